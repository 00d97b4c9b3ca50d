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
from ogp_portal.foundation.events import submissions
from ogp_portal.foundation.permissions import rights, windows
from ogp_portal.foundation.permissions.rights import Person
from ogp_portal.foundation.refusals import Difference, ReceivedBefore, Refusal

SCALE = range(1, 6)
KEPT_APART = _("Se guarda aparte de tu respuesta, sin unirse a ella: aquí no se puede mostrar.")
AnswerValue = str | int | list[int] | tuple[int, ...] | None  # a text, a key or number, several


@transaction.atomic
def submit_answers(  # noqa: PLR0913 - a sheet has these parts
    survey: Survey,
    *,
    person: Person,
    key: uuid.UUID,
    answers: Mapping[int, AnswerValue],
    sector: str = "",
    territory: Territory | None = None,
    email: str = "",
    language: str = "",
    has_answered: bool = False,
) -> Sheet:
    """Take one sheet: `answers` gives for each question (its key) a text, an option's key, several
    of them, or 1 to 5. The same `key` again is the same sheet, and with other content refused: no
    sheet is changed. `has_answered`: the browser says that it did.

    What answers an offer of help is kept as the offer alone: with the sheet, the same words would
    join an address to everything else that was answered.

    Decided by the database's clock. No journal is written of it: an answer is the person's, and
    nothing may join the two. Raises NotAllowed, WindowClosed, Refusal, ReceivedBefore.
    """
    sent = {
        "survey": survey,
        "answers": answers,
        "sector": sector,
        "territory": territory,
        "email": email.lower(),
    }
    sending = submissions.read("survey", key, sent)
    received = Sheet.objects.filter(submission_key=key).first()
    if received and submissions.is_repeated(sending):
        return received
    current = Survey.objects.filter(
        rights.condition(Survey, "answer", person), pk=survey.pk, opens_at__isnull=False
    ).first()
    if current is None:
        raise rights.NotAllowed("answer")
    is_repeated = submissions.claim(sending)
    received = Sheet.objects.filter(submission_key=key).first()
    if received and is_repeated:
        return received
    if received:
        raise _received_before(received, answers, sector=sector, territory=territory)
    _check_first(current, person=person, has_answered=has_answered)
    sheet = Sheet.objects.create(
        submission_key=key,
        survey=current,
        sector=sector,
        territory=territory,
        answered_on=timezone.localdate(),
    )
    _keep(sheet, answers, email=email.lower(), language=language or languages.own())
    return sheet


def _keep(sheet: Sheet, answers: Mapping[int, AnswerValue], *, email: str, language: str) -> None:
    """Write the answers of a sheet and, apart, the offers of help among them. Raises Refusal."""
    rows: list[Answer] = []
    for question in sheet.survey.questions.prefetch_related("choices").order_by("position"):
        rows += _answers(sheet, question, answers.get(question.pk))
    if not rows:
        raise Refusal(_("Responde al menos una pregunta."))
    Answer.objects.bulk_create(row for row in rows if not row.question.is_offer)
    OfferOfHelp.objects.bulk_create(
        OfferOfHelp(
            survey=sheet.survey,
            text=row.text,
            email=email,
            language=language,
            offered_on=sheet.answered_on,
        )
        for row in rows
        if row.question.is_offer
    )


def _check_first(survey: Survey, *, person: Person, has_answered: bool) -> None:
    """Hold the survey open for a sheet that is somebody's first. Raises WindowClosed, Refusal."""
    if has_answered:
        raise Refusal(_("Desde este navegador ya se respondió: es una respuesta por persona."))
    windows.hold_open(survey)
    if survey.needs_account:
        _row, is_first = Respondent.objects.get_or_create(survey=survey, user=person)
        if not is_first:
            raise Refusal(_("Ya respondiste esta consulta: es una respuesta por cuenta."))


def _received_before(
    sheet: Sheet,
    answers: Mapping[int, AnswerValue],
    *,
    sector: str,
    territory: Territory | None,
) -> ReceivedBefore:
    """Return the refusal of a sheet that came before with other answers."""
    answered: dict[int, list[str]] = {}
    for answer in Answer.objects.filter(sheet=sheet).select_related("choice").order_by("pk"):
        answered.setdefault(answer.question_id, []).append(_words(answer))
    rows = [
        Difference(
            question.text,
            str(KEPT_APART) if question.is_offer else "\n".join(answered.get(question.pk, [])),
            "\n".join(_words(row) for row in _answers(sheet, question, answers.get(question.pk))),
        )
        for question in sheet.survey.questions.prefetch_related("choices").order_by("position")
    ]
    return ReceivedBefore(
        _(
            "Ya recibimos tu respuesta con otro contenido, y es la que cuenta: no se une a nadie, "
            "y por eso no se puede cambiar."
        ),
        differences=[
            *rows,
            Difference(_("Respondes como"), sheet.sector, sector),
            Difference(_("Tu comuna"), str(sheet.territory or ""), str(territory or "")),
        ],
        may_send_another=False,
    )


def _words(answer: Answer) -> str:
    return answer.text or str(answer.choice or answer.number)


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
