"""A version to take away: Markdown and DOCX with the comments on their words, and the comments as
W3C annotations.
"""

import io
from collections import defaultdict
from itertools import pairwise
from typing import Any

import docx
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from docx.text.paragraph import Paragraph

from forums.drafts import comparison, queries
from forums.drafts.models import Comment, Consultation, DraftVersion
from forums.drafts.states import CommentState, ConsultationState, ResponseState
from ogp_portal.foundation.api import datasets

MOST = 10_000


def _comments(version: DraftVersion) -> list[Comment]:
    rows = Comment.objects.filter(
        consultation__version=version,
        consultation__state__in=(
            ConsultationState.ANNOUNCED,
            ConsultationState.ANSWERED,
            ConsultationState.APPLIED,
            ConsultationState.CANCELLED,
        ),
        state=CommentState.PUBLISHED,
        parent=None,
    )
    return list(
        rows.select_related("voice", "seat", "response", "consultation")
        .defer("search")
        .order_by("number")[:MOST]
    )


def author(comment: Comment) -> str:
    """Return for whom a comment speaks: its seat, or its number in the consultation; never a
    person's name.
    """
    return str(comment.seat or comment.voice)


def words(comment: Comment) -> str:
    """Return what a comment says, with the wording it proposes and its answer."""
    said = f"{comment.get_kind_display().capitalize()}: {comment.text}"
    if comment.wording:
        said += "\n" + _("Propone: «%(wording)s»") % {"wording": comment.wording}
    if comment.response and comment.response.state == ResponseState.APPROVED:
        said += "\n" + _("Respuesta (%(outcome)s): %(reason)s") % {
            "outcome": comment.response.get_outcome_display(),
            "reason": comment.response.reason,
        }
    return said


def to_markdown(version: DraftVersion) -> str:
    """Return the text of a version in Markdown, each comment as a note under its paragraph."""
    by_place: dict[tuple[str, int | None], list[Comment]] = defaultdict(list)
    for comment in _comments(version):
        by_place[comment.section_key, comment.paragraph].append(comment)
    out = [f"# {version.draft.title}", "", f"*{_('Versión')} {version.number}*"]

    def notes(key: str, at: int | None) -> None:
        for comment in by_place[key, at]:
            quoted = f" «{comment.exact}»" if comment.exact else ""
            lines = f"{author(comment)}, {comment.number}{quoted}. {words(comment)}".split("\n")
            out.extend(["", *(f"> {line}" for line in lines)])

    notes("", None)
    for section in version.sections.order_by("position"):
        if not section.text.strip():
            continue
        out += ["", f"## {section.heading}"]
        notes(section.key, None)
        for at, paragraph in enumerate(comparison.paragraphs(section.text)):
            out += ["", paragraph]
            notes(section.key, at)
    return "\n".join(out) + "\n"


def to_docx(version: DraftVersion) -> bytes:
    """Return the text of a version as DOCX, each comment where it belongs, as the comments of any
    word processor.
    """
    by_place: dict[tuple[str, int | None], list[Comment]] = defaultdict(list)
    for comment in _comments(version):
        by_place[comment.section_key, comment.paragraph].append(comment)
    file = docx.Document()
    file.core_properties.author = settings.PORTAL_OWNER
    file.core_properties.title = version.draft.title
    title = file.add_heading(_clean(version.draft.title), 0)
    _remark(file, title, by_place["", None])
    for section in version.sections.order_by("position"):
        if not section.text.strip():
            continue
        _remark(file, file.add_heading(_clean(section.heading), 1), by_place[section.key, None])
        for at, text in enumerate(comparison.paragraphs(section.text)):
            style = "List Bullet" if text.startswith("- ") else None
            paragraph = file.add_paragraph(style=style)
            _write(
                file,
                paragraph,
                _clean(text.removeprefix("- ") if style else text),
                by_place[section.key, at],
            )
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _write(file: Any, paragraph: Paragraph, text: str, comments: list[Comment]) -> None:
    """Write a paragraph in stretches that begin and end where quoted words do, and hang each
    comment on its own.
    """
    marks = {0, len(text)}
    found = []
    for comment in comments:
        at = text.find(comment.exact) if comment.exact else 0
        span = (at, at + len(comment.exact)) if comment.exact and at >= 0 else (0, len(text))
        found.append((span, comment))
        marks |= set(span)
    edges = sorted(marks)
    runs = {start: paragraph.add_run(text[start:end]) for start, end in pairwise(edges)}
    for (start, end), comment in found:
        _remark(file, [run for place, run in runs.items() if start <= place < end], [comment])


