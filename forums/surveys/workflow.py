"""Every write on surveys: prepared, announced, answered once in the window, read, published with
small groups hidden; offers taken up or declined.
"""

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from commitments.organizations.models import Organization
from forums.surveys import disclosure
from forums.surveys.models import (
    Answer,
    Choice,
    OfferOfHelp,
    Question,
    Respondent,
    Result,
    Sheet,
    Survey,
)
from forums.surveys.states import SurveyState
from ogp_portal.foundation import languages
from ogp_portal.foundation.events import journal, mail
from ogp_portal.foundation.permissions import rights, windows
from ogp_portal.foundation.permissions.rights import Person
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

SCALE = range(1, 6)
MOST_CHOICES = 40


@transaction.atomic
def save_survey(survey: Survey, *, by: User) -> Survey:
    """Make or edit a survey in preparation. Raises NotAllowed, Refusal."""
    rights.fetch("run", survey.plan, by=by)
    if survey.pk and rights.fetch("edit", survey, by=by).state != SurveyState.DRAFT:
        raise Refusal(_("Ya se anunció: sus preguntas y su plazo no cambian."))
    survey.save()
    _note("edit_survey", survey, by=by, is_public=False)
    return survey


@transaction.atomic
def save_question(question: Question, *, by: User, choices: list[str] | None = None) -> Question:
    """Add or edit a question with its options, while the survey is in preparation.

    Raises NotAllowed, Refusal.
    """
    survey = rights.fetch("edit", question.survey, by=by)
    if survey.state != SurveyState.DRAFT:
        raise Refusal(_("Ya se anunció: sus preguntas no cambian."))
    labels = list(dict.fromkeys(label.strip()[:200] for label in choices or [] if label.strip()))[
        :MOST_CHOICES
    ]
    if question.kind in {Question.Kind.SINGLE, Question.Kind.MULTIPLE} and len(labels) < 2:
        raise Refusal(_("Escriba al menos dos opciones, una por línea."), field="choices")
    if not question.position:
        question.position = (survey.questions.aggregate(last=Max("position"))["last"] or 0) + 1
    question.save()
    question.choices.all().delete()
    if question.kind in {Question.Kind.SINGLE, Question.Kind.MULTIPLE}:
        Choice.objects.bulk_create(
            Choice(question=question, position=place, label=label)
            for place, label in enumerate(labels, start=1)
        )
    _note("edit_survey", survey, by=by, is_public=False)
    return question


@transaction.atomic
def announce_survey(survey: Survey, *, by: User) -> Survey:
    """Make it public with its window. Raises Refusal."""
    held = rights.fetch_for_move("announce_survey", survey, by=by)
    if not held.questions.exists():
        raise Refusal(_("Agregue al menos una pregunta."))
    if held.opens_at is None or held.closes_at is None or held.closes_at <= timezone.now():
        raise Refusal(_("Escriba desde cuándo y hasta cuándo se responde."), field="opens_at")
    held.state = Survey.machine.target("announce_survey", state=held.state)
    held.save(update_fields=["state"])
    _note(
        "announce_survey",
        held,
        by=by,
        after={"opens_at": held.opens_at.isoformat(), "closes_at": held.closes_at.isoformat()},
    )
    return held


@transaction.atomic
def submit_answers(
    survey: Survey,
    *,
    person: Person,
    key: uuid.UUID,
    said: Mapping[int, Any],
    sector: str = "",
    territory: Any = None,
    email: str = "",
    language: str = "",
) -> Sheet:
    """Take one sheet: `said` gives for each question (its number) a text, an option's number,
    several, or 1 to 5. The same key again is the same sheet.

    Decided by the database's clock. No journal is written of it: an answer is the person's, and
    nothing may join the two. Raises NotAllowed, WindowClosed, Refusal.
    """
    held = Survey.objects.filter(rights.condition(Survey, "answer", person), pk=survey.pk).first()
    if held is None or held.opens_at is None:
        raise rights.NotAllowed("answer")
    found = Sheet.objects.filter(submission_key=key).first()
    if found:
        return found
    windows.hold_open(held)
    if held.needs_account:
        _row, is_first = Respondent.objects.get_or_create(survey=held, user=person)
        if not is_first:
            raise Refusal(_("Ya respondiste esta consulta: es una respuesta por cuenta."))
    sheet, is_new = Sheet.objects.get_or_create(
        submission_key=key,
        defaults={
            "survey": held,
            "sector": sector,
            "territory": territory,
            "answered_on": timezone.localdate(),
        },
    )
    if not is_new:
        return sheet
    rows: list[Answer] = []
    for question in held.questions.prefetch_related("choices").order_by("position"):
        rows += _answers(sheet, question, said.get(question.pk))
    if not rows:
        raise Refusal(_("Responde al menos una pregunta."))
    Answer.objects.bulk_create(rows)
    OfferOfHelp.objects.bulk_create(
        OfferOfHelp(
            survey=held,
            text=row.text,
            email=email.lower(),
            language=language or languages.own(),
            offered_on=sheet.answered_on,
        )
        for row in rows
        if row.question.is_offer
    )
    return sheet


