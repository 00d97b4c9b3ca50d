"""What is written on a picture, and the words and colours of levels and steps."""

import datetime
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commitments.plans.states import Level, MilestoneState
from ogp_portal.foundation import branding, dates
from transparency.infographics.cards import Layout

LEVEL_COLOURS = {  # as static/css/portal/tokens.css writes them for light paper
    "": "#5d6470",
    Level.NOT_STARTED.value: "#5d6470",
    Level.LIMITED.value: "#a04b06",
    Level.SUBSTANTIAL.value: "#0b6478",
    Level.COMPLETE.value: "#116a32",
}
COLOURS: dict[str, str] = {
    Layout.COMPLETE: LEVEL_COLOURS[Level.COMPLETE.value],
    Layout.UNDER_WAY: LEVEL_COLOURS[Level.SUBSTANTIAL.value],
    Layout.LATE: branding.CORAL,
    Layout.UNFULFILLED: branding.CORAL,
    Layout.WITHDRAWN: branding.SOFT,
    Layout.PROMISED: LEVEL_COLOURS[""],
    Layout.PROPOSED: LEVEL_COLOURS[""],
    Layout.TOLD: branding.SOFT,
}
STEP_WORDS = {
    MilestoneState.COMPLETE: lambda: _("cumplido el"),
    Layout.LATE: lambda: _("atrasado, vencía el"),
    MilestoneState.IN_PROGRESS: lambda: _("en curso, vence el"),
    MilestoneState.NOT_STARTED: lambda: _("por iniciar, vence el"),
}


@dataclass(frozen=True)
class Bar:
    """A row of bars: its name, the words at its end, how much of the longest, its colour."""

    label: str
    text: str
    fraction: float
    colour: str


@dataclass(frozen=True)
class Words:
    """What is written on a picture. `lines` are the facts below the promise, one each."""

    state: str
    colour: str
    mark: str
    figure: str
    figure_words: str
    who: str
    lines: tuple[str, ...]
    bars: tuple[Bar, ...]
    foot: tuple[str, ...]
    alternative: str


def level_word(level: str, *, is_claimed: bool = False) -> str:
    """Return the word of a level of completion; of none, what is lacking: milestones, or the
    source's word.
    """
    if level:
        return str(Level(level).label)
    return _("Sin dato en su fuente") if is_claimed else _("Sin hitos registrados")


def day_words(day: str) -> str:
    """Return an ISO day, or an interval of two ("first/last"), in words; "" for none."""
    ends = [datetime.date.fromisoformat(end) for end in day.split("/") if end]
    return dates.span(ends[0], ends[-1]) if ends else ""


def month_words(day: str) -> str:
    """Return the month of an ISO day in words."""
    return date_format(datetime.date.fromisoformat(day), "YEAR_MONTH_FORMAT")
