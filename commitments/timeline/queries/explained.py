"""What was said of what is late or was moved, and the page that shows it."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.plans import queries as commitments
from commitments.plans.models import Milestone, Plan, Reopening
from commitments.plans.queries.facets import Choice
from commitments.plans.states import DelayCause
from commitments.plans.timeline import Clocks, Moved
from commitments.progress import queries as progress
from commitments.progress.models import ProgressUpdate
from commitments.timeline import delays
from commitments.timeline.delays import Line, Question, Tally
from commitments.timeline.queries import standing
from commitments.timeline.queries.delays import (
    CAUSES,
    MOST_COUNTED,
    Stood,
    delayed_today,
    stood_on_day,
    stood_today,
)

MOST_LINES = 30
STATE_WORDS = {
    delays.LATE: gettext_lazy("Atrasados"),
    delays.MOVED: gettext_lazy("Con su fecha movida"),
}


@dataclass(frozen=True)
class Move:
    """A move of a date that counts: from when to when, why, and the day it was said."""

    from_on: datetime.date
    to_on: datetime.date
    cause: str
    reason: str
    on: datetime.date


@dataclass(frozen=True)
class Explained:
    """A milestone that is late or was moved with what was said of it: its moves, the completions
    that were taken back, and the latest report of its commitment where that one gives a cause.
    """

    stood: Stood
    moves: Sequence[Move]
    reopenings: Sequence[Reopening]
    told: ProgressUpdate | None

    @property
    def told_cause(self) -> str:
        """Return the cause that its latest report gives, in words; "" without one."""
        return str(DelayCause(self.told.delay_cause).label) if self.told else ""


def explained(
    rows: Sequence[Stood], at: Clocks, reports: Mapping[int, list[ProgressUpdate]] | None = None
) -> list[Explained]:
    """Return some rows, their moves fetched, with what had been said of each by the two clocks: two
    queries, one where the public `reports` of their commitments were read before.
    """
    reopenings: dict[int, list[Reopening]] = defaultdict(list)
    milestones = [row.milestone.pk for row in rows]
    for back in Reopening.objects.filter(milestone__in=milestones).order_by("at", "pk"):
        if at.know(back.at) and back.completed_on <= at.on:
            reopenings[back.milestone_id].append(back)
    if reports is None:
        reports = progress.public_reports({row.commitment.pk for row in rows})
    return [
        Explained(
            row,
            _moves(row.milestone, at),
            reopenings[row.milestone.pk],
            _told(reports.get(row.commitment.pk, []), at) if row.row.is_late else None,
        )
        for row in rows
    ]


def _moves(milestone: Milestone, at: Clocks) -> list[Move]:
    """Return the moves that count by the clocks, in order (`timeline.Moved.counts`)."""
    rows = sorted(milestone.reschedules.all(), key=lambda row: (row.at, row.pk))
    corrected = {row.corrects_id: row.at for row in rows if row.corrects_id}
    return [
        Move(row.from_on, row.to_on, str(DelayCause(row.cause).label), row.reason, at.day(row.at))
        for row in rows
        if Moved(row.at, row.from_on, row.to_on, corrected.get(row.pk)).counts(at)
    ]


def _told(reports: Sequence[ProgressUpdate], at: Clocks) -> ProgressUpdate | None:
    """Return the latest report of a commitment, None where it gives no cause."""
    latest = next(iter(standing.standing_reports(reports, at)), None)
    return latest if latest and latest.delay_cause else None


@dataclass(frozen=True)
class DelaysPage:
    """What the page of what is late shows: its rows, what all that the question keeps count (of at
    most MOST_COUNTED where there `is_more`), and the filters with their choices.
    """

    question: Question
    rows: list[Explained]
    tally: Tally
    is_more: bool
    count: int
    facets: list[tuple[str, str, list[Choice]]]

    @property
    def shares(self) -> list[tuple[str, str, list[tuple[Line, str]]]]:
        """Return what there is by institution and, of one plan, by axis, where there are several:
        each line with the query string that keeps it alone ("" of what has no name).
        """
        chosen, found = self.question.chosen, []
        for name, title in (("institucion", _("Por institución")), ("eje", _("Por eje"))):
            lines = self.tally.by[name][:MOST_LINES]
            is_named = name == "institucion" or "plan" in chosen
            if len(lines) > 1 and is_named and not self.is_more:
                named = [
                    (line, self.question.address(**{name: line.of.slug}) if line.of.slug else "")
                    for line in lines
                ]
                found.append((name, title, named))
        return found

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return max(1, min(delays.DEEPEST_PAGE, -(-self.count // delays.PER_PAGE)))

    @property
    def previous(self) -> str | None:
        """Return the query string of the page before, None on the first."""
        page = self.question.page - 1
        return None if page < 1 else self.question.address(pagina=str(page) if page > 1 else "")

    @property
    def next(self) -> str | None:
        """Return the query string of the next page, None on the last."""
        page = self.question.page + 1
        return None if page > self.pages else self.question.address(pagina=str(page))


def delays_page(question: Question, at: Clocks, *, plan: Plan | None = None) -> DelaysPage:
    """Return what is late or was moved and a question keeps: today, by the clocks of now; of the
    `plan` that is given, on the day of the clocks.
    """
    stood: list[Stood] | None = None
    reports: Mapping[int, list[ProgressUpdate]] | None = None
    if plan is None:
        rows = delayed_today(question, on=at.on)
    else:
        records = standing.read_plan(plan)
        stood = [row for row in stood_on_day(records, at) if question.keeps(row.row)]
        rows, reports = [row.row for row in stood], records.reports
    is_more = len(rows) > MOST_COUNTED
    rows = rows[:MOST_COUNTED]
    last = max(1, min(delays.DEEPEST_PAGE, -(-len(rows) // delays.PER_PAGE)))
    question = replace(question, page=min(question.page, last))
    part = slice((question.page - 1) * delays.PER_PAGE, question.page * delays.PER_PAGE)
    shown = stood_today(rows[part], on=at.on) if stood is None else stood[part]
    tally = delays.tally(rows)
    return DelaysPage(
        question,
        explained(shown, at, reports),
        tally,
        is_more,
        len(rows),
        _facets(question, tally, is_more=is_more),
    )


def named(question: Question) -> dict[str, tuple[str, str]]:
    """Return the heading and the words of each filter that is chosen, by its parameter; no words
    for a value that there is not. A query for each that names a row.
    """
    own: dict[str, tuple[str, Mapping[str, object]]] = {
        "estado": (_("Qué pasó"), STATE_WORDS),
        "planes": (_("Planes"), {delays.UNDER_WAY: gettext_lazy("en marcha")}),
        "causa": (_("Causa"), {cause: why_words(cause) for cause in CAUSES}),
    }
    rows = {name: value for name, value in question.chosen.items() if name not in own}
    found = {
        name: (own[name][0], str(own[name][1].get(value, "")))
        for name, value in question.chosen.items()
        if name in own
    }
    return {**commitments.named(commitments.Question(chosen=rows)), **found}


def why_words(cause: str) -> str:
    """Return a cause in words, as the filter names it."""
    if cause == delays.NOT_MOVED:
        return _("Su fecha no se ha movido")
    label = str(DelayCause(cause).label) if cause in DelayCause.values else cause
    return label[:1].upper() + label[1:]


def _facets(
    question: Question, tally: Tally, *, is_more: bool
) -> list[tuple[str, str, list[Choice]]]:
    """Return each filter with its heading and its choices, without numbers where not all were
    counted.
    """
    states = [
        (delays.LATE, str(STATE_WORDS[delays.LATE]), tally.late_milestones),
        (delays.MOVED, str(STATE_WORDS[delays.MOVED]), tally.moved_milestones),
    ]
    found = [("estado", _("Qué pasó"), states)]
    for name, title in (
        ("causa", _("Causa")),
        ("institucion", _("Institución")),
        ("plan", _("Plan")),
        ("eje", _("Eje")),
    ):
        if name == "eje" and "plan" not in question.chosen:
            continue  # the name of an axis in addresses is its plan's
        lines = [
            (line.of.slug, why_words(line.of.slug) if name == "causa" else line.of.name, line.rows)
            for line in tally.by[name]
            if line.of.slug
        ]
        found.append((name, title, lines))
    return [
        (name, title, [_choice(question, name, *line, is_more=is_more) for line in lines])
        for name, title, lines in found
        if lines
    ]


def _choice(
    question: Question, name: str, value: str, label: str, number: int, *, is_more: bool
) -> Choice:
    is_chosen = question.chosen.get(name) == value
    address = question.address(**{name: "" if is_chosen else value})
    return Choice(value, label, None if is_more else number, is_chosen, address)