def _answers(sheet: Sheet, question: Question, value: Any) -> list[Answer]:
    if value in (None, "", []):
        if question.is_required:
            raise Refusal(
                _("Falta responder: %(question)s") % {"question": question.text},
                field=f"q{question.pk}",
            )
        return []
    if question.kind == Question.Kind.OPEN:
        return [Answer(sheet=sheet, question=question, text=str(value))]
    if question.kind == Question.Kind.SCALE:
        if int(value) not in SCALE:
            raise Refusal(_("Elige un número de 1 a 5."), field=f"q{question.pk}")
        return [Answer(sheet=sheet, question=question, number=int(value))]
    wanted = {int(one) for one in (value if isinstance(value, list | tuple) else [value])}
    chosen = [choice for choice in question.choices.all() if choice.pk in wanted]
    if len(chosen) != len(wanted) or (question.kind == Question.Kind.SINGLE and len(chosen) != 1):
        raise Refusal(_("Elige entre las opciones de la pregunta."), field=f"q{question.pk}")
    return [Answer(sheet=sheet, question=question, choice=choice) for choice in chosen]


@transaction.atomic
def read_answer(answer: Answer, *, by: User, is_published: bool, reason: str = "") -> Answer:
    """Say that a text may be published, or withhold it with a reason (it names somebody, it
    insults). Raises NotAllowed, Refusal.
    """
    held = rights.fetch("read", answer, by=by)
    if not is_published and not reason.strip():
        raise Refusal(
            _("Escriba por qué se reserva: se publica cuántas se reservaron y por qué."),
            field="reason",
        )
    held.reading = Answer.Reading.PUBLISHED if is_published else Answer.Reading.WITHHELD
    held.withheld_reason = "" if is_published else reason.strip()[:300]
    held.public_text = held.text if is_published else ""
    held.save(update_fields=["reading", "withheld_reason", "public_text"])
    Answer.objects.filter(pk=held.pk).update(modified_at=Now())
    _note(
        "read_answer", held.question.survey, by=by, after={"reading": held.reading}, is_public=False
    )
    return held


@transaction.atomic
def report_survey(survey: Survey, *, by: User) -> Survey:
    """Publish the results once it has closed and every text was read: figures are frozen, small
    groups hidden. Raises Refusal.
    """
    held = rights.fetch_for_move("report_survey", survey, by=by)
    if held.closes_at is None or held.closes_at > timezone.now():
        raise Refusal(_("La consulta sigue abierta: sus resultados se publican cuando cierre."))
    waiting = (
        Answer.objects.filter(question__survey=held, reading=Answer.Reading.WAITING)
        .exclude(text="")
        .count()
    )
    if waiting:
        raise Refusal(
            _("Quedan %(n)s respuestas por leer: decida de cada una si se publica.")
            % {"n": waiting}
        )
    for question in held.questions.prefetch_related("choices").order_by("position"):
        _freeze(question)
    held.state = Survey.machine.target("report_survey", state=held.state)
    held.reported_at = timezone.now()
    held.sheet_count = Sheet.objects.filter(survey=held).count()
    held.save(update_fields=["state", "reported_at", "sheet_count"])
    _note("report_survey", held, by=by, after={"answers": held.sheet_count})
    return held