def _remark(file: Any, where: Any, comments: list[Comment]) -> None:
    runs = where.runs if isinstance(where, Paragraph) else where
    for comment in comments if runs else []:
        file.add_comment(
            runs,
            text=_clean(words(comment)),
            author=author(comment)[:60],
            initials=str(comment.number),
        )


def _clean(text: str) -> str:
    """Return text that XML can hold."""
    return "".join(char for char in text if char in "\n\t" or ord(char) >= 32)


REPORTED = (
    "numero",
    "clase",
    "parte",
    "palabras",
    "comentario",
    "texto_propuesto",
    "adhesiones",
    "estado",
    "motivo",
    "resultado",
    "razon",
    "cambios",
)


def to_csv(consultation: Consultation) -> str:
    """Return the feedback report as CSV (formulas neutralised): of comments hidden or withdrawn,
    that there were some.
    """
    rows = []
    for heading, comments in queries.report_of(consultation)["parts"]:
        for one in comments:
            shown = one.state == CommentState.PUBLISHED
            answer = (
                one.response
                if one.response and one.response.state == ResponseState.APPROVED
                else None
            )
            changes = (
                "; ".join(
                    f"v{change.version.number}-{change.number}" for change in answer.changes.all()
                )
                if answer
                else ""
            )
            rows.append(
                [
                    one.number,
                    one.get_kind_display(),
                    heading,
                    one.exact,
                    one.text if shown else "",
                    one.wording if shown else "",
                    one.concurrence_count,
                    one.get_state_display(),
                    one.state_reason,
                    answer.get_outcome_display() if answer else "",
                    answer.reason if answer else "",
                    changes,
                ]
            )
    return datasets.to_csv(list(REPORTED), rows)


def to_annotations(consultation: Consultation, *, after: int, most: int) -> dict[str, Any]:
    """Return a page of the published comments as W3C annotations (JSON-LD): the words quoted, with
    their place as a hint.
    """
    base = f"{settings.PORTAL_URL}{reverse('consultation', args=[consultation.slug])}"
    rows = Comment.objects.filter(
        consultation=consultation, state=CommentState.PUBLISHED, number__gt=after
    ).select_related("voice", "seat")
    found = list(rows.defer("search").order_by("number")[: most + 1])
    source = f"{settings.PORTAL_URL}{reverse('draft_version', args=[consultation.version.draft.slug, consultation.version.number])}"
    data: dict[str, Any] = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "AnnotationPage",
        "id": f"{base}anotaciones.json?desde={after}",
        "partOf": {
            "type": "AnnotationCollection",
            "id": f"{base}anotaciones.json",
            "label": consultation.title,
        },
        "items": [_annotation(comment, base, source) for comment in found[:most]],
    }
    if len(found) > most:
        data["next"] = f"{base}anotaciones.json?desde={found[most - 1].number}"
    return data


def _annotation(comment: Comment, base: str, source: str) -> dict[str, Any]:
    target: Any = source
    if comment.exact:
        start = comment.start or 0
        target = {
            "source": f"{source}#{comment.section_key}",
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": comment.exact,
                    "prefix": comment.prefix,
                    "suffix": comment.suffix,
                },
                {"type": "TextPositionSelector", "start": start, "end": start + len(comment.exact)},
            ],
        }
    elif comment.section_key:
        target = f"{source}#{comment.section_key}"
    motivation = {
        "change": "editing",
        "doubt": "questioning",
        "support": "assessing",
        "objection": "assessing",
    }[comment.kind]
    bodies = [
        {
            "type": "TextualBody",
            "value": comment.text,
            "format": "text/plain",
            "purpose": "commenting",
        }
    ]
    if comment.wording:
        bodies.append(
            {
                "type": "TextualBody",
                "value": comment.wording,
                "format": "text/plain",
                "purpose": "editing",
            }
        )
    return {
        "id": f"{base}#c{comment.number}",
        "type": "Annotation",
        "motivation": "replying" if comment.parent_id else motivation,
        "created": comment.at.isoformat(),
        "creator": {"type": "Person", "nickname": author(comment)},
        "body": bodies,
        "target": target,
    }
