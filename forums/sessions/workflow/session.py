"""Preparing a session: its facts, its programme and its papers; or registering one that a document
states.
"""

from collections.abc import Mapping, Sequence

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from forums.bodies.models import Forum
from forums.sessions.models import AgendaItem, Paper, Session
from forums.sessions.states import SessionState
from forums.sessions.workflow.journal_entries import record_act
from forums.sessions.workflow.recorded import refuse_recorded
from ogp_portal.foundation.documents import uploads
from ogp_portal.foundation.events import undoing
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User


@transaction.atomic
def save_session(session: Session, *, by: User) -> Session:
    """Make or edit a session in preparation.

    What is convened changes only by `change_session`; of what was held, only where its recording
    is. Raises NotAllowed, Refusal.
    """
    rights.fetch("edit", session.forum, by=by)
    if session.pk:
        saved = rights.fetch("edit", session, by=by)
        changed = {
            field.attname
            for field in Session._meta.concrete_fields
            if getattr(saved, field.attname) != getattr(session, field.attname)
        }
        if saved.state == SessionState.CONVENED and changed:
            raise Refusal(
                _(
                    "Ya está convocada: use «Cambiar la convocatoria», que avisa a los "
                    "asientos con su motivo."
                )
            )
        if saved.state != SessionState.DRAFT and changed - {"recording_url"}:
            raise Refusal(_("La sesión ya pasó: solo se agrega su grabación."))
    session.save()
    record_act("edit" if session.times_changed else "draft", session, by=by)
    return session


@transaction.atomic
def discard_session(session: Session, *, by: User, reason: str) -> None:
    """Delete a session begun by mistake, with its programme and papers. Raises NotAllowed,
    Refusal.
    """
    session = rights.fetch("discard", session, by=by)
    plan = session.forum.plan
    undoing.discard(session, role=role_of(by), reason=reason, plan_slug=plan.slug if plan else "")


@transaction.atomic
def save_agenda_item(item: AgendaItem, *, by: User) -> AgendaItem:
    """Add or edit a point of the programme, until the session was held."""
    session = rights.fetch("edit", item.session, by=by)
    if session.state not in {SessionState.DRAFT, SessionState.CONVENED}:
        raise Refusal(_("La sesión ya pasó: su tabla no cambia."))
    item.save()
    record_act("edit_agenda", session, by=by, after={"item": item.title})
    return item


@transaction.atomic
def add_paper(
    session: Session,
    *,
    by: User,
    title: str,
    content: bytes,
    file_name: str,
    is_restricted: bool = False,
) -> Paper:
    """Add a document, checked by its content; a restricted one is seen by the seats alone.

    The same file twice is one. Raises Refusal.
    """
    upload = uploads.accept(content, file_name=file_name)  # slow: before any row is held
    session = rights.fetch("edit", session, by=by)
    existing = Paper.objects.filter(session=session, sha256=upload.sha256).first()
    if existing:
        return existing
    refuse_recorded(session)
    paper = Paper(
        session=session,
        title=title.strip(),
        media_type=upload.media_type,
        size=len(upload.content),
        sha256=upload.sha256,
        scanned_at=upload.scanned_at,
        is_restricted=is_restricted,
    )
    paper.file.save(upload.file_name, ContentFile(upload.content), save=False)
    paper.save()
    record_act(
        "add_paper",
        session,
        by=by,
        after={"paper": "" if is_restricted else paper.title},
        is_public=session.state != SessionState.DRAFT and not is_restricted,
    )
    return paper


@transaction.atomic
def register_session(
    forum: Forum, slug: str, *, role: str, agenda: Sequence[Mapping[str, object]], **facts: object
) -> Session:
    """Return the session of that address, made with its programme as its document states it if it
    is new.
    """
    session, is_new = Session.objects.get_or_create(slug=slug, defaults={**facts, "forum": forum})
    if is_new:
        for position, item in enumerate(agenda, start=1):
            AgendaItem.objects.create(session=session, position=position, **item)
        record_act("register", session, by=None, role=role)
    return session
