"""Preparing a survey with its questions, announcing it; registering one that a document states."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from forums.surveys.models import Choice, Question, Survey
from forums.surveys.states import WITH_OPTIONS, SurveyState
from forums.surveys.workflow.journal_entries import record_act
from ogp_portal.foundation.events import journal, undoing
from ogp_portal.foundation.permissions import readiness, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

MOST_CHOICES = 40


@transaction.atomic
def save_survey(survey: Survey, *, by: User) -> Survey:
    """Make or edit a survey in preparation. Raises NotAllowed, Refusal."""
    rights.fetch("run", survey.plan, by=by)
    if survey.pk and rights.fetch("edit", survey, by=by).state != SurveyState.DRAFT:
        raise Refusal(_("Ya se anunció: sus preguntas y su plazo no cambian."))
    survey.save()
    record_act("edit_survey", survey, by=by, is_public=False)
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
    if question.kind in WITH_OPTIONS and len(labels) < 2:
        raise Refusal(_("Escriba al menos dos opciones, una por línea."), field="options")
    if not question.position:
        question.position = (survey.questions.aggregate(last=Max("position"))["last"] or 0) + 1
    question.save()
    question.choices.all().delete()
    if question.kind in WITH_OPTIONS:
        Choice.objects.bulk_create(
            Choice(question=question, position=place, label=label)
            for place, label in enumerate(labels, start=1)
        )
    record_act("edit_survey", survey, by=by, is_public=False)
    return question


@transaction.atomic
def discard_survey(survey: Survey, *, by: User, reason: str) -> None:
    """Delete a survey begun by mistake, with its questions. Raises NotAllowed, Refusal."""
    survey = rights.fetch("discard", survey, by=by)
    undoing.discard(survey, role=role_of(by), reason=reason, plan_slug=survey.plan.slug)


@readiness.waits("forums.survey", "announce_survey")
def _wait_to_announce(survey: Survey) -> None:
    if not survey.questions.exists():
        raise Refusal(_("Agregue al menos una pregunta."))
    if survey.opens_at is None or survey.closes_at is None or survey.closes_at <= timezone.now():
        raise Refusal(_("Escriba desde cuándo y hasta cuándo se responde."), field="opens_at")


@transaction.atomic
def announce_survey(survey: Survey, *, by: User) -> Survey:
    """Make it public with its window. Raises Refusal."""
    survey = rights.fetch_for_move("announce_survey", survey, by=by)
    _wait_to_announce(survey)
    window = {"opens_at": survey.opens_at, "closes_at": survey.closes_at}
    survey.state = Survey.machine.target("announce_survey", state=survey.state)
    survey.save(update_fields=["state"])
    record_act(
        "announce_survey",
        survey,
        by=by,
        after={name: at.isoformat() for name, at in window.items() if at},
    )
    return survey


@transaction.atomic
def register_survey(
    slug: str, *, role: str, questions: list[dict[str, object]], **facts: object
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