def _freeze(question: Question) -> None:
    """Write the figures of a question, each option in its place, those of small groups without
    their number.
    """
    if question.kind == Question.Kind.OPEN:
        return
    rows = Answer.objects.filter(question=question)
    everybody = rows.aggregate(people=Count("sheet", distinct=True))["people"]
    if question.kind == Question.Kind.SCALE:
        counted = dict(rows.values_list("number").annotate(n=Count("pk")))
        labels = [(str(step), counted.get(step, 0)) for step in SCALE]
    else:
        counted = dict(rows.values_list("choice_id").annotate(n=Count("pk")))
        labels = [
            (choice.label, counted.get(choice.pk, 0))
            for choice in question.choices.order_by("position")
        ]
    shown = disclosure.hide(
        [n for _label, n in labels], adds_up=question.kind != Question.Kind.MULTIPLE
    )
    Result.objects.bulk_create(
        Result(question=question, position=place, label=label, people=people, of=everybody)
        for place, ((label, _n), people) in enumerate(zip(labels, shown, strict=True), start=1)
    )


@transaction.atomic
def take_up_offer(
    offer: OfferOfHelp, *, by: User, organization: Organization, reason: str
) -> OfferOfHelp:
    """Accept an offer for an institution; whoever offered is told what follows. Raises Refusal."""
    held = rights.fetch_for_move("take_up_offer", offer, by=by)
    held.organization = organization
    return _move_offer(held, "take_up_offer", by=by, reason=reason)


@transaction.atomic
def decline_offer(offer: OfferOfHelp, *, by: User, reason: str) -> OfferOfHelp:
    """Decline an offer with thanks and a reason. Raises Refusal."""
    if not reason.strip():
        raise Refusal(
            _("Escriba por qué no se toma: se le cuenta a quien ofreció."), field="reason"
        )
    return _move_offer(
        rights.fetch_for_move("decline_offer", offer, by=by), "decline_offer", by=by, reason=reason
    )


@transaction.atomic
def finish_offer(offer: OfferOfHelp, *, by: User, reason: str) -> OfferOfHelp:
    """Say that what was offered was done, and how it went."""
    return _move_offer(
        rights.fetch_for_move("finish_offer", offer, by=by), "finish_offer", by=by, reason=reason
    )


def _move_offer(held: OfferOfHelp, act: str, *, by: User, reason: str) -> OfferOfHelp:
    before = held.state
    held.state = OfferOfHelp.machine.target(act, state=before)
    held.state_reason = reason.strip()
    held.save(update_fields=["state", "state_reason", "organization"])
    _note(
        act,
        held.survey,
        by=by,
        before={"state": before},
        after={"state": held.state, "organization": str(held.organization or "")},
    )
    mail.write(
        "offer_answered",
        to=mail.Recipient(held.email, held.language),
        key=f"offer-{held.pk}-{act}",
        topic=f"offer:{held.public_id}",
        context={"offer": held, "survey": held.survey, "reason": held.state_reason},
    )
    return held


@transaction.atomic
def forget_what_is_over(*, today: datetime.date) -> int:
    """Erase the texts that were withheld once their plan has ended, and the addresses of offers a
    year later; returns how many rows were erased.
    """
    withheld = Answer.objects.filter(
        reading=Answer.Reading.WITHHELD, question__survey__plan__ends_on__lt=today
    ).exclude(text="")
    offers = OfferOfHelp.objects.filter(
        survey__plan__ends_on__lt=today - datetime.timedelta(days=365)
    ).exclude(email="")
    for survey in (
        Survey.objects.filter(Q(questions__answers__in=withheld) | Q(offers__in=offers))
        .distinct()
        .select_related("plan")
    ):
        journal.record("forget", survey, role="portal", plan_slug=survey.plan.slug, is_public=False)
    return withheld.update(text="") + offers.update(email="")


@transaction.atomic
def register_survey(
    slug: str, *, role: str, questions: list[dict[str, Any]], **facts: Any
) -> Survey:
    """Return the survey of that address, made with its questions as its document states them if it
    is new.
    """
    survey, is_new = Survey.objects.get_or_create(slug=slug, defaults=facts)
    if is_new:
        Question.objects.bulk_create(
            Question(survey=survey, position=place, **question)
            for place, question in enumerate(questions, start=1)
        )
        journal.record("register", survey, role=role, plan_slug=survey.plan.slug)
    return survey


def _note(
    act: str,
    survey: Survey,
    *,
    by: User,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    is_public: bool = True,
) -> None:
    journal.record(
        act,
        survey,
        role=role_of(by),
        plan_slug=survey.plan.slug,
        before=before,
        after=after,
        is_public=is_public,
    )
