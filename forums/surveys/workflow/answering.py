"""Answering a survey: one sheet for each sending, in the window, joined to nobody."""

import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Territory
from forums.surveys.models import Answer, OfferOfHelp, Question, Respondent, Sheet, Survey
from forums.surveys.states import QuestionKind
from ogp_portal.foundation import languages
from ogp_portal.foundation.permissions import rights, windows
from ogp_portal.foundation.permissions.rights import Person
from ogp_portal.foundation.refusals import Refusal

SCALE = range(1, 6)
AnswerValue = str | int | list[int] | tuple[int, ...] | None  # a text, a key or number, several


@transaction.atomic
def submit_answers(
    survey: Survey,
    *,
    person: Person,
    key: uuid.UUID,
    answers: Mapping[int, AnswerValue],
    sector: str = "",
    territory: Territory | None = None,
    email: str = "",
    language: str = "",
) -> Sheet:
    """Take one sheet: `answers` gives for each question (its key) a text, an option's key, several
    of them, or 1 to 5. The same `key` again is the same sheet.

    Decided by the database's clock. No journal is written of it: an answer is the person's, and
    nothing may join the two. Raises NotAllowed, WindowClosed, Refusal.
    """
    current = Survey.objects.filter(
        rights.condition(Survey, "answer", person), pk=survey.pk, opens_at__isnull=False
    ).first()
    if current is None:
        raise rights.NotAllowed("answer")
    sent_before = Sheet.objects.filter(submission_key=key).first()
    if sent_before:
        return sent_before
    windows.hold_open(current)
    if current.needs_account:
        _row, is_first = Respondent.objects.get_or_create(survey=current, user=person)
        if not is_first:
            raise Refusal(_("Ya respondiste esta consulta: es una respuesta por cuenta."))
    sheet, is_new = Sheet.objects.get_or_create(
        submission_key=key,
        defaults={
            "survey": current,
            "sector": sector,
            "territory": territory,
            "answered_on": timezone.localdate(),
        },
    )
    if not is_new:
        return sheet
    rows: list[Answer] = []
    for question in current.questions.prefetch_related("choices").order_by("position"):
        rows += _answers(sheet, question, answers.get(question.pk))
    if not rows:
        raise Refusal(_("Responde al menos una pregunta."))
    Answer.objects.bulk_create(rows)
    OfferOfHelp.objects.bulk_create(
        OfferOfHelp(
            survey=current,
            text=row.text,
            email=email.lower(),
            language=language or languages.own(),
            offered_on=sheet.answered_on,
        )
        for row in rows
        if row.question.is_offer
    )
    return sheet


def _answers(sheet: Sheet, question: Question, value: AnswerValue) -> list[Answer]:
    if value is None or value in ("", []):
        if question.is_required:
            raise Refusal(
                _("Falta responder: %(question)s") % {"question": question.text},
                field=f"q{question.pk}",
            )
        return []
    if question.kind == QuestionKind.OPEN:
        return [Answer(sheet=sheet, question=question, text=str(value))]
    sent = value if isinstance(value, list | tuple) else (int(value),)
    numbers = {int(number) for number in sent}
    if question.kind == QuestionKind.SCALE:
        if len(numbers) != 1 or not numbers <= set(SCALE):
            raise Refusal(_("Elige un número de 1 a 5."), field=f"q{question.pk}")
        return [Answer(sheet=sheet, question=question, number=numbers.pop())]
    chosen = [choice for choice in question.choices.all() if choice.pk in numbers]
    if len(chosen) != len(numbers) or (question.kind == QuestionKind.SINGLE and len(chosen) != 1):
        raise Refusal(_("Elige entre las opciones de la pregunta."), field=f"q{question.pk}")
    return [Answer(sheet=sheet, question=question, choice=choice) for choice in chosen]
