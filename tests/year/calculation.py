"""What a plan's figures must be, worked out from the list of what was done: a second calculation,
written for the test alone. It shares no code with the portal.
"""

import calendar
import datetime
from dataclasses import dataclass, field
from fractions import Fraction

Day, Instant = datetime.date, datetime.datetime


@dataclass
class Report:
    """A report that was approved: of which month, and what it claims of each milestone."""

    month: Day
    true_on: Day
    known_at: Instant
    claims: dict[int, tuple[int, Day | None]]
    level: str = ""


@dataclass
class Promise:
    """A commitment as the test keeps it. Milestones are numbered; `due` are the first dates."""

    slug: str
    published_at: Instant
    weights: dict[int, int]
    due: dict[int, Day]
    reports: list[Report] = field(default_factory=list)
    moves: list[tuple[Instant, int, Day]] = field(default_factory=list)
    reopened: list[tuple[Instant, int, Day, int]] = field(default_factory=list)
    cancelled: dict[int, Instant] = field(default_factory=dict)
    withdrawn_at: Instant | None = None
    title: str = ""
    weighed: list[tuple[Instant, int, int]] = field(default_factory=list)  # weights amended
    renamed: list[tuple[Instant, str]] = field(default_factory=list)
    taken_over: list[tuple[Instant, str]] = field(default_factory=list)  # who answers since


def day_of(at: Instant) -> Day:
    """Return the day of an instant of the test: all of them are at noon."""
    return at.date()


def end_of(month: Day) -> Day:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def share(part: int, whole: int) -> int:
    """Return a share in whole percent, rounded half up; 100 only of all of it."""
    percent = int(Fraction(100 * part, whole) + Fraction(1, 2)) if whole else 0
    return percent if part == whole else min(percent, 99)


class Account:
    """The figures on a day, as known at an instant."""

    def __init__(self, promises: list[Promise], on: Day, known_at: Instant) -> None:
        self.on, self.known_at = on, known_at
        self.public = [promise for promise in promises if self.happened(promise.published_at)]
        self.running = [promise for promise in self.public if not self.is_withdrawn(promise)]

    def happened(self, at: Instant | None) -> bool:
        return at is not None and at <= self.known_at and day_of(at) <= self.on

    def is_withdrawn(self, promise: Promise) -> bool:
        return self.happened(promise.withdrawn_at)

    def reports(self, promise: Promise) -> list[Report]:
        """Return the reports that stand: of each month the one approved last."""
        standing: dict[Day, Report] = {}
        for report in sorted(promise.reports, key=lambda report: report.known_at):
            if report.known_at <= self.known_at:
                standing[report.month] = report
        return [standing[month] for month in sorted(standing)]

    def reached(self, promise: Promise, number: int) -> tuple[int, Day | None]:
        """Return the percentage of a milestone and the day it was completed."""
        facts: list[tuple[Day, Instant, Day, int, Day | None]] = []
        for report in self.reports(promise):
            if number in report.claims:
                percent, done_on = report.claims[number]
                facts.append(
                    (report.month, report.known_at, done_on or report.true_on, percent, done_on)
                )
        for at, which, was_on, percent in promise.reopened:
            if which == number and at <= self.known_at:
                until = max(
                    report.month
                    for report in promise.reports
                    if report.claims.get(number) == (100, was_on) and report.known_at <= at
                )
                facts.append((until, at, was_on, percent, None))
        facts = [fact for fact in facts if fact[2] <= self.on]
        return max(facts)[3:] if facts else (0, None)

    def counted(self, promise: Promise) -> list[int]:
        return [
            number for number in promise.weights if not self.happened(promise.cancelled.get(number))
        ]

    def weight(self, promise: Promise, number: int) -> int:
        found = [to for at, which, to in promise.weighed if which == number and self.happened(at)]
        return found[-1] if found else promise.weights[number]

    def title(self, promise: Promise) -> str:
        found = [to for at, to in promise.renamed if self.happened(at)]
        return found[-1] if found else promise.title

    def answers(self, promise: Promise) -> str:
        found = [to for at, to in promise.taken_over if self.happened(at)]
        return found[-1] if found else "ciudad"

    def planned(self, promise: Promise) -> int:
        """Return the part of the weights whose date in force has come, in percent."""
        weights = {number: self.weight(promise, number) for number in self.counted(promise)}
        come = sum(weights[number] for number in weights if self.due(promise, number) <= self.on)
        return share(come, sum(weights.values()))

    def done(self) -> int:
        """Return how many of the milestones that count are complete, in percent."""
        complete = sum(len(self.complete(row)) for row in self.running)
        return share(complete, sum(len(self.counted(row)) for row in self.running))

    def progress(self, promise: Promise) -> int:
        weights = {number: self.weight(promise, number) for number in self.counted(promise)}
        total = sum(self.reached(promise, number)[0] * weight for number, weight in weights.items())
        mean = Fraction(total, sum(weights.values()))
        percent = int(mean + Fraction(1, 2))
        is_done = all(self.reached(promise, number)[0] == 100 for number in weights)
        return percent if is_done else min(percent, 99)

    def has_begun(self, promise: Promise) -> bool:
        return any(
            number in report.claims and (report.claims[number][1] or report.true_on) <= self.on
            for number in self.counted(promise)
            for report in self.reports(promise)
        )

    def level(self, promise: Promise) -> str:
        percent = self.progress(promise)
        if percent == 100:
            return "complete"
        if percent >= 50:
            return "substantial"
        return "limited" if percent or self.has_begun(promise) else "not_started"

    def claimed(self, promise: Promise) -> str:
        levels = [
            report.level
            for report in self.reports(promise)
            if report.level and report.true_on <= self.on
        ]
        return levels[-1] if levels else ""

    def due(self, promise: Promise, number: int) -> Day:
        moved = [to for at, which, to in promise.moves if which == number and self.happened(at)]
        return moved[-1] if moved else promise.due[number]

    def late(self, promise: Promise) -> list[int]:
        if self.is_withdrawn(promise):
            return []
        return [
            number
            for number in self.counted(promise)
            if self.reached(promise, number)[0] < 100 and self.due(promise, number) < self.on
        ]

    def complete(self, promise: Promise) -> list[int]:
        return [
            number for number in self.counted(promise) if self.reached(promise, number)[0] == 100
        ]

    def is_silent(self, promise: Promise, month: Day) -> bool:
        is_owed = day_of(promise.published_at) <= month and not self.is_withdrawn(promise)
        told = {report.month for report in self.reports(promise) if report.true_on <= self.on}
        return is_owed and month not in told

    def figures(self) -> dict[str, int]:
        levels = [self.level(promise) for promise in self.running]
        begun = [promise for promise in self.running if self.has_begun(promise)]
        return {
            "registered": len(self.running),
            "promised": len(self.running),
            "proposed": 0,
            "withdrawn": len(self.public) - len(self.running),
            "advancing": sum(self.level(promise) != "complete" for promise in begun),
            "late": sum(bool(self.late(promise)) for promise in self.running),
            "complete": levels.count("complete"),
            "claimed": sum(self.claimed(promise) == "complete" for promise in self.running),
        }
