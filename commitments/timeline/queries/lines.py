"""The timeline of a plan: what was first promised, what moved, what is done and what is late, a
line for each commitment, by axis. The page and the report draw it from the same description.
"""

import datetime
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commitments.plans import definitions
from commitments.plans.models import Plan
from commitments.plans.states import CommitmentState, MilestoneState
from commitments.plans.timeline import Clocks
from commitments.timeline.queries import standing
from ogp_portal.foundation.documents.timelines import Group, Point, Row, TimelineChart


@dataclass(frozen=True)
class Step:
    """A milestone on a line: its first date, the one in force, the day it was completed, its state,
    whether it is late, and how often it moved.
    """

    first_on: datetime.date
    due_on: datetime.date
    completed_on: datetime.date | None
    state: str
    is_late: bool
    times_moved: int

    @property
    def is_done(self) -> bool:
        """Say whether it is complete."""
        return self.state == MilestoneState.COMPLETE


@dataclass(frozen=True)
class Line:
    """A commitment in a state, with its milestones."""

    number: int | None
    title: str
    axis: str
    state: str
    steps: Sequence[Step]

    @property
    def is_left(self) -> bool:
        """Say whether nobody owes it any more: it was closed or withdrawn."""
        return self.state in (CommitmentState.CLOSED, CommitmentState.WITHDRAWN)

    @property
    def counted(self) -> Sequence[Step]:
        """Return the milestones that count: the cancelled do not, nor those of the withdrawn."""
        if definitions.is_withdrawn(self.state):
            return ()
        return [step for step in self.steps if definitions.is_counted_milestone(step.state)]


def plan_lines(plan: Plan, at: Clocks) -> list[Line]:
    """Return the lines of the public commitments of a plan by two clocks: a bounded number of
    queries.
    """
    return [
        Line(
            then.row.number,
            then.text.title,
            then.row.axis.name if then.row.axis else "",
            then.state,
            [
                Step(
                    part.row.first_due_on,
                    part.stood.due_on,
                    part.stood.completed_on,
                    part.stood.state,
                    part.is_late,
                    len(part.moves),
                )
                for part in then.milestones
            ],
        )
        for then in standing.plan_commitments(plan, at)
    ]


def timeline_chart(lines: Iterable[Line], *, on: datetime.date) -> TimelineChart | None:
    """Return the timeline of some lines on a day, with the table behind it, in the language in
    force; None where no milestone counts. What has no milestones has no line.
    """
    drawn = [line for line in lines if line.steps]
    steps = [step for line in drawn for step in line.counted]
    if not steps:
        return None
    groups = [
        Group(axis, [_row(line, on=on) for line in found])
        for axis, found in itertools.groupby(drawn, key=lambda line: line.axis)
    ]
    return TimelineChart(
        _("La línea de tiempo del plan"),
        _sentence(steps, on=on),
        groups,
        on,
        _(
            "Círculo lleno: cumplido. Círculo vacío: pendiente. Rombo y línea gruesa: atrasado. "
            "Cruz: cancelado o ya no se debe. A trazos: desde el primer plazo prometido. De arriba "
            "abajo: el %(day)s."
        )
        % {"day": date_format(on)},
        (
            _("Compromiso"),
            _("Hitos cumplidos"),
            _("Primer plazo del último hito"),
            _("Plazo vigente"),
            _("Veces que se movió"),
            _("Hitos atrasados"),
        ),
        [_cells(line) for line in drawn],
    )


def _sentence(steps: Sequence[Step], *, on: datetime.date) -> str:
    done = sum(step.is_done for step in steps)
    late = sum(step.is_late for step in steps)
    moved = sum(step.times_moved > 0 for step in steps)
    words = _(
        "Al %(day)s. Hitos: %(number)s; cumplidos: %(done)s; atrasados: %(late)s; con su fecha "
        "movida: %(moved)s."
    )
    return words % {
        "day": date_format(on),
        "number": len(steps),
        "done": done,
        "late": late,
        "moved": moved,
    }


def _row(line: Line, *, on: datetime.date) -> Row:
    points = [_point(step, is_left=line.is_left, on=on) for step in line.steps]
    return Row(str(line.number or ""), line.title, points)


def _point(step: Step, *, is_left: bool, on: datetime.date) -> Point:
    if step.is_done:
        done_on = step.completed_on or step.due_on
        return Point(done_on, min(step.first_on, done_on), "done")
    if step.state == MilestoneState.CANCELLED or is_left:
        return Point(step.due_on, step.first_on, "off")
    if step.is_late:
        return Point(step.due_on, step.first_on, "late", on)
    return Point(step.due_on, step.first_on, "open")


def _cells(line: Line) -> tuple[str, ...]:
    counted = line.counted
    name = f"{line.number}. {line.title}" if line.number else line.title
    if not counted:
        return name, "—", "—", "—", "—", "—"
    done = sum(step.is_done for step in counted)
    return (
        name,
        _("%(done)s de %(all)s") % {"done": done, "all": len(counted)},
        date_format(max(step.first_on for step in counted), "SHORT_DATE_FORMAT"),
        date_format(max(step.due_on for step in counted), "SHORT_DATE_FORMAT"),
        str(sum(step.times_moved for step in counted)),
        str(sum(step.is_late for step in counted)),
    )
