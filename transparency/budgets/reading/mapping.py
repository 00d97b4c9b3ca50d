"""The mapping file: what an office's columns are called and what is true of the whole file."""

import tomllib
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.refusals import Refusal
from transparency.budgets.reading import dates
from transparency.budgets.reading.titles import TITLES
from transparency.budgets.states import DIVIDED, Measure, Side

FACTS = {"side", "period", "unit", "pct_of"}
UNITS = (1, 1000, 1_000_000)  # in pesos


@dataclass(frozen=True)
class Mapping:
    """What a mapping file says: our name of each of their titles, and what is true of the whole
    file.
    """

    columns: dict[str, str] = field(default_factory=dict)
    side: str = ""
    period: tuple[int, int | None] | None = None
    unit_clp: int = 1
    pct_of: str = ""


def read_mapping(text: str) -> Mapping:
    """Return what a mapping file says.

    Raises Refusal for one that is not TOML or says what we do not know.
    """
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refusal(
            _("El archivo de correspondencias no es TOML válido: %(error)s.") % {"error": error},
            field="mapping",
        ) from error
    columns, facts = parsed.get("columns", {}), parsed.get("file", {})
    unknown = _unknown(columns, facts)
    if unknown or not _makes_sense(facts):
        raise Refusal(
            _(
                "El archivo de correspondencias dice algo que no se conoce: %(what)s. "
                "Columnas posibles: %(columns)s."
            )
            % {"what": ", ".join(map(str, unknown)) or "[file]", "columns": ", ".join(TITLES)},
            field="mapping",
        )
    return Mapping(
        {str(theirs): ours for theirs, ours in columns.items()},
        facts.get("side", ""),
        _period(facts),
        facts.get("unit", 1),
        facts.get("pct_of", ""),
    )


def _unknown(columns: object, facts: object) -> list[object]:
    """Return the names of a mapping file that we do not know; TOML gives whatever was written."""
    ours = columns.values() if isinstance(columns, dict) else ["columns"]
    about = facts if isinstance(facts, dict) else ["file"]
    return [
        *(name for name in ours if name not in TITLES),
        *(name for name in about if name not in FACTS),
    ]


def _makes_sense(facts: dict[str, object]) -> bool:
    """Say whether each fact of the file is one of those there may be."""
    return (
        facts.get("side", Side.EXPENSE) in Side.values
        and facts.get("unit", 1) in UNITS
        and facts.get("pct_of", Measure.ACCRUED) in DIVIDED
        and (
            "period" not in facts
            or dates.parse(str(facts["period"])) is not None
            or str(facts["period"]) in map(str, dates.YEARS)
        )
    )


def _period(facts: dict[str, Any]) -> tuple[int, int | None] | None:
    """Return the month that a mapping file states, or the year alone."""
    if "period" not in facts:
        return None
    return dates.parse(str(facts["period"])) or (int(facts["period"]), None)
