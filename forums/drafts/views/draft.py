"""The public pages of a draft: its versions, what changed between them, and files to take away."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.drafts import queries
from forums.drafts.documents import downloads, printed
from forums.drafts.models import Draft, DraftVersion
from forums.drafts.views.files import attachment, may_make_file, too_many_files
from ogp_portal.foundation import languages
from ogp_portal.foundation.documents import pdf
from ogp_portal.foundation.permissions.decorators import public
from ogp_portal.models import JournalEntry

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@public(cache=60)
def draft_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a draft: its versions, its consultations, where it comes from and what it became."""
    draft = (
        Draft.objects.allowing("view", request.user)
        .select_related("plan", "commitment", "adopted", "forum")
        .filter(slug=slug)
        .first()
    )
    if draft is None:
        raise Http404(_("No hay un borrador con esa dirección."))
    history = JournalEntry.objects.filter(
        subject_type="forums.draft", subject_id=draft.pk, is_public=True
    ).order_by("-at")[:12]
    context = {
        "draft": draft,
        "versions": queries.versions_of(draft),
        "consultations": queries.consultations_of(draft),
        "history": history,
        "now": timezone.now(),
    }
    return render(request, "forums/drafts/draft.html", context)


def _version(request: HttpRequest, slug: str, number: int) -> DraftVersion:
    rows = DraftVersion.objects.allowing("view", request.user).select_related(
        "draft__plan", "draft__commitment", "draft__adopted"
    )
    version: DraftVersion | None = rows.filter(draft__slug=slug, number=number).first()
    if version is None:
        raise Http404(_("No hay una versión con ese número."))
    return version


@public(cache=60)
def version_detail(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one version with what changed in it and the comments behind each change."""
    version = _version(request, slug, number)
    context = {
        "version": version,
        "draft": version.draft,
        "latest": version.draft.latest_number,
        **queries.version_page(version),
    }
    return render(request, "forums/drafts/version.html", context)


@public(cache=60)
def version_markdown(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give a version with its comments as Markdown."""
    return attachment(
        downloads.to_markdown(_version(request, slug, number)).encode(),
        f"{slug}-v{number}.md",
        "text/markdown; charset=utf-8",
    )


@public(cache=60)
def version_docx(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give a version with its comments as DOCX."""
    version = _version(request, slug, number)
    if not may_make_file(request):
        return too_many_files()
    return attachment(downloads.to_docx(version), f"{slug}-v{number}.docx", WORD)


def _pair(request: HttpRequest, slug: str, old: int, new: int) -> tuple[DraftVersion, DraftVersion]:
    return _version(request, slug, old), _version(request, slug, new)


@public(cache=300)
def compare(request: HttpRequest, slug: str, old: int, new: int) -> HttpResponse:
    """Show two versions of a draft: one after the other inside the text, or side by side."""
    before, after = _pair(request, slug, old, new)
    sections = queries.compared(before, after)
    context = {
        "draft": after.draft,
        "old": before,
        "new": after,
        "sections": sections,
        "differ": sum(count for _heading, _rows, count in sections),
        "is_beside": request.GET.get("vista") == "lado",
        "only_changes": request.GET.get("solo") == "cambios",
        "versions": queries.versions_of(after.draft),
    }
    return render(request, "forums/drafts/compare.html", context)


@public(cache=300)
def compare_pdf(request: HttpRequest, slug: str, old: int, new: int) -> HttpResponseBase:
    """Give the comparison as PDF/UA. Versions never change, so it is made once and kept."""
    before, after = _pair(request, slug, old, new)
    html = printed.comparison_html(before, after)
    digest = hashlib.sha256(html.encode()).hexdigest()
    name = f"comparaciones/{digest}.pdf"
    if not default_storage.exists(name):
        if not may_make_file(request):
            return too_many_files()
        content = pdf.to_pdf(
            html,
            title=str(after),
            language=languages.tag(languages.own()),
            at=after.published_at or timezone.now(),
            identifier=digest[:32],
            attachments=[],
        )
        default_storage.save(name, ContentFile(content))
    return FileResponse(
        default_storage.open(name, "rb"),
        as_attachment=True,
        filename=f"{slug}-{old}-{new}.pdf",
        content_type="application/pdf",
    )
