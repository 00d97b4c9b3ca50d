"""The code of the portal as text, for the rules about it."""

from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("ogp_portal", "commitments", "forums", "transparency")


def modules() -> list[Path]:
    """Return every module of ours, without the migrations."""
    return [
        path
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    """Return a module's path from the root of the project."""
    return str(path.relative_to(ROOT))


def dotted(path: Path) -> str:
    """Return a module's dotted name; a package's is its folder's."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
