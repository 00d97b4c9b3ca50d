"""The facts of a plan on one day, and a requirement with its status, its date and its sum."""

import datetime
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation import dates

SOON = datetime.timedelta(days=30)


class Status(models.TextChoices):
    """How a plan stands with a requirement."""

    OK = "ok", _("al día")
    SOON = "soon", _("por vencer")
    LATE = "late", _("vencido")
    NONE = "none", _("sin datos")
    FACT = "fact", _("se muestra, no se juzga")


@dataclass(frozen=True)
class Facts:
    """What exists about a plan on the day `today`; numbers are counts, dates may be unknown."""

    today: datetime.date
    is_local: bool  # a plan of OGP Local, which has clocks of its own
    is_public: bool = True
    last_session_on: datetime.date | None = None
    government_seats: int = 0
    other_seats: int = 0
    has_rules: bool = False
    last_change_on: datetime.date | None = None
    last_evidence_on: datetime.date | None = None
    submitted_on: datetime.date | None = None
    has_inception: bool = False
    closed_without_assessment: tuple[tuple[str, datetime.date], ...] = ()  # title, day it closed
    last_plan_ended_on: datetime.date | None = None
    first_stage_on: datetime.date | None = None
    outreach_acts: int = 0
    channels: int = 0  # calls, surveys and consultations announced
    contributions: int = 0
    unanswered: int = 0
    accountability_sessions: int = 0  # in the last twelve months


@dataclass(frozen=True)
class Requirement:
    """One requirement: its code in the standard, its status, what is seen, until when, and how that
    day was worked out.
    """

    code: str
    title: str
    state: Status
    says: str
    due_on: datetime.date | None = None
    how: str = ""

    @property
    def word(self) -> str:
        """Return the status in words."""
        return str(self.state.label)


def status_on(today: datetime.date, *, due_on: datetime.date) -> Status:
    """Return the status of something due on a day: late from the day after, soon in the thirty days
    before.
    """
    if due_on < today:
        return Status.LATE
    return Status.SOON if due_on - today <= SOON else Status.OK


def due_after(
    requirement: tuple[str, str],
    last: datetime.date | None,
    months: int,
    *,
    today: datetime.date,
    none: str = "",
    says: str,
) -> Requirement:
    """Return a requirement (code, title) that must be met again within `months` of the day `last`.

    `says` is a sentence with a place for that day; `none` is what is said when it never happened.
    """
    code, title = requirement
    if last is None:
        return Requirement(code, title, Status.NONE, none)
    due_on = dates.add_months(last, months)
    how = _("%(last)s más %(months)s meses: %(due)s") % {
        "last": dates.say(last),
        "months": months,
        "due": dates.say(due_on),
    }
    status = status_on(today, due_on=due_on)
    return Requirement(code, title, status, says % {"last": dates.say(last)}, due_on, str(how))
