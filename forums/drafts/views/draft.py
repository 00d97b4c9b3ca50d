"""The public pages of a draft: its versions, what changed between them, and files to take away."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.drafts import queries
from forums.drafts.documents import downloads, kept
from forums.drafts.models import Draft, DraftVersion
from forums.drafts.views.files import attachment
from ogp_portal.foundation.events import kept_documents
from ogp_portal.foundation.permissions.decorators import public
from ogp_portal.models import JournalEntry


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
def version_docx(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Give a version with its comments as DOCX."""
    facts = kept.docx_facts(_version(request, slug, number))
    return kept_documents.give(request, kept.VERSION_DOCX, facts, name=f"{slug}-v{number}.docx")


def _pair(request: HttpRequest, slug: str, old: int, new: int) -> tuple[DraftVersion, DraftVersion]:
    return _version(request, slug, old), _version(request, slug, new)


@public(cache=300, reads=("vista", "solo"))
def compare(request: HttpRequest, slug: str, old: int, new: int) -> HttpResponse:
    """Show two versions of a draft: one after the other inside the text, or side by side."""
    before, after = _pair(request, slug, old, new)
    compared = kept.compared(before, after)
    if compared is None:
        facts = kept.comparison_facts(before, after)
        return kept_documents.prepare(request, kept.COMPARISON, facts)
    context = {
        "draft": after.draft,
        "old": before,
        "new": after,
        "compared": compared,
        "is_beside": request.GET.get("vista") == "lado",
        "only_changes": request.GET.get("solo") == "cambios",
        "versions": queries.versions_of(after.draft),
    }
    return render(request, "forums/drafts/compare.html", context)


@public(cache=300)
def compare_pdf(request: HttpRequest, slug: str, old: int, new: int) -> HttpResponseBase:
    """Give the comparison as PDF/UA."""
    facts = kept.printed_facts(*_pair(request, slug, old, new))
    name = f"{slug}-{old}-{new}.pdf"
    return kept_documents.give(request, kept.COMPARISON_PDF, facts, name=name)
