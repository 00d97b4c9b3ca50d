"""What a picture tells, as facts and codes: the same shape for the fulfilled and the unfulfilled.

Values in, values out. A card is public by construction: it is read as anybody reads
(`queries.cards`).
"""

import enum
import json
from dataclasses import asdict, dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.plans.states import Level

LEVELS = (*reversed(Level.values), "")
MOST_KNOTS = 12


class Kind(models.TextChoices):
    """What a picture is about."""

    COMMITMENT = "commitment", _("compromiso")
    PLAN = "plan", _("plan")
    MONTH = "month", _("mes")
    SESSION = "session", _("sesión")
    SHEET = "sheet", _("ficha de presupuesto")


class Layout(enum.StrEnum):
    """The state that decides a picture's colour and words; a plan in force and a session show their
    own.
    """

    COMPLETE = "complete"
    UNDER_WAY = "under_way"
    LATE = "late"
    PROMISED = "promised"
    PROPOSED = "proposed"
    UNFULFILLED = "unfulfilled"
    WITHDRAWN = "withdrawn"
    TOLD = "told"  # a historical plan, as its sources tell it
    ISSUED = "issued"  # a report or a sheet with nothing to point at


@dataclass(frozen=True)
class Card:
    """The facts of one picture.

    `layout` is the state that decides its colour and words; dates are ISO, "" for none; `steps` are
    (title, state, date).
    """

    kind: str
    slug: str
    path: str
    layout: str
    title: str
    sentence: str = ""
    context: str = ""
    owner: str = ""
    done: int = 0
    total: int = 0
    progress: int | None = None
    level: str = ""
    claimed: str = ""
    steps: tuple[tuple[str, str, str], ...] = ()
    levels: tuple[int, ...] = ()
    late_since: str = ""
    day: str = ""
    moved: int = 0
    reason: str = ""
    figures: tuple[int, ...] = ()
    source: str = ""
    cut_off_on: str = ""

    def as_json(self) -> str:
        """Return the facts in one canonical text: the same facts, the same text."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Card":
        """Return the card that a text holds. Raises ValueError, TypeError for one that
        holds none.
        """
        facts: dict[str, Any] = json.loads(text)
        facts["steps"] = tuple(tuple(step) for step in facts["steps"])
        facts["levels"] = tuple(facts["levels"])
        facts["figures"] = tuple(facts["figures"])
        return cls(**facts)
