"""The pages of publications: the list, a version with the figures of today, its PDF, and the
preview for who writes it.
"""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from ogp_portal.foundation.api.datasets import LICENCE
from ogp_portal.foundation.events import rates
from ogp_portal.foundation.permissions.decorators import public, signed_in
from ogp_portal.models import JournalEntry
from transparency.publications import documents, packages, queries
from transparency.publications.models import Publication, PublicationVersion

FILES_A_MINUTE = 20
LATEST = 12


@public(cache=60)
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
    found = queries.find(slug, number, user=request.user)
    if found is None:
        raise Http404(_("No hay una publicación en esa dirección."))
    return found


@public(cache=60)
def publication(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """Show a publication: the version in force, or the one its address names."""
    row, version, versions = _found(request, slug, number)
    context: dict[str, Any] = {
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
    page = documents.html(version)
    place = f"publicaciones/{documents.digest(page)}.pdf"
    if not default_storage.exists(place):
        try:
            rates.limit(request, "files", a_minute=FILES_A_MINUTE)
        except rates.TooOften:
            words = _("Demasiados archivos en un minuto: espera un momento y vuelve a intentarlo.")
            return HttpResponse(words, status=429, content_type="text/plain; charset=utf-8")
        default_storage.save(place, ContentFile(documents.to_pdf(version, page)))
    return FileResponse(
        default_storage.open(place, "rb"),
        as_attachment=True,
        filename=f"{slug}-v{number}.pdf",
        content_type="application/pdf",
    )


@public(cache=3600)
def replicate(request: HttpRequest) -> HttpResponse:
    """Tell another elected authority how to do the same, with what to begin."""
    columns = [(column.heading, column.sentence) for column in packages.sheet_columns()]
    return render(request, "transparency/publications/replicate.html", {"columns": columns})


@public(cache=3600)
def replication_kit(request: HttpRequest) -> HttpResponse:
    """Give the empty sheet, the guide and the steps in a zip."""
    return HttpResponse(
        packages.replication(),
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
    version = row.versions.filter(state__in=("draft", "submitted")).first() if row else None
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
