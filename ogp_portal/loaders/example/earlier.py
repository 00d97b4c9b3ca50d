"""The plan before: one municipality alone, five promises in two years, ended and assessed."""

import datetime
from functools import partial

from commitments.assessments import queries
from commitments.assessments import workflow as assessments
from commitments.assessments.models import Rubric
from commitments.organizations.models import Organization
from commitments.plans import workflow as plans
from commitments.plans.models import Commitment, Milestone, Plan, PlanMember
from ogp_portal.loaders.example import acts
from ogp_portal.loaders.example.diary import Diary
from ogp_portal.loaders.example.places import People, Row
from ogp_portal.loaders.example.plan import EVIDENCE, LEAD, OBSERVER

MONTHS = 24
TOLD = "Se hizo lo del mes, según el registro de la unidad."


class EarlierPlan:
    """Writes the life of the plan that ended into the diary of the one that follows."""

    def __init__(self, diary: Diary, people: People, facts: Row) -> None:
        self.diary, self.people, self.facts = diary, people, facts

    def write_down(self) -> None:
        """Plan everything, from its making to its assessment."""
        diary, lead = self.diary, self.people.coordinator
        diary.on(diary.day(-MONTHS - 2, 5), self._begin)
        for number, row in enumerate(self.facts["commitment"], start=1):
            diary.on(
                diary.day(-MONTHS - 1, 2 + number),
                partial(self._promise, number, row),
            )
            self._plan_report(row)
            diary.on(diary.day(-1, 26), partial(self._close, row))
            diary.on(diary.day(1, 4), partial(self._judge, row))
            diary.on(diary.day(1, 24), partial(self._publish_judgement, row))
        submitted = diary.day(-MONTHS - 1, 20)
        diary.on(submitted, lambda: plans.submit_plan(self._plan(), by=lead))
        diary.on(diary.month(-MONTHS), lambda: plans.enter_into_force(self._plan(), by=lead))
        diary.on(diary.first, lambda: plans.end_plans_past_their_term(on=diary.first))
        diary.on(diary.day(1, 26), lambda: plans.record_plan_assessment(self._plan(), by=lead))

    def _plan(self) -> Plan:
        return Plan.objects.get(slug=self.facts["slug"])

    def _begin(self) -> None:
        lead = Organization.objects.get(slug=LEAD)
        plan = Plan(
            slug=self.facts["slug"],
            kind=Plan.Kind.LOCAL,
            ordinal=1,
            title=self.facts["title"],
            summary=self.facts["summary"],
            starts_on=self.diary.month(-MONTHS),
            ends_on=self.diary.first - datetime.timedelta(days=1),
        )
        plan = plans.create_plan(plan, lead=lead, by=self.people.coordinator)
        observer = Organization.objects.get(slug=OBSERVER)
        place = PlanMember(plan=plan, organization=observer, part="monitor")
        plans.save_member(place, by=self.people.coordinator)
        plans.open_co_creation(plan, by=self.people.coordinator)

    def _promise(self, number: int, row: Row) -> None:
        plan, people = self._plan(), self.people
        commitment = Commitment(
            plan=plan,
            number=number,
            responsible=Organization.objects.get(slug=LEAD),
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            **{name: row[name] for name in ("slug", "title", "summary", "problem")},
        )
        due = self.diary.end(-MONTHS + row.get("done", 20))
        commitment = plans.draft_commitment(commitment, by=people.editor)
        steps = [Milestone(title=row["title"], deliverable="Informe de término", due_on=due)]
        acts.publish(commitment, steps, author=people.editor, reviewer=people.coordinator)

    def _plan_report(self, row: Row) -> None:
        """Plan the report of the month in which it was done, or of the last one that told of it."""
        number = -MONTHS + row.get("done", 22)
        first, diary = self.diary.month(number), self.diary
        percent, done_on = (100, diary.day(number, 20)) if "done" in row else (row["reached"], None)

        def tell() -> None:
            acts.send_report(
                self._row(row),
                month=first,
                claims={1: (percent, done_on)},
                changes={
                    "is_nil": False,
                    "narrative": row.get("why", TOLD),
                    "source_note": "Informe de término",
                },
                evidence=EVIDENCE.format(first),
                by=self.people.editor,
            )

        def approve() -> None:
            acts.approve_report(self._row(row), month=first, by=self.people.coordinator)

        diary.on(diary.day(number + 1, 4), tell)
        diary.on(diary.day(number + 1, 9), approve)

    def _close(self, row: Row) -> None:
        lead = self.people.coordinator
        plans.close_commitment(self._row(row), by=lead, reason=row.get("why", ""))

    def _row(self, row: Row) -> Commitment:
        return Commitment.objects.select_related("plan", "responsible").get(slug=row["slug"])

    def _judge(self, row: Row) -> None:
        monitor = self.people.monitor
        judged = assessments.begin_assessment(
            self._row(row), rubric=Rubric.objects.get(slug="independiente"), by=monitor
        )
        level = "complete" if "done" in row else "substantial"
        level = "limited" if row.get("reached", 100) < 50 else level
        judged = assessments.save_assessment(
            judged,
            by=monitor,
            seen=queries.digest_of(judged),
            ratings={
                "completion": level,
                "early_results": "some" if "done" in row else "none",
            },
            narrative=row.get("why", "Se revisaron las pruebas y se visitó lo hecho: está."),
        )
        assessments.open_factual_review(judged, by=monitor)

    def _publish_judgement(self, row: Row) -> None:
        (judged,) = self._row(row).assessments.all()
        assessments.publish_assessment(judged, by=self.people.monitor)
