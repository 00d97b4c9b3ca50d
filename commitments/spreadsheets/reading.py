"""From a file to a table of text, its cells trimmed and without the quotes that exports put before
what looks like a formula.
"""

from dataclasses import dataclass

from ogp_portal.foundation.documents import sheets

LARGEST = 10 * 1024 * 1024
LIMITS = sheets.Limits(size=LARGEST, rows=20_000, columns=60)


@dataclass(frozen=True)
class Table:
    """What a file holds: its header, and its rows as text, each with as many cells as
    the header.
    """

    header: list[str]
    rows: list[list[str]]


def read(content: bytes) -> Table:
    """Return the table in a CSV or XLSX file. Raises Refusal with what to do."""
    lines = [line for line in sheets.read(content, limits=LIMITS) if line]
    header = [cell.strip() for cell in lines[0]]
    width = len(header)
    return Table(
        header, [[_cell(cell) for cell in (line + [""] * width)[:width]] for line in lines[1:]]
    )


def _cell(value: str) -> str:
    text = value.strip()[: sheets.LONGEST_CELL]
    return text[1:] if text[:1] == "'" and text[1:2] in {"=", "+", "-", "@"} else text
