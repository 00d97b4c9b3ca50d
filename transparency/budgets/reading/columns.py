"""Which column of a file is which: the titles that offices use, and the match of a header."""

import re
import unicodedata
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.refusals import Refusal
from transparency.budgets.reading.mapping import Mapping
from transparency.budgets.reading.titles import NEEDED, PERCENTAGE, TITLES

NAMES = {
    "code": _("código de la cuenta"),
    "current": _("presupuesto vigente"),
    "accrued": _("devengado acumulado"),
}


def normalize(text: str) -> str:
    """Return a title or name without accents, in small letters, its words joined by low lines."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(
        r"[^a-z0-9]+", "_", "".join(sign for sign in plain if not unicodedata.combining(sign))
    ).strip("_")


def match(header: Sequence[str], mapping: Mapping) -> tuple[dict[str, int], str]:
    """Return the position of each of our columns, and the normalized title of the percentage.

    Raises Refusal where a column that is needed is missing.
    """
    positions: dict[str, int] = {}
    for position, title in enumerate(header):
        if title in mapping.columns:
            positions[mapping.columns[title]] = position
    normalized = [normalize(title) for title in header]
    taken = set(positions.values())
    for name, titles in TITLES.items():
        for title in titles:
            free = _find(title, normalized, taken)
            if name in positions or free is None:
                continue
            if name != PERCENTAGE or "%" in header[free] or "porcentaje" in title:
                positions[name] = free
                taken.add(free)
    _refuse_missing(header, positions)
    return positions, normalized[positions[PERCENTAGE]] if PERCENTAGE in positions else ""


def _find(title: str, normalized: Sequence[str], taken: set[int]) -> int | None:
    """Return the first position of a title that no other column of ours has taken."""
    return next(
        (
            position
            for position, theirs in enumerate(normalized)
            if theirs == title and position not in taken
        ),
        None,
    )


def _refuse_missing(header: Sequence[str], positions: dict[str, int]) -> None:
    missing = [str(NAMES[name]) for name in NEEDED if name not in positions]
    if missing:
        raise Refusal(
            _(
                "Faltan columnas: %(missing)s. Los títulos que trae el archivo son: "
                "%(titles)s. Si son esas con otro nombre, use un archivo de correspondencias."
            )
            % {"missing": ", ".join(missing), "titles": ", ".join(header)[:600] or "—"},
            field="file",
        )
