"""Commenting: on words, a part or the whole of a version, in the window, once a sending; edited for
ten minutes; taken back with a trace.
"""

import datetime
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from forums.bodies.access import seats_of
from forums.bodies.models import Seat
from forums.drafts import anchoring
from forums.drafts.models import Comment, Concurrence, Consultation, Section, Voice
from forums.drafts.states import CommentKind, CommentState
from forums.drafts.workflow.writing import paragraph_at
from ogp_portal.foundation.permissions import rights, windows
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

EDITABLE = datetime.timedelta(minutes=10)
LONGEST = 4_000


@dataclass(frozen=True)
class Target:
    """What a comment is about: some words of a part (from `start` to before `end`), a part, a
    question, another comment; nothing of it: the whole.
    """

    section: str = ""
    start: int | None = None
    end: int | None = None
    question: int | None = None
    parent: int | None = None


@transaction.atomic
def comment(
    consultation: Consultation,
    *,
    by: User,
    key: uuid.UUID,
    kind: str,
    text: str,
    wording: str = "",
    target: Target = Target(),
    as_seat: bool = False,
) -> Comment:
    """Take a comment.

    The same `key` again is the same comment. Decided by the database's clock; no journal says who
    wrote it.

    Raises NotAllowed, windows.WindowClosed, Refusal (an empty or endless text, a place outside the
    text).
    """
    if found := _sent_before(key, by=by):
        return found
    held = Consultation.objects.filter(
        rights.condition(Consultation, "comment", by), pk=consultation.pk
    ).first()
    if held is None:
        raise rights.NotAllowed("comment")
    _check(kind, text, wording, is_reply=target.parent is not None)
    place = _place(held, target)
    facts = {
        "kind": kind,
        "text": text.strip(),
        "wording": wording.strip() if kind == CommentKind.CHANGE else "",
        "submission_key": key,
    }
    try:
        with transaction.atomic():
            number = windows.take_number(held, "comment_count")
            seat = _seat(held, by) if as_seat else None
            return Comment.objects.create(
                consultation=held,
                number=number,
                voice=_voice(held, by),
                seat=seat,
                **facts,
                **place,
            )
    except IntegrityError:
        if found := _sent_before(
            key, by=by
        ):  # the same sending, a moment ago, on another connection
            return found
        raise


def _check(kind: str, text: str, wording: str, *, is_reply: bool) -> None:
    """Refuse, in words, what cannot be a comment."""
    if not text.strip():
        raise Refusal(_("Escribe tu comentario."), field="text")
    if max(len(text), len(wording)) > LONGEST:
        raise Refusal(
            _("Hasta %(most)s caracteres: resume o envía dos comentarios.") % {"most": LONGEST},
            field="text",
        )
    if kind not in CommentKind.values:
        raise Refusal(_("Elige qué clase de comentario es."), field="kind")
    if kind == CommentKind.CHANGE and not wording.strip() and not is_reply:
        raise Refusal(_("Escribe el texto que propones."), field="wording")


def _sent_before(key: uuid.UUID, *, by: User) -> Comment | None:
    """Return the comment that this sending already made.

    Raises Refusal if the key is somebody else's.
    """
    found = Comment.objects.filter(submission_key=key).select_related("voice").first()
    if found and found.voice.user_id != by.pk:
        raise Refusal(_("El formulario ya se usó: ábrelo de nuevo. Tu texto sigue aquí."))
    return found


def _place(consultation: Consultation, target: Target) -> dict[str, object]:
    """Return the columns that say what a comment is about. Raises Refusal for what is not there."""
    if target.parent is not None:
        return _under(consultation, target.parent)
    if target.question is not None:
        question = consultation.questions.filter(position=target.question).first()
        if question is None:
            raise Refusal(_("Esa pregunta no está en la consulta."))
        return {"question": question}
    return _in_text(consultation, target)


def _under(consultation: Consultation, number: int) -> dict[str, object]:
    """Return the place of a reply: under the comment, or under the one that it replies to."""
    parent = Comment.objects.filter(
        consultation=consultation, number=number, state=CommentState.PUBLISHED
    ).first()
    if parent is None:
        raise Refusal(_("Ese comentario ya no está: comenta de nuevo sobre el texto."))
    root = parent.parent or parent
    return {"parent": root, "section_key": root.section_key, "paragraph": root.paragraph}


