"""Downloads: a version as Markdown with the comments on its words, and the feedback report as CSV
(as DOCX: `word`).
"""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forums.drafts import queries
from forums.drafts.models import Comment, Consultation, DraftVersion, Response
from forums.drafts.states import SHOWN, CommentState, ResponseState
from ogp_portal.foundation.api import datasets
from ogp_portal.foundation.documents import passages
from ogp_portal.foundation.documents.passages import ITEM, ROW, RULE, Passage

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


def by_place(version: DraftVersion) -> dict[tuple[str, int | None], list[Comment]]:
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
    """Return the text of a version in Markdown, each comment as a note under its paragraph, or
    under the list or table in which that stands.
    """
    comments = by_place(version)
    at = version.published_at
    day = date_format(at, "DATE_FORMAT") if at else ""
    out = [f"# {version.draft.title}", "", f"*{_('Versión')} {version.number}, {day}*"]

    def notes(key: str, place: int | None) -> None:
        for comment in comments[key, place]:
            exact = passages.words_of(comment.exact)
            quoted = f" «{exact}»" if exact else ""
            lines = f"{author(comment)}, {comment.number}{quoted}. {words(comment)}".split("\n")
            out.extend(["", *(f"> {line}" for line in lines)])

    notes("", None)
    for section in version.sections.order_by("position"):
        if not section.text.strip():
            continue
        out += ["", f"## {section.heading}"]
        notes(section.key, None)
        for block in _blocks(passages.read(section.text).passages):
            out += ["", *(passage.source for passage in block)]
            for passage in block:
                notes(section.key, passage.at)
    return "\n".join(out) + "\n"


def _blocks(found: Sequence[Passage]) -> list[list[Passage]]:
    """Return passages in blocks: the points of a list and the rows of a table stand together."""
    blocks: list[list[Passage]] = []
    for passage in found:
        kind = ROW if passage.kind == RULE else passage.kind
        if blocks and kind in {ITEM, ROW} and blocks[-1][0].kind == kind:
            blocks[-1].append(passage)
        else:
            blocks.append([passage])
    return blocks


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
        passages.words_of(comment.exact),
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
