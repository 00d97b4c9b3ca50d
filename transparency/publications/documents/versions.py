"""A version on the page and on paper: its text with the figures of today, its table of contents,
how to cite it.
"""

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ogp_portal.foundation import languages
from ogp_portal.foundation.api.datasets import LICENCE
from ogp_portal.foundation.documents import charts, document_html, pdf
from ogp_portal.foundation.documents.document_html import Heading
from ogp_portal.foundation.events.kept_documents import DocumentKind
from transparency.publications import live_figures, queries
from transparency.publications.models import PublicationVersion
from transparency.publications.queries import Figure


@dataclass(frozen=True)
class Piece:
    """A stretch of text, and the thing shown after it, if any;

    `lacking` names one that is no longer public.
    """

    html: SafeString
    figure: Figure | None
    drawing: SafeString | None
    lacking: str


def read(version: PublicationVersion) -> tuple[list[Piece], list[Heading]]:
    """Return the pieces of a version's text and its headings."""
    parts = live_figures.pieces(version.body)
    figures = queries.load(live_figures.names(version.body)[: live_figures.MOST])
    pieces = []
    headings: list[Heading] = []
    taken = {"contenido"}
    for words, name in parts:
        html, own_headings = document_html.to_document(words, taken=taken)
        headings += own_headings
        figure = figures.get(name) if name else None
        drawing = charts.bars(figure.chart) if figure and figure.chart else None
        pieces.append(Piece(html, figure, drawing, name[1] if name and not figure else ""))
    return pieces, headings


def citation(version: PublicationVersion) -> str:
    """Return how to cite a version: who, title, which version of when, where."""
    publication = version.publication
    day = (
        date_format(timezone.localdate(version.published_at), "DATE_FORMAT")
        if version.published_at
        else ""
    )
    words = _("%(who)s (%(year)s). %(title)s. Versión %(number)s, %(day)s. %(address)s")
    year = timezone.localdate(version.published_at).year if version.published_at else ""
    return words % {
        "who": publication.organization.name,
        "year": year,
        "title": publication.title,
        "number": version.number,
        "day": day,
        "address": address(version),
    }


def address(version: PublicationVersion) -> str:
    """Return the address of a version, which always leads to those very words."""
    return f"{settings.PORTAL_URL}/publicaciones/{version.publication.slug}/v/{version.number}/"


def html(version: PublicationVersion) -> str:
    """Return a version as one HTML page with its own style, in its own language, for its PDF."""
    css = (settings.BASE_DIR / "static" / "css" / "sheet.css").read_text(encoding="utf-8")
    with translation.override(version.publication.language):
        pieces, headings = read(version)
        context = {
            "version": version,
            "publication": version.publication,
            "pieces": pieces,
            "headings": headings,
            "css": SafeString(css),
            "citation": citation(version),
            "licence": LICENCE,
            "portal_owner": settings.PORTAL_OWNER,
            "language": languages.tag(version.publication.language),
            "drawn_on": timezone.localdate(),
        }
        return render_to_string("transparency/publications/document.html", context)


def pdf_facts(version: PublicationVersion) -> dict[str, object]:
    """Return what the PDF/UA of a version is made from."""
    return pdf.order(
        html(version),
        title=version.publication.title,
        language=languages.tag(version.publication.language),
        at=version.published_at or timezone.now(),
    )


VERSION_PDF = DocumentKind("transparency.publication_pdf", pdf.make, "application/pdf")
