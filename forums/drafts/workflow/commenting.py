"""Commenting on words, a part or the whole of a version, in the window, once for each sending."""

import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from forums.bodies.access import seats_of
from forums.bodies.models import Seat
from forums.drafts import anchoring, comparison
from forums.drafts.models import Comment, Consultation, Section, Voice
from forums.drafts.states import CommentKind, CommentState
from ogp_portal.foundation.permissions import rights, windows
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

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
    if sent_before := _sent_before(key, by=by):
        return sent_before
    if not rights.may(by, "comment", consultation):
        raise rights.NotAllowed("comment")
    _check(kind, text, wording, is_reply=target.parent is not None)
    place = _place(consultation, target)
    facts = {
        "kind": kind,
        "text": text.strip(),
        "wording": wording.strip() if kind == CommentKind.CHANGE else "",
        "submission_key": key,
    }
    try:
        with transaction.atomic():
            number = windows.take_number(consultation, "comment_count")
            seat = _seat(consultation, by) if as_seat else None
            return Comment.objects.create(
                consultation=consultation,
                number=number,
                voice=_voice(consultation, by),
                seat=seat,
                **facts,
                **place,
            )
    except IntegrityError:
        if sent_before := _sent_before(
            key, by=by
        ):  # the same sending, a moment ago, on another connection
            return sent_before
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
    comment = Comment.objects.filter(submission_key=key).select_related("voice").first()
    if comment and comment.voice.user_id != by.pk:
        raise Refusal(_("El formulario ya se usó: ábrelo de nuevo. Tu texto sigue aquí."))
    return comment


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
        "paragraph": comparison.paragraph_at(section.text, words.start),
        "exact": words.exact,
        "prefix": words.prefix,
        "suffix": words.suffix,
        "start": words.start,
    }


def _voice(consultation: Consultation, by: User) -> Voice:
    """Return the number under which `by` takes part, a new one the first time.

    The consultation's row is held, so that no two get the same.
    """
    voice = Voice.objects.filter(consultation=consultation, user=by).first()
    if voice:
        return voice
    last = (
        Voice.objects.filter(consultation=consultation).aggregate(last=Max("number"))["last"] or 0
    )
    return Voice.objects.create(consultation=consultation, user=by, number=last + 1)


def _seat(consultation: Consultation, by: User) -> Seat | None:
    draft = consultation.version.draft
    seats = seats_of(by)
    return (
        (
            seats.filter(forum=draft.forum_id)
            if draft.forum_id
            else seats.filter(forum__plan=draft.plan_id)
        )
        .order_by("pk")
        .first()
    )
