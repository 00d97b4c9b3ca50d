"""The plan under way: made in consortium, reported month by month, with all that happens to it."""

import datetime
from functools import partial
from typing import Any

from django.conf import settings

from commitments.amendments import reading
from commitments.amendments import workflow as amendments
from commitments.amendments.models import Amendment
from commitments.amendments.states import AmendmentState
from commitments.assessments import workflow as assessments
from commitments.organizations.models import Organization, Territory
from commitments.plans import reporting
from commitments.plans import workflow as plans
from commitments.plans.models import Axis, Commitment, Milestone, Plan, PlanMember, Theme, Value
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.loaders.example import acts
from ogp_portal.loaders.example.diary import Diary
from ogp_portal.loaders.example.places import People, Row
from ogp_portal.models import User
from transparency.reports import workflow as reports

LAST_MONTH = 23
LEAD = "municipalidad-de-valle-sereno"
PARTNER = "municipalidad-de-puerto-alerce"
COUNTERPART = "red-vecinal-por-el-agua"
OBSERVER = "observatorio-de-gobierno-abierto"
EVIDENCE = "https://valle-sereno.example/actas/{:%Y-%m}"
BACK_A_MONTH = 5  # percent that what was reopened advances
ALMOST = 95


class SecondPlan:
    """Writes the life of the plan under way into a diary."""

    def __init__(self, diary: Diary, people: People, facts: Row) -> None:
        self.diary, self.people, self.facts = diary, people, facts
        self.reopened: dict[tuple[str, int], tuple[int, int]] = {}

    def write_down(self, *, months: int) -> None:
        """Plan everything: its making, `months` of reports, and what happens once."""
        diary = self.diary
        diary.on(diary.day(-7, 4), self._begin)
        for number, row in enumerate(self.facts["commitment"], start=1):
            day = diary.day(-1, 1 + number)
            diary.on(day, partial(self._promise, number, row))
            self._plan_turns(row)
        diary.on(diary.day(-1, 27), lambda: plans.submit_plan(self._plan(), by=self._lead))
        diary.on(diary.first, lambda: plans.enter_into_force(self._plan(), by=self._lead))
        for month in range(months):
            for place, row in enumerate(self.facts["commitment"]):
                self._plan_report(row, month, place)
            self._plan_compliance_report(month)

    @property
    def _lead(self) -> User:
        return self.people.coordinator

    def _plan(self) -> Plan:
        return Plan.objects.get(slug=self.facts["plan"]["slug"])

    def _row(self, slug: str) -> Commitment:
        return Commitment.objects.select_related("plan", "responsible").get(slug=slug)

    def _editor(self, row: Row) -> User:
        is_partners = row.get("responsible") == PARTNER
        return self.people.partner_editor if is_partners else self.people.editor

    def _begin(self) -> None:
        facts = self.facts["plan"]
        plan = Plan(
            slug=facts["slug"],
            kind=Plan.Kind.LOCAL,
            ordinal=2,
            title=facts["title"],
            summary=facts["summary"],
            starts_on=self.diary.first,
            ends_on=self.diary.end(LAST_MONTH),
        )
        lead = Organization.objects.get(slug=LEAD)
        plan = plans.create_plan(plan, lead=lead, by=self._lead)
        for slug, part in ((PARTNER, "member"), (OBSERVER, "monitor")):
            organization = Organization.objects.get(slug=slug)
            place = PlanMember(plan=plan, organization=organization, part=part)
            plans.save_member(place, by=self._lead)
        for position, axis in enumerate(facts["axis"], start=1):
            plans.save_axis(Axis(plan=plan, position=position, **axis), by=self._lead)
        plans.open_co_creation(plan, by=self._lead)

    def _promise(self, number: int, row: Row) -> None:
        plan = self._plan()
        words = ("slug", "title", "summary", "problem", "objective", "description")
        commitment = Commitment(
            plan=plan,
            number=number,
            axis=plan.axes.get(slug=row["axis"]),
            theme=Theme.objects.get(slug=row["theme"]),
            responsible=Organization.objects.get(slug=row.get("responsible", LEAD)),
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            **{name: row[name] for name in words},
        )
        steps = [
            Milestone(
                title=step["title"],
                deliverable=step["deliverable"],
                due_on=self.diary.end(step["due"]),
                weight=step.get("weight", 1),
            )
            for step in row["step"]
        ]
        places = Territory.objects.filter(
            code="99102" if row.get("responsible") == PARTNER else "99101"
        )
        author = self._editor(row)
        commitment = plans.draft_commitment(commitment, by=author)
        plans.classify_commitment(
            commitment,
            by=author,
            values=Value.objects.filter(slug=row["value"]),
            territories=places,
        )
        acts.publish(commitment, steps, author=author, reviewer=self._lead)

    def _plan_report(self, row: Row, month: int, place: int) -> None:
        if month >= min(row.get("silent_from", 99), row.get("closed", 99)):
            return
        if month >= row.get("withdrawn", {}).get("at", 99):
            return
        first = self.diary.month(month)
        sent_on, approved_on = (
            self.diary.day(month + 1, 2 + place % 4),
            self.diary.day(month + 1, 7 + place % 3),
        )
        self.diary.on(sent_on, lambda: self._report(row, month, first))
        self.diary.on(
            approved_on,
            lambda: acts.approve_report(self._row(row["slug"]), month=first, by=self._lead),
        )

    def _report(self, row: Row, month: int, first: datetime.date) -> None:
        nil = row.get("nil", {})
        changes: dict[str, Any] = {
            "is_nil": False,
            "narrative": row["told"][month % len(row["told"])],
            "source_note": "Registro de la unidad responsable",
        }
        claims = self._claims(row, month)
        if month in nil.get("months", []):
            changes, claims = {"is_nil": True, "delay_cause": nil["cause"]}, {}
        elif month < row.get("from_month", 0):
            begins = min(step["begins"] for step in row["step"])
            told = f"Empieza en {self.diary.month(begins):%m-%Y}, como se prometió."
            changes["narrative"] = told
        acts.send_report(
            self._row(row["slug"]),
            month=first,
            claims=claims,
            changes=changes,
            evidence=EVIDENCE.format(first),
            by=self._editor(row),
        )

    def _claims(self, row: Row, month: int) -> dict[int, tuple[int, datetime.date | None]]:
        """Return what is said of each milestone at the end of a month."""
        found: dict[int, tuple[int, datetime.date | None]] = {}
        for number, step in enumerate(row["step"], start=1):
            back = self.reopened.get((row["slug"], number))
            given_up = row.get("cancelled", {})
            if given_up.get("step") == number and month >= given_up["at"]:
                continue
            if back is not None:
                since, percent = back
                found[number] = (min(ALMOST, percent + BACK_A_MONTH * (month - since)), None)
            elif step["begins"] <= month < step["done"]:
                share = (month - step["begins"] + 1) / (step["done"] - step["begins"] + 1)
                found[number] = (round(100 * share), None)
            elif month == step["done"]:
                found[number] = (100, self.diary.day(month, 20))
        return found

    def _plan_compliance_report(self, month: int) -> None:
        closes = reporting.closes(self.diary.month(month), days=settings.REPORTING_DAYS)
        day = closes.due_on + datetime.timedelta(days=1)
        self.diary.on(day, lambda: reports.issue_monthly_reports(today=day))

    def _plan_turns(self, row: Row) -> None:
        """Plan what happens once to a commitment."""
        diary, slug = self.diary, row["slug"]
        for move in row.get("move", []):
            diary.on(diary.day(move["at"], 24), partial(self._move, slug, move))
        if row.get("has_counterpart"):
            diary.on(diary.day(0, 4), partial(self._name_counterpart, slug))
        if turn := row.get("cancelled"):
            diary.on(diary.day(turn["at"], 12), lambda: self._cancel(slug, turn))
        if taken := row.get("withdrawn"):
            diary.on(
                diary.day(taken["at"], 16),
                lambda: plans.withdraw_commitment(
                    self._row(slug), by=self._lead, reason=taken["reason"]
                ),
            )
        if "closed" in row:
            diary.on(
                diary.day(row["closed"], 22),
                lambda: plans.close_commitment(self._row(slug), by=self._lead),
            )
        if change := row.get("amended"):
            self._plan_amendment(row, change)
        for asked in row.get("asked", []):
            self._plan_question(row, asked)

    def _plan_amendment(self, row: Row, change: Row) -> None:
        diary, month = self.diary, change["at"]
        diary.on(diary.day(month, 3), lambda: self._amend(row, change))
        if change.get("approved"):
            diary.on(diary.day(month, 17), lambda: self._approve_amendment(row["slug"]))

    def _step(self, slug: str, number: int) -> Milestone:
        return Milestone.objects.select_related("commitment__plan").get(
            commitment__slug=slug, position=number
        )

    def _move(self, slug: str, move: Row) -> None:
        plans.reschedule(
            self._step(slug, move["step"]),
            to_on=self.diary.end(move["to"]),
            cause=move["cause"],
            reason=move["reason"],
            by=self._lead,
        )

    def _name_counterpart(self, slug: str) -> None:
        organization = Organization.objects.get(slug=COUNTERPART)
        assessments.name_counterpart(self._row(slug), organization=organization, by=self._lead)

    def _cancel(self, slug: str, turn: Row) -> None:
        plans.cancel_milestone(self._step(slug, turn["step"]), by=self._lead, reason=turn["reason"])

    def _amend(self, row: Row, change: Row) -> None:
        commitment, step = self._row(row["slug"]), self._step(row["slug"], change["step"])
        amendment = amendments.save_amendment(
            commitment,
            by=self._editor(row),
            version=0,
            seen=commitment.version,
            kind=Amendment.Kind.MODIFICATION,
            reason=change["reason"],
            agreement=change["agreement"],
            changes=reading.changes_of_part(step, {"deliverable": change["deliverable"]}),
        )
        amendments.submit_amendment(amendment, by=self._editor(row))

    def _approve_amendment(self, slug: str) -> None:
        amendment = self._row(slug).amendments.get(state=AmendmentState.SUBMITTED)
        read = four_eyes.as_read("approve_amendment", amendment)
        amendments.approve_amendment(amendment, by=self._lead, read=read)

    def _plan_question(self, row: Row, asked: Row) -> None:
        """Plan a question, or an objection to a milestone, and its answer if it gets one."""
        diary, slug = self.diary, row["slug"]
        kept: list[Any] = []

        def ask() -> None:
            step = self._step(slug, asked["step"]) if "step" in asked else None
            kept.append(
                acts.ask(
                    self._row(slug),
                    text=asked["text"],
                    milestone=step,
                    link="https://vecinos.example/foto" if step else "",
                    by=self._lead,
                )
            )

        def answer() -> None:
            acts.answer(
                kept[0],
                act=asked["act"],
                text=asked["answer"],
                progress=asked.get("progress", 0),
                author=self._editor(row),
                reviewer=self._lead,
            )
            if asked["act"] == "uphold":
                self.reopened[slug, asked["step"]] = (asked["at"], asked["progress"])

        diary.on(diary.day(asked["at"], 8), ask)
        if "answer" in asked:
            diary.on(diary.day(asked["at"], 18), answer)
