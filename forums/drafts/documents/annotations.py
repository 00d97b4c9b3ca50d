"""The comments of a consultation as W3C annotations (JSON-LD)."""

from collections.abc import Mapping

from django.conf import settings
from django.urls import reverse

from forums.drafts.documents.downloads import author
from forums.drafts.models import Comment, Consultation
from forums.drafts.states import CommentKind, CommentState
from ogp_portal.foundation.documents import passages
from ogp_portal.foundation.documents.passages import Reading

MOTIVATIONS = {
    CommentKind.CHANGE: "editing",
    CommentKind.DOUBT: "questioning",
    CommentKind.SUPPORT: "assessing",
    CommentKind.OBJECTION: "assessing",
}


def to_annotations(consultation: Consultation, *, after: int, most: int) -> dict[str, object]:
    """Return a page of the published comments as W3C annotations: the `most` first ones whose
    number is greater than `after`, each with the words quoted and their position as a hint.
    """
    base = f"{settings.PORTAL_URL}{reverse('consultation', args=[consultation.slug])}"
    version = consultation.version
    path = reverse("draft_version", args=[version.draft.slug, version.number])
    source = f"{settings.PORTAL_URL}{path}"
    comments = list(
        Comment.objects.filter(
            consultation=consultation, state=CommentState.PUBLISHED, number__gt=after
        )
        .select_related("voice", "seat")
        .defer("search")
        .order_by("number")[: most + 1]
    )
    readings = {
        key: passages.read(text) for key, text in version.sections.values_list("key", "text")
    }
    page: dict[str, object] = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "AnnotationPage",
        "id": f"{base}anotaciones.json?desde={after}",
        "partOf": {
            "type": "AnnotationCollection",
            "id": f"{base}anotaciones.json",
            "label": consultation.title,
        },
        "items": [
            _annotation(comment, base, _target(comment, source, readings))
            for comment in comments[:most]
        ],
    }
    if len(comments) > most:
        page["next"] = f"{base}anotaciones.json?desde={comments[most - 1].number}"
    return page


def _annotation(comment: Comment, base: str, target: object) -> dict[str, object]:
    motivation = MOTIVATIONS[CommentKind(comment.kind)]
    bodies = [_body(comment.text, "commenting")]
    if comment.wording:
        bodies.append(_body(comment.wording, "editing"))
    return {
        "id": f"{base}#c{comment.number}",
        "type": "Annotation",
        "motivation": "replying" if comment.parent_id else motivation,
        "created": comment.at.isoformat(),
        "creator": {"type": "Person", "nickname": author(comment)},
        "body": bodies,
        "target": target,
    }


def _body(text: str, purpose: str) -> dict[str, str]:
    return {"type": "TextualBody", "value": text, "format": "text/plain", "purpose": purpose}


def _target(comment: Comment, source: str, readings: Mapping[str, Reading]) -> object:
    """Return what a comment is about: the words it quotes (as they are read, with their place in
    the Markdown of their part), a part of the text, or the whole.
    """
    if not comment.section_key:
        return source
    part = f"{source}#{comment.section_key}"
    if not comment.exact:
        return part
    start = comment.start or 0
    reading = readings[comment.section_key]
    first, last = reading.quoted(start, comment.exact)
    return {
        "source": part,
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": reading.words[first:last],
                "prefix": comment.prefix,
                "suffix": comment.suffix,
            },
            {
                "type": "TextPositionSelector",
                "start": start,
                "end": reading.to_source(last - 1) + 1,
            },
        ],
    }
