"""A plan that is lived: who reports when, what moves, what is taken back, by the portal's own
workflows under a moved clock. What was done is kept for the second calculation.
"""

import datetime
import itertools
import random
from collections.abc import Callable

import time_machine

from commitments.amendments import reading
from commitments.organizations import workflow as organizations
from commitments.organizations.models import Membership
from commitments.plans import workflow as plans
from commitments.plans.models import Commitment, Milestone
from commitments.progress.models import ProgressUpdate
from ogp_portal.loaders.example import acts
from ogp_portal.models import User
from tests import walks
from tests.factories.amendments import put_in_force
from tests.people import Cast, person
from tests.year.calculation import Promise, Report, end_of

Act = Callable[[], None]
SEED = 20_261
RATES = ((20, 11), (9, 14), (25, 7), (12, 12), (16, 5), (50, 8))  # percent a month, by milestone


def noon(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(15), tzinfo=datetime.UTC)


def month_after(month: datetime.date, by: int = 1) -> datetime.date:
    number = month.year * 12 + month.month - 1 + by
    return datetime.date(number // 12, number % 12 + 1, 1)


class Life:
    """The acts of so many months of a plan, by day, and what was done so far."""

    def __init__(self, cast: Cast, *, months: int) -> None:
        self.cast, self.chance = cast, random.Random(SEED)
        self.numbers = itertools.count()
        self.first = datetime.date(2026, 1, 1)
        self.months = [month_after(self.first, by) for by in range(months)]
        self.promises: list[Promise] = []
        self.acts: list[tuple[datetime.date, int, Act]] = []
        self.taken_back: dict[tuple[str, int], int] = {}
        self.writer = cast.editor  # of the city; another one from May on
        self.writer_of_partner = person("editora.socia", cast.partner, "editor")
        self._on(datetime.date(2026, 4, 30), self._succeed)
        for place, rates in enumerate(RATES):
            self._publish(place, rates)

    def live_until(self, day: datetime.date) -> None:
        """Do what falls due until a day, that day included, in order."""
        while self.acts and min(self.acts)[0] <= day:
            act = min(self.acts)
            self.acts.remove(act)
            with time_machine.travel(noon(act[0]), tick=False):
                act[2]()

    def _on(self, day: datetime.date, act: Act) -> None:
        self.acts.append((day, next(self.numbers), act))

    def _publish(self, place: int, rates: tuple[int, int]) -> None:
        """Publish a commitment, most in January, one in March; then plan what will be told of it
        each month.
        """
        day = datetime.date(2026, 3, 10) if place == 3 else datetime.date(2026, 1, 2 + place)
        weights = {1: 1 + place % 3, 2: 2}
        due = {1: datetime.date(2026, 5, 20), 2: datetime.date(2026, 9, 30 - place)}
        promise = Promise(f"promesa-{place}", noon(day), weights, due)
        self._on(day, lambda: self._write(promise))
        for month in self.months:
            if month >= day.replace(day=1):
                self._plan_month(promise, place, month, rates)
        self._plan_turns(promise, place)

    def _write(self, promise: Promise) -> None:
        row = walks.commitments.commitment(self.cast, "draft", milestones=0, slug=promise.slug)
        steps = [
            Milestone(title=f"Paso {number}", due_on=promise.due[number], weight=weight)
            for number, weight in promise.weights.items()
        ]
        acts.publish(row, steps, author=self.cast.editor, reviewer=self.cast.coordinator)
        promise.title = row.title
        self.promises.append(promise)

    def _who_writes(self, promise: Promise) -> User:
        """Return who reports of a promise today: an editor of whoever answers for it."""
        return self.writer_of_partner if promise.taken_over else self.writer

    def _succeed(self) -> None:
        """Have the city's editor leave on the last of April, and another one go on."""
        role = Membership.objects.get(user=self.cast.editor, role="editor")
        role.ends_on = datetime.date(2026, 4, 30)
        organizations.save_membership(role, by=self.cast.administrator)
        self.writer = self.cast.colleague

    def _plan_month(
        self, promise: Promise, place: int, month: datetime.date, rates: tuple[int, int]
    ) -> None:
        """Plan how a month is told: in time, late, after the one that follows, returned first,
        twice, while it runs, or never.
        """
        following = month_after(month)
        way = self.chance.choice(("in time", "in time", "late", "very late", "never", "returned"))
        if place in (2, 5):  # the one that is objected to, and one without a fault
            way = "in time"
        sent, approved = {
            "in time": (following.replace(day=3), following.replace(day=6)),
            "returned": (following.replace(day=2), following.replace(day=9)),
            "late": (following.replace(day=24), following.replace(day=26)),
            "very late": (
                month_after(month, 2).replace(day=12),
                month_after(month, 2).replace(day=20),
            ),
            "never": (None, None),
        }[way]
        if sent is None or approved is None:
            return
        tell = self._telling(promise, month, rates)
        if place == 4:  # told while the month runs, then again when it has ended
            early = self._telling(promise, month, rates, is_half=True)
            self._report(promise, month, early, month.replace(day=20), month.replace(day=22), "")
        self._report(promise, month, tell, sent, approved, way)

    def _telling(
        self,
        promise: Promise,
        month: datetime.date,
        rates: tuple[int, int],
        *,
        is_half: bool = False,
    ) -> Callable[[], dict[int, tuple[int, datetime.date | None]]]:
        """Return what will be told of a month; with `is_half`, what is told in its middle."""
        passed = (month.year - 2026) * 12 + month.month

        def claims() -> dict[int, tuple[int, datetime.date | None]]:
            told = {}
            for number, rate in enumerate(rates, 1):
                if number in promise.cancelled:
                    continue
                back = self.taken_back.get((promise.slug, number))
                step = rate if back is None else 5
                percent = rate * passed if back is None else 30 + step * (passed - back)
                percent -= step - step // 2 if is_half else 0
                if percent < 100:
                    told[number] = (percent, None)
                elif percent - step < 100:  # the month in which it was completed
                    told[number] = (100, month.replace(day=15))
            return told

        return claims

    def _report(
        self,
        promise: Promise,
        month: datetime.date,
        tell: Callable[[], dict[int, tuple[int, datetime.date | None]]],
        sent_on: datetime.date,
        approved_on: datetime.date,
        way: str,
    ) -> None:
        level = self.chance.choice(("", "limited", "substantial", "complete"))
        claims: dict[int, tuple[int, datetime.date | None]] = {}

        def send() -> None:
            if promise.withdrawn_at is None:
                claims.update(tell())
                self._send(promise, month, claims, level, is_returned=way == "returned")

        def approve() -> None:
            if promise.withdrawn_at is not None:
                return
            row = Commitment.objects.get(slug=promise.slug)
            if acts.approve_report(row, month=month, by=self.cast.coordinator) is None:
                return
            true_on = min(end_of(month), sent_on)
            promise.reports.append(Report(month, true_on, noon(approved_on), dict(claims), level))

        self._on(sent_on, send)
        self._on(approved_on, approve)

    def _send(
        self,
        promise: Promise,
        month: datetime.date,
        claims: dict[int, tuple[int, datetime.date | None]],
        level: str,
        *,
        is_returned: bool,
    ) -> None:
        row, writer = Commitment.objects.get(slug=promise.slug), self._who_writes(promise)
        changes = {
            "is_nil": False,
            "narrative": f"Lo de {month:%m-%Y}.",
            "source_note": "Acta",
            "claimed_level": level,
        }

        def send() -> ProgressUpdate:
            return acts.send_report(
                row,
                month=month,
                claims=claims,
                changes=changes,
                evidence=f"https://ciudad.example/{month:%Y-%m}",
                by=writer,
            )

        update = send()
        if is_returned:
            acts.return_report(update, by=self.cast.coordinator, reason="Falta.")
            send()

    def _plan_turns(self, promise: Promise, place: int) -> None:
        """Plan what happens once: dates that move, a milestone given up, a promise withdrawn,
        objections to what was said to be complete, one upheld and one not, what is amended, and an
        institution that takes over.
        """
        if place == 0:
            self._on(datetime.date(2026, 5, 18), lambda: self._move(promise, 1, (2026, 6, 30)))
            self._on(datetime.date(2026, 7, 2), lambda: self._move(promise, 2, (2026, 11, 30)))
            self._on(datetime.date(2026, 3, 20), lambda: self._amend(promise, title="Otro nombre"))
            self._on(datetime.date(2026, 5, 25), lambda: self._amend(promise, weights={2: 5}))
        if place == 3:
            self._on(datetime.date(2026, 5, 7), lambda: self._hand_over(promise))
        if place == 1:
            self._on(datetime.date(2026, 4, 28), lambda: self._cancel(promise, 2))
        if place == 4:
            self._on(datetime.date(2026, 6, 17), lambda: self._withdraw(promise))
        if place == 2:
            self._on(datetime.date(2026, 6, 8), lambda: self._object(promise, 1, is_upheld=True))
        if place == 5:
            self._on(datetime.date(2026, 5, 11), lambda: self._object(promise, 1, is_upheld=False))

    def _step(self, promise: Promise, number: int) -> Milestone:
        return Milestone.objects.get(commitment__slug=promise.slug, position=number)

    def _now(self) -> datetime.datetime:
        return datetime.datetime.now(datetime.UTC)

    def _move(self, promise: Promise, number: int, to: tuple[int, int, int]) -> None:
        day = datetime.date(*to)
        plans.reschedule(
            self._step(promise, number),
            to_on=day,
            cause="funding",
            reason="El convenio.",
            by=self.cast.coordinator,
        )
        promise.moves.append((self._now(), number, day))

    def _amend(
        self, promise: Promise, *, title: str = "", weights: dict[int, int] | None = None
    ) -> None:
        """Put an amendment of a name or of weights in force."""
        row = Commitment.objects.get(slug=promise.slug)
        changes = reading.changes_of(row, {"title": title}) if title else []
        for number, weight in (weights or {}).items():
            step = self._step(promise, number)
            changes += reading.changes_of_part(step, {"weight": weight})
            promise.weighed.append((self._now(), number, weight))
        if title:
            promise.renamed.append((self._now(), title))
        put_in_force(self.cast, row, changes)

    def _hand_over(self, promise: Promise) -> None:
        """Have another institution answer for a promise."""
        row = Commitment.objects.get(slug=promise.slug)
        changes = reading.changes_of(row, {"responsible": self.cast.partner})
        put_in_force(self.cast, row, changes)
        promise.taken_over.append((self._now(), self.cast.partner.slug))

    def _cancel(self, promise: Promise, number: int) -> None:
        plans.cancel_milestone(
            self._step(promise, number), by=self.cast.coordinator, reason="Sin recursos."
        )
        promise.cancelled[number] = self._now()

    def _withdraw(self, promise: Promise) -> None:
        plans.withdraw_commitment(
            Commitment.objects.get(slug=promise.slug), by=self.cast.coordinator, reason="Acuerdo 3."
        )
        promise.withdrawn_at = self._now()

    def _object(self, promise: Promise, number: int, *, is_upheld: bool) -> None:
        step = self._step(promise, number)
        assert step.completed_on, "what is objected to is complete"
        row = acts.ask(
            step.commitment,
            milestone=step,
            text="No abre.",
            link="https://vecinos.example/foto",
            by=self.cast.coordinator,
        )
        acts.answer(
            row,
            act="uphold" if is_upheld else "dismiss",
            text="Respuesta.",
            progress=30 if is_upheld else 0,
            author=self._who_writes(promise),
            reviewer=self.cast.coordinator,
        )
        if is_upheld:
            now = self._now()
            promise.reopened.append((now, number, step.completed_on, 30))
            self.taken_back[promise.slug, number] = now.month
