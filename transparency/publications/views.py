"""The pages of publications: the list, a version with the figures of today, its PDF, and the
preview for who writes it.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from ogp_portal.foundation.api.datasets import LICENCE
from ogp_portal.foundation.events import kept_documents
from ogp_portal.foundation.permissions.decorators import public, signed_in
from ogp_portal.models import JournalEntry
from transparency.publications import queries
from transparency.publications.documents import replication
from transparency.publications.documents import versions as documents
from transparency.publications.models import Publication, PublicationVersion
from transparency.publications.states import OPEN

LATEST = 12


@public(cache=60, reads=("clase", "pagina"))
def publication_list(request: HttpRequest) -> HttpResponse:
    """List what institutions publish of their own accord."""
    return render(
        request,
        "transparency/publications/publication_list.html",
        queries.publications(request.GET.dict()),
    )


def _found(
    request: HttpRequest, slug: str, number: int | None
) -> tuple[Publication, PublicationVersion, list[PublicationVersion]]:
    row_and_versions = queries.find(slug, number, user=request.user)
    if row_and_versions is None:
        raise Http404(_("No hay una publicación en esa dirección."))
    return row_and_versions


@public(cache=60)
def publication(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """Show a publication: the version in force, or the one its address names."""
    row, version, versions = _found(request, slug, number)
    context: dict[str, object] = {
        "publication": row,
        "version": version,
        "versions": versions,
        "channels": queries.channels(row),
        "today": timezone.localdate(),
        "licence": LICENCE,
        "history": JournalEntry.objects.filter(
            subject_type="transparency.publication", subject_id=row.pk, is_public=True
        ).order_by("-at")[:LATEST],
    }
    if queries.is_readable(version):
        pieces, headings = documents.read(version)
        context |= {"pieces": pieces, "headings": headings, "citation": documents.citation(version)}
    return render(request, "transparency/publications/publication.html", context)


@public(cache=300)
def publication_pdf(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Give a version as PDF/UA, with the figures of the day it is asked for."""
    _row, version, _versions = _found(request, slug, number)
    if not queries.is_readable(version):
        raise Http404(_("Esa versión fue retirada."))
    facts = documents.pdf_facts(version)
    name = f"{slug}-v{number}.pdf"
    return kept_documents.give(request, documents.VERSION_PDF, facts, name=name)


@public(cache=3600)
def replicate(request: HttpRequest) -> HttpResponse:
    """Tell another elected authority how to do the same, with what to begin."""
    columns = [(column.heading, column.sentence) for column in replication.sheet_columns()]
    return render(request, "transparency/publications/replicate.html", {"columns": columns})


@public(cache=3600)
def replication_kit(request: HttpRequest) -> HttpResponse:
    """Give the empty sheet, the guide and the steps in a zip."""
    return HttpResponse(
        replication.pack(),
        content_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="replicar.zip"'},
    )


@signed_in
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the open draft as the public will see it, to who writes it."""
    row = (
        Publication.objects.allowing("write", request.user)
        .select_related("organization", "plan")
        .filter(slug=slug)
        .first()
    )
    version = row.versions.filter(state__in=OPEN).first() if row else None
    if row is None or version is None:
        raise Http404(_("No hay un borrador en esa dirección."))
    version.publication = row
    pieces, headings = documents.read(version)
    context = {
        "publication": row,
        "version": version,
        "pieces": pieces,
        "headings": headings,
        "is_preview": True,
    }
    return render(request, "transparency/publications/publication.html", context)
