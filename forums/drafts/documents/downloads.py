"""Downloads: a version as Markdown or DOCX with the comments on its words, and the feedback report
as CSV.
"""

import io
from collections import defaultdict
from itertools import pairwise

import docx
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from docx.document import Document
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from forums.drafts import comparison, queries
from forums.drafts.models import Comment, Consultation, DraftVersion, Response
from forums.drafts.states import SHOWN, CommentState, ResponseState
from ogp_portal.foundation.api import datasets
from ogp_portal.foundation.characters import printable

MOST = 10_000


def comments_on(version: DraftVersion) -> QuerySet[Comment]:
    """Return the published comments on a version that its files carry."""
    rows: QuerySet[Comment] = Comment.objects.filter(
        consultation__version=version,
        consultation__state__in=SHOWN,
        state=CommentState.PUBLISHED,
        parent=None,
    )
    return rows


def _comments(version: DraftVersion) -> list[Comment]:
    return list(
        comments_on(version)
        .select_related("voice", "seat", "response", "consultation")
        .defer("search")
        .order_by("number")[:MOST]
    )


def _by_place(version: DraftVersion) -> dict[tuple[str, int | None], list[Comment]]:
    """Return the published comments on a version by part ("" for the whole) and paragraph."""
    by_place: dict[tuple[str, int | None], list[Comment]] = defaultdict(list)
    for comment in _comments(version):
        by_place[comment.section_key, comment.paragraph].append(comment)
    return by_place


def author(comment: Comment) -> str:
    """Return for whom a comment speaks: its seat, or its number in the consultation; never a
    person's name.
    """
    return str(comment.seat or comment.voice)


def words(comment: Comment) -> str:
    """Return what a comment says, with the wording it proposes and its answer."""
    text = f"{comment.get_kind_display().capitalize()}: {comment.text}"
    if comment.wording:
        text += "\n" + _("Propone: «%(wording)s»") % {"wording": comment.wording}
    if response := _approved_response(comment):
        text += "\n" + _("Respuesta (%(outcome)s): %(reason)s") % {
            "outcome": response.get_outcome_display(),
            "reason": response.reason,
        }
    return text


def to_markdown(version: DraftVersion) -> str:
    """Return the text of a version in Markdown, each comment as a note under its paragraph."""
    by_place = _by_place(version)
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
    by_place = _by_place(version)
    file = docx.Document()
    file.core_properties.author = settings.PORTAL_OWNER
    file.core_properties.title = printable(version.draft.title)
    title = file.add_heading(printable(version.draft.title), 0)
    _remark(file, title, by_place["", None])
    for section in version.sections.order_by("position"):
        if not section.text.strip():
            continue
        _remark(file, file.add_heading(printable(section.heading), 1), by_place[section.key, None])
        for at, text in enumerate(comparison.paragraphs(section.text)):
            style = "List Bullet" if text.startswith("- ") else None
            paragraph = file.add_paragraph(style=style)
            _write(
                file,
                paragraph,
                printable(text.removeprefix("- ") if style else text),
                by_place[section.key, at],
            )
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _write(file: Document, paragraph: Paragraph, text: str, comments: list[Comment]) -> None:
    """Write a paragraph in stretches that begin and end where quoted words do, and hang each
    comment on its own.
    """
    marks = {0, len(text)}
    spans = []
    for comment in comments:
        at = text.find(comment.exact) if comment.exact else 0
        span = (at, at + len(comment.exact)) if comment.exact and at >= 0 else (0, len(text))
        spans.append((span, comment))
        marks |= set(span)
    edges = sorted(marks)
    runs = {start: paragraph.add_run(text[start:end]) for start, end in pairwise(edges)}
    for (start, end), comment in spans:
        _remark(file, [run for place, run in runs.items() if start <= place < end], [comment])


def _remark(file: Document, where: Paragraph | list[Run], comments: list[Comment]) -> None:
    runs = where.runs if isinstance(where, Paragraph) else where
    for comment in comments if runs else []:
        file.add_comment(
            runs,
            text=printable(words(comment)),
            author=printable(author(comment))[:60],
            initials=str(comment.number),
        )


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
    return datasets.to_csv(
        list(REPORTED),
        [
            _reported(comment, heading)
            for heading, comments in queries.report_of(consultation).parts
            for comment in comments
        ],
    )


def _reported(comment: Comment, heading: str) -> list[object]:
    """Return the row of a comment on the part `heading`, in the order of REPORTED."""
    is_shown = comment.state == CommentState.PUBLISHED
    response = _approved_response(comment)
    changes = response.changes.all() if response else ()
    return [
        comment.number,
        comment.get_kind_display(),
        heading,
        comment.exact,
        comment.text if is_shown else "",
        comment.wording if is_shown else "",
        comment.concurrence_count,
        comment.get_state_display(),
        comment.state_reason,
        response.get_outcome_display() if response else "",
        response.reason if response else "",
        "; ".join(f"v{change.version.number}-{change.number}" for change in changes),
    ]


def _approved_response(comment: Comment) -> Response | None:
    response = comment.response
    return response if response and response.state == ResponseState.APPROVED else None
