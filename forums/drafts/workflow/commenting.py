"""Commenting on words, a part or the whole of a version, in the window, once for each sending."""

import uuid
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forums.bodies.access import seats_of
from forums.bodies.models import Seat
from forums.drafts import anchoring
from forums.drafts.models import Comment, Consultation, Section, Voice
from forums.drafts.states import CommentKind, CommentState
from forums.drafts.workflow.own_comments import LONGEST, edit_comment
from ogp_portal.foundation.documents import passages
from ogp_portal.foundation.events import submissions
from ogp_portal.foundation.permissions import rights, windows
from ogp_portal.foundation.refusals import Difference, ReceivedBefore, Refusal
from ogp_portal.foundation.sentences import Sentence
from ogp_portal.models import User


@dataclass(frozen=True)
class Target:
    """What a comment is about: some words of a part (from `start` to before `end`, among its words
    as they are read), a part, a question, another comment; nothing of it: the whole.
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

    The same `key` again is the same comment, corrected if its words are others and it still may be.
    Decided by the database's clock; no journal says who wrote it.

    Raises NotAllowed, windows.WindowClosed, ReceivedBefore, Refusal (an empty or endless text, a
    place outside the text).
    """
    sending = submissions.read(
        "comment",
        key,
        {
            "consultation": consultation,
            "kind": kind,
            "text": text,
            "wording": wording,
            "target": asdict(target),
            "as_seat": as_seat,
        },
    )
    received = _received(key, by=by)
    if received and submissions.is_repeated(sending):
        return received
    if not rights.may(by, "comment", consultation):
        raise rights.NotAllowed("comment")
    _check(kind, text, wording, is_reply=target.parent is not None)
    place = _place(consultation, target)
    is_repeated = submissions.claim(sending)
    received = _received(key, by=by)
    if received and is_repeated:
        return received
    if received:
        is_there = received.kind == kind and _is_at(received, consultation, place)
        return _correct(received, by=by, text=text, wording=wording, is_there=is_there)
    number = windows.take_number(consultation, "comment_count")
    return Comment.objects.create(
        consultation=consultation,
        number=number,
        voice=_voice(consultation, by),
        seat=_seat(consultation, by) if as_seat else None,
        kind=kind,
        text=text.strip(),
        wording=wording.strip() if kind == CommentKind.CHANGE else "",
        submission_key=key,
        **place,
    )


def _correct(received: Comment, *, by: User, text: str, wording: str, is_there: bool) -> Comment:
    """Put the words that were sent last in the place of the first, for as long as a comment may be
    corrected; its kind and place stay what they were. Raises ReceivedBefore.
    """
    sentence: Sentence = _(
        "Lo que recibimos es lo primero. Lo de ahora es sobre otra parte o de otra clase: envíalo "
        "como otro comentario."
    )
    if is_there:
        try:
            return edit_comment(received, by=by, text=text, wording=wording)
        except (Refusal, rights.NotAllowed) as refusal:
            sentence = str(refusal) or _("Lo que recibimos es lo primero.")
    raise ReceivedBefore(
        sentence,
        differences=[
            Difference(_("comentario"), received.text, text),
            Difference(_("texto que propones"), received.wording, wording),
        ],
        page=reverse("own_comment", args=[received.consultation.slug, received.number]),
    )


def _is_at(comment: Comment, consultation: Consultation, place: dict[str, object]) -> bool:
    """Say whether a comment is about that place of that consultation."""
    asked: dict[str, object] = {
        "question": None,
        "parent": None,
        "section_key": "",
        "exact": "",
        "start": None,
        **place,
    }
    return comment.consultation_id == consultation.pk and all(
        getattr(comment, name) == value for name, value in asked.items()
    )


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


def _received(key: uuid.UUID, *, by: User) -> Comment | None:
    """Return the comment that this sending already made.

    Raises Refusal if the key is somebody else's.
    """
    comment = (
        Comment.objects.filter(submission_key=key)
        .select_related("voice", "consultation", "parent", "question")
        .first()
    )
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
    reading = passages.read(section.text)
    try:
        words = anchoring.quote(reading.words, target.start, target.end)
    except anchoring.OutsideText as error:
        raise Refusal(_("Lo elegido no está en el texto: elige de nuevo las palabras.")) from error
    passage = reading.passage_at(words.start)
    return {
        "section_key": section.key,
        "paragraph": passage.at if passage else None,
        "exact": words.exact,
        "prefix": words.prefix,
        "suffix": words.suffix,
        "start": reading.to_source(words.start),
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
