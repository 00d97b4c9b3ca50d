"""The life of a consultation: prepared, announced with its rules, answered when no comment is left
without a reason, applied when its changes are published.
"""

import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from forums.drafts.emails import tell_applied
from forums.drafts.models import (
    Comment,
    Consultation,
    ConsultationDocument,
    ConsultationQuestion,
    DraftVersion,
)
from forums.drafts.states import (
    NEEDS_A_CHANGE,
    WINDOW_MOVES,
    CommentState,
    ConsultationState,
    ResponseState,
)
from forums.drafts.workflow.journal_entries import record_consultation_act
from forums.drafts.workflow.reporting import order_report
from ogp_portal.foundation.documents import uploads
from ogp_portal.foundation.events import undoing
from ogp_portal.foundation.permissions import readiness, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User


@transaction.atomic
def save_consultation(consultation: Consultation, *, by: User) -> Consultation:
    """Prepare or edit a consultation on a published version; once announced only its window moves,
    with a reason. Raises NotAllowed, Refusal.
    """
    rights.fetch("run", consultation.version.draft, by=by)
    if (
        consultation.pk
        and rights.fetch("edit", consultation, by=by).state != ConsultationState.DRAFT
    ):
        raise Refusal(
            _(
                "Ya se anunció: ni sus reglas ni su texto cambian, y el plazo se mueve con "
                "su motivo."
            )
        )
    if consultation.version.number is None:
        raise Refusal(
            _("Publique primero la versión: se consulta un texto que ya no cambia."),
            field="version",
        )
    if consultation.closes_at <= consultation.opens_at:
        raise Refusal(_("El cierre debe ser posterior a la apertura."), field="closes_at")
    consultation.save()
    record_consultation_act("edit_consultation", consultation, by=by, is_public=False)
    return consultation


@transaction.atomic
def save_question(question: ConsultationQuestion, *, by: User) -> ConsultationQuestion:
    """Add or edit a question, while the consultation is prepared. Raises NotAllowed, Refusal."""
    consultation = _prepared(question.consultation, by=by)
    if not question.position:
        question.position = consultation.questions.count() + 1
    question.save()
    record_consultation_act("edit_consultation", consultation, by=by, is_public=False)
    return question


@transaction.atomic
def attach_document(
    consultation: Consultation, *, by: User, title: str, content: bytes, file_name: str
) -> ConsultationDocument:
    """Add a paper to a consultation that has not closed; the same file twice is one.

    Raises NotAllowed, Refusal.
    """
    upload = uploads.accept(content, file_name=file_name)  # slow: before any row is held
    consultation = rights.fetch("edit", consultation, by=by)
    existing = ConsultationDocument.objects.filter(
        consultation=consultation, sha256=upload.sha256
    ).first()
    if existing:
        return existing
    document = ConsultationDocument(
        consultation=consultation,
        title=title.strip()[:200] or upload.file_name,
        media_type=upload.media_type,
        size=len(upload.content),
        sha256=upload.sha256,
        scanned_at=upload.scanned_at,
    )
    document.file.save(upload.file_name, ContentFile(upload.content), save=False)
    document.save()
    record_consultation_act("attach_document", consultation, by=by, after={"title": document.title})
    return document


@transaction.atomic
def discard_consultation(consultation: Consultation, *, by: User, reason: str) -> None:
    """Delete a consultation begun by mistake, with its questions and documents. Raises NotAllowed,
    Refusal.
    """
    consultation = rights.fetch("discard", consultation, by=by)
    plan = consultation.version.draft.plan
    undoing.discard(consultation, role=role_of(by), reason=reason, plan_slug=plan.slug)


@readiness.waits("forums.consultation", "announce_consultation")
def _wait_to_announce(consultation: Consultation) -> None:
    if not consultation.rules.strip() or not consultation.summary.strip():
        raise Refusal(
            _(
                "Escriba de qué trata y las reglas de los comentarios: se publican antes de "
                "recibir."
            ),
            field="rules",
        )
    if consultation.version.draft.adopted_id:
        raise Refusal(_("Ya se aprobó una versión: este borrador terminó."))
    if consultation.closes_at <= timezone.now():
        raise Refusal(_("Su plazo ya terminó: cambie las fechas."), field="closes_at")


@transaction.atomic
def announce_consultation(consultation: Consultation, *, by: User) -> Consultation:
    """Make it public with its window. Raises Refusal."""
    consultation = rights.fetch_for_move("announce_consultation", consultation, by=by)
    _wait_to_announce(consultation)
    consultation.state = Consultation.machine.target(
        "announce_consultation", state=consultation.state
    )
    consultation.save(update_fields=["state"])
    record_consultation_act(
        "announce_consultation",
        consultation,
        by=by,
        after={
            "opens_at": consultation.opens_at.isoformat(),
            "closes_at": consultation.closes_at.isoformat(),
        },
    )
    return consultation


