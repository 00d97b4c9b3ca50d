"""Reading the texts that were answered, and publishing the results with small groups hidden."""

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.surveys import disclosure
from forums.surveys.models import Answer, Question, Result, Sheet, Survey
from forums.surveys.states import QuestionKind, TextReading
from forums.surveys.workflow.answering import SCALE
from forums.surveys.workflow.journal_entries import record_act
from ogp_portal.foundation.permissions import readiness, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User


@transaction.atomic
def read_answer(answer: Answer, *, by: User, is_published: bool, reason: str = "") -> Answer:
    """Say that a text may be published, or withhold it with a reason (it names somebody, it
    insults). Raises NotAllowed, Refusal.
    """
    answer = rights.fetch("read", answer, by=by)
    if not is_published and not reason.strip():
        raise Refusal(
            _("Escriba por qué se reserva: se publica cuántas se reservaron y por qué."),
            field="reason",
        )
    answer.reading = TextReading.PUBLISHED if is_published else TextReading.WITHHELD
    answer.withheld_reason = "" if is_published else reason.strip()[:300]
    answer.public_text = answer.text if is_published else ""
    answer.save(update_fields=["reading", "withheld_reason", "public_text"])
    Answer.objects.filter(pk=answer.pk).update(modified_at=Now())
    record_act(
        "read_answer",
        answer.question.survey,
        by=by,
        after={"reading": answer.reading},
        is_public=False,
    )
    return answer


@readiness.waits("forums.survey", "report_survey")
def _wait_to_report(survey: Survey) -> None:
    if survey.closes_at is None or survey.closes_at > timezone.now():
        raise Refusal(_("La consulta sigue abierta: sus resultados se publican cuando cierre."))
    unread = (
        Answer.objects.filter(question__survey=survey, reading=TextReading.WAITING)
        .exclude(text="")
        .count()
    )
    if unread:
        raise Refusal(
            _("Quedan %(n)s respuestas por leer: decida de cada una si se publica.") % {"n": unread}
        )


@transaction.atomic
def report_survey(survey: Survey, *, by: User) -> Survey:
    """Publish the results once it has closed and every text was read: figures are frozen, small
    groups hidden. Raises Refusal.
    """
    survey = rights.fetch_for_move("report_survey", survey, by=by)
    _wait_to_report(survey)
    for question in survey.questions.prefetch_related("choices").order_by("position"):
        _freeze(question)
    survey.state = Survey.machine.target("report_survey", state=survey.state)
    survey.reported_at = timezone.now()
    survey.sheet_count = Sheet.objects.filter(survey=survey).count()
    survey.save(update_fields=["state", "reported_at", "sheet_count"])
    record_act("report_survey", survey, by=by, after={"answers": survey.sheet_count})
    return survey


def _freeze(question: Question) -> None:
    """Write the figures of a question, each option in its place, those of small groups without
    their number.
    """
    if question.kind == QuestionKind.OPEN:
        return
    answers = Answer.objects.filter(question=question)
    people_answering = answers.aggregate(people=Count("sheet", distinct=True))["people"]
    if question.kind == QuestionKind.SCALE:
        counted = dict(answers.values_list("number").annotate(n=Count("pk")))
        labels = [(str(step), counted.get(step, 0)) for step in SCALE]
    else:
        counted = dict(answers.values_list("choice_id").annotate(n=Count("pk")))
        labels = [
            (choice.label, counted.get(choice.pk, 0))
            for choice in question.choices.order_by("position")
        ]
    shown = disclosure.hide(
        [n for _label, n in labels], adds_up=question.kind != QuestionKind.MULTIPLE
    )
    Result.objects.bulk_create(
        Result(question=question, position=place, label=label, people=people, of=people_answering)
        for place, ((label, _n), people) in enumerate(zip(labels, shown, strict=True), start=1)
    )
