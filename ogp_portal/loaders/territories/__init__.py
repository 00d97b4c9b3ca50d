"""The territories of countries, each in a file of its own; any file of the same form can be loaded
(`manage.py load_territories FILE`).
"""

from pathlib import Path

from commitments.territories import reading, workflow

CHILE = Path(__file__).with_name("chile.geojson")
ROLE = "carga de los documentos fuente"


def load(file: Path, *, is_first: bool = False) -> workflow.Loaded:
    """Load a file of territories. Raises Refusal where it is none, OSError where there is none."""
    read = reading.read(file.read_text(encoding="utf-8"))
    return workflow.load_territories(read, role=ROLE, is_first=is_first)