@transaction.atomic
def move_consultation_window(
    consultation: Consultation,
    *,
    by: User,
    opens_at: datetime.datetime,
    closes_at: datetime.datetime,
    reason: str,
) -> Consultation:
    """Change the window of an announced consultation, with its public reason. Raises Refusal."""
    if not reason.strip():
        raise Refusal(_("Escriba por qué cambia el plazo: se publica."), field="reason")
    if closes_at <= opens_at:
        raise Refusal(_("El cierre debe ser posterior a la apertura."), field="closes_at")
    consultation = rights.fetch("edit", consultation, by=by)
    if consultation.state not in WINDOW_MOVES:
        raise Refusal(_("Ya se respondió: su plazo no cambia."))
    before = {
        "opens_at": consultation.opens_at.isoformat(),
        "closes_at": consultation.closes_at.isoformat(),
    }
    consultation.opens_at = opens_at
    consultation.closes_at = closes_at
    consultation.save(update_fields=["opens_at", "closes_at"])
    after = {"opens_at": opens_at.isoformat(), "closes_at": closes_at.isoformat()}
    record_consultation_act(
        "move_consultation_window", consultation, by=by, reason=reason, before=before, after=after
    )
    return consultation


@readiness.waits("forums.consultation", "answer_consultation")
def _wait_to_answer(consultation: Consultation) -> None:
    if consultation.closes_at > timezone.now():
        raise Refusal(_("La consulta sigue abierta: se da por respondida cuando cierre."))
    unanswered = without_response(consultation).count()
    if unanswered:
        raise Refusal(
            _(
                "Quedan %(n)s comentarios sin respuesta publicada: cada uno termina en un "
                "cambio o en una razón."
            )
            % {"n": unanswered}
        )


@transaction.atomic
def answer_consultation(consultation: Consultation, *, by: User) -> Consultation:
    """Say that it is answered: it has closed and every comment has its approved response.

    The feedback report is issued. Raises Refusal.
    """
    consultation = rights.fetch_for_move("answer_consultation", consultation, by=by)
    _wait_to_answer(consultation)
    consultation.state = Consultation.machine.target(
        "answer_consultation", state=consultation.state
    )
    consultation.answered_at = timezone.now()
    consultation.save(update_fields=["state", "answered_at"])
    record_consultation_act(
        "answer_consultation", consultation, by=by, after={"comments": consultation.comment_count}
    )
    order_report(consultation)
    return consultation


@readiness.waits("forums.consultation", "apply_consultation")
def _wait_to_apply(consultation: Consultation) -> None:
    took_up = consultation.responses.filter(outcome__in=NEEDS_A_CHANGE).exists()
    if (
        took_up
        and not DraftVersion.objects.filter(
            draft=consultation.version.draft_id, number__gt=consultation.version.number or 0
        ).exists()
    ):
        raise Refusal(_("Publique primero la versión que recoge los cambios."))
    unlinked = consultation.responses.filter(outcome__in=NEEDS_A_CHANGE, changes=None).count()
    if unlinked:
        raise Refusal(
            _("Quedan %(n)s respuestas que acogen algo y no dicen qué cambio causaron.")
            % {"n": unlinked}
        )


@transaction.atomic
def apply_consultation(consultation: Consultation, *, by: User) -> Consultation:
    """Say that its changes are published: where something was taken up a later version is, and each
    response that did says which changes it caused. Raises Refusal.
    """
    consultation = rights.fetch_for_move("apply_consultation", consultation, by=by)
    _wait_to_apply(consultation)
    consultation.state = Consultation.machine.target("apply_consultation", state=consultation.state)
    consultation.save(update_fields=["state"])
    record_consultation_act("apply_consultation", consultation, by=by)
    order_report(consultation)
    tell_applied(consultation)
    return consultation


@transaction.atomic
def cancel_consultation(consultation: Consultation, *, by: User, reason: str) -> Consultation:
    """Cancel it with its public reason; what was said stays readable. Raises Refusal."""
    if not reason.strip():
        raise Refusal(_("Escriba por qué se cancela: se publica."), field="reason")
    consultation = rights.fetch_for_move("cancel_consultation", consultation, by=by)
    consultation.state = Consultation.machine.target(
        "cancel_consultation", state=consultation.state
    )
    consultation.state_reason = reason.strip()
    consultation.save(update_fields=["state", "state_reason"])
    record_consultation_act("cancel_consultation", consultation, by=by, reason=reason)
    return consultation


def without_response(consultation: Consultation) -> "rights.RightsQuerySet[Comment]":
    """Return the published comments that still wait: neither they nor what they reply to has an
    approved response.
    """
    answered = Q(response__state=ResponseState.APPROVED) | Q(
        parent__response__state=ResponseState.APPROVED
    )
    rows: rights.RightsQuerySet[Comment] = Comment.objects.filter(
        consultation=consultation, state=CommentState.PUBLISHED
    )
    return rows.exclude(
        pk__in=Comment.objects.filter(answered, consultation=consultation).values("pk")
    )


def _prepared(consultation: Consultation, *, by: User) -> Consultation:
    consultation = rights.fetch("edit", consultation, by=by)
    if consultation.state != ConsultationState.DRAFT:
        raise Refusal(_("Ya se anunció: sus preguntas no cambian."))
    return consultation