def _in_text(consultation: Consultation, target: Target) -> dict[str, object]:
    """Return the place of a comment in the text consulted: nothing for the whole, a part, or some
    words of it.
    """
    if not target.section:
        return {}
    section = Section.objects.filter(version=consultation.version_id, key=target.section).first()
    if section is None:
        raise Refusal(_("Esa parte no está en el texto consultado."))
    if target.start is None or target.end is None:
        return {"section_key": section.key}
    try:
        words = anchoring.quote(section.text, target.start, target.end)
    except anchoring.OutsideText as error:
        raise Refusal(_("Lo elegido no está en el texto: elige de nuevo las palabras.")) from error
    return {
        "section_key": section.key,
        "paragraph": paragraph_at(section.text, words.start),
        "exact": words.exact,
        "prefix": words.prefix,
        "suffix": words.suffix,
        "start": words.start,
    }


def _voice(consultation: Consultation, by: User) -> Voice:
    """Return the number under which `by` takes part, a new one the first time.

    The consultation's row is held, so that no two get the same.
    """
    found = Voice.objects.filter(consultation=consultation, user=by).first()
    if found:
        return found
    last = (
        Voice.objects.filter(consultation=consultation).aggregate(last=Max("number"))["last"] or 0
    )
    return Voice.objects.create(consultation=consultation, user=by, number=last + 1)


def _seat(consultation: Consultation, by: User) -> Seat | None:
    draft = consultation.version.draft
    own = seats_of(by)
    return (
        (
            own.filter(forum=draft.forum_id)
            if draft.forum_id
            else own.filter(forum__plan=draft.plan_id)
        )
        .order_by("pk")
        .first()
    )


@transaction.atomic
def edit_comment(comment: Comment, *, by: User, text: str, wording: str = "") -> Comment:
    """Change one's words within ten minutes of sending them, by the database's clock, while nobody
    has answered. Raises NotAllowed, Refusal.
    """
    held = rights.fetch("edit", comment, by=by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now = cursor.fetchone()[0]
    if held.state != CommentState.PUBLISHED or now - held.at > EDITABLE:
        raise Refusal(
            _(
                "Un comentario se corrige en los diez minutos siguientes; ya pasaron. Puedes "
                "retirarlo, o responder bajo él."
            )
        )
    if held.response_id:
        raise Refusal(_("Ya se está respondiendo: agrega otro comentario."))
    if not text.strip() or (
        held.kind == CommentKind.CHANGE and held.parent_id is None and not wording.strip()
    ):
        raise Refusal(_("Escribe tu comentario."), field="text")
    if max(len(text), len(wording)) > LONGEST:
        raise Refusal(
            _("Hasta %(most)s caracteres: resume o envía dos comentarios.") % {"most": LONGEST},
            field="text",
        )
    held.text = text.strip()
    held.edited_at = now
    held.wording = wording.strip() if held.kind == CommentKind.CHANGE else ""
    held.save(update_fields=["text", "wording", "edited_at"])
    return held


@transaction.atomic
def withdraw_comment(comment: Comment, *, by: User) -> Comment:
    """Take one's comment back: its words are erased, and that there was one stays, with its number
    and its replies. Raises NotAllowed, MoveNotAllowed.
    """
    held = rights.fetch_for_move("withdraw_comment", comment, by=by)
    held.state = Comment.machine.target("withdraw_comment", state=held.state)
    held.text = ""
    held.wording = ""
    held.save(update_fields=["state", "text", "wording"])
    return held


@transaction.atomic
def concur(comment: Comment, *, by: User) -> bool:
    """Agree with a comment; twice is once.

    Returns whether it was new. Raises NotAllowed, WindowClosed.
    """
    held = rights.fetch("concur", comment, by=by)
    windows.hold_open(held.consultation)
    _row, is_new = Concurrence.objects.get_or_create(comment=held, user=by)
    if is_new:
        Comment.objects.filter(pk=held.pk).update(concurrence_count=F("concurrence_count") + 1)
    return is_new


@transaction.atomic
def take_back_concurrence(comment: Comment, *, by: User) -> bool:
    """Agree no more. Returns whether one did. Raises NotAllowed, WindowClosed."""
    held = rights.fetch("concur", comment, by=by)
    windows.hold_open(held.consultation)
    gone, _what = Concurrence.objects.filter(comment=held, user=by).delete()
    if gone:
        Comment.objects.filter(pk=held.pk).update(concurrence_count=F("concurrence_count") - 1)
    return bool(gone)
