"""Surveys: two that were answered, read and published, and one that is open today."""

import datetime
import uuid
from functools import partial

from django.contrib.auth.models import AnonymousUser

from commitments.organizations.models import Organization
from commitments.plans.models import Plan
from forums.surveys import workflow as surveys
from forums.surveys.models import Answer, OfferOfHelp, Question, Survey
from ogp_portal.loaders.example import clock
from ogp_portal.loaders.example.diary import Diary
from ogp_portal.loaders.example.places import People, Row
from ogp_portal.loaders.example.plan import LEAD
from ogp_portal.models import User

A_DAY = datetime.timedelta(days=1)
PER_DAY = 4  # sheets


class Surveys:
    """Writes the surveys into the diary of the plan."""

    def __init__(self, diary: Diary, people: People, facts: Row, *, plan: str) -> None:
        self.diary, self.people, self.facts, self.plan_slug = diary, people, facts, plan

    def write_down(self, *, today: datetime.date) -> None:
        """Plan each, with its sheets over the days on which it is open."""
        diary = self.diary
        for row in self.facts["survey"]:
            if "opens" in row:
                opens, closes = diary.day(*row["opens"]), diary.day(*row["closes"])
                diary.on(diary.day(*row["reported"]), partial(self._report, row))
            else:
                opens = today - row["opened_before"] * A_DAY
                closes = today + row["closes_in"] * A_DAY
            diary.on(opens - A_DAY, partial(self._announce, row, opens, closes))
            for first in range(0, row["sheets"], PER_DAY):
                numbers = range(first, min(first + PER_DAY, row["sheets"]))
                day = opens + (1 + first // PER_DAY) * A_DAY
                diary.on(day, partial(self._answer, row, numbers))

    @property
    def _lead(self) -> User:
        return self.people.coordinator

    def _survey(self, row: Row) -> Survey:
        found: Survey = Survey.objects.select_related("plan").get(slug=row["slug"])
        return found

    def _announce(self, row: Row, opens: datetime.date, closes: datetime.date) -> None:
        survey = Survey(
            plan=Plan.objects.get(slug=self.plan_slug),
            opens_at=clock.noon(opens),
            closes_at=clock.noon(closes),
            **{name: row[name] for name in ("slug", "title", "introduction")},
        )
        survey = surveys.save_survey(survey, by=self._lead)
        for facts in row["question"]:
            words = {name: facts[name] for name in ("text", "kind", "is_offer") if name in facts}
            question = Question(survey=survey, **words)
            surveys.save_question(question, by=self._lead, choices=list(facts.get("choices", ())))
        surveys.announce_survey(survey, by=self._lead)

    def _answer(self, row: Row, numbers: range) -> None:
        survey = self._survey(row)
        questions = list(survey.questions.prefetch_related("choices").order_by("position"))
        for number in numbers:
            answers = {
                question.pk: _value(question, facts, number)
                for question, facts in zip(questions, row["question"], strict=True)
            }
            surveys.submit_answers(
                survey,
                person=AnonymousUser(),
                key=uuid.uuid4(),
                answers=answers,
                sector="citizens",
                email="vecindad@demo.example",
            )

    def _report(self, row: Row) -> None:
        """Read every text, then publish the results."""
        survey = self._survey(row)
        for answer in Answer.objects.filter(question__survey=survey).exclude(text=""):
            surveys.read_answer(answer, by=self._lead, is_published=True)
        surveys.report_survey(survey, by=self._lead)
        for offer, taken in zip(
            OfferOfHelp.objects.filter(survey=survey).order_by("pk"),
            row.get("taken", ()),
            strict=False,
        ):
            lead = Organization.objects.get(slug=LEAD)
            surveys.take_up_offer(offer, by=self._lead, organization=lead, reason=taken)


def _value(question: Question, facts: Row, number: int) -> str | int | list[int]:
    """Return what sheet `number` answers: shares of ten in turn, and each text once."""
    if "texts" in facts:
        written, step = facts["texts"], 3
        place, rest = divmod(number, step)
        return written[place] if not rest and place < len(written) else ""
    shares = facts.get("scale") or list(facts["choices"].values())
    turn, place = number * 7 % sum(shares), 0
    while turn >= shares[place]:
        turn -= shares[place]
        place += 1
    if "scale" in facts:
        return place + 1
    chosen = question.choices.all()[place].pk
    return [chosen] if question.kind == Question.Kind.MULTIPLE else chosen
