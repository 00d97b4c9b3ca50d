"""The public pages: a draft and its versions, what changed, a consultation with its comments, the
feedback report, and files to take away.
"""

import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.drafts import queries
from forums.drafts.documents import downloads, printed
from forums.drafts.models import Consultation, ConsultationDocument, Draft, DraftVersion
from forums.drafts.states import ConsultationState
from ogp_portal.foundation import languages
from ogp_portal.foundation.documents import pdf, uploads
from ogp_portal.foundation.events import rates
from ogp_portal.foundation.permissions.decorators import public
from ogp_portal.models import JournalEntry

ANNOTATIONS = 100
FILES_A_MINUTE = 30
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
    found: DraftVersion | None = rows.filter(draft__slug=slug, number=number).first()
    if found is None:
        raise Http404(_("No hay una versión con ese número."))
    return found


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
    return _attachment(
        downloads.to_markdown(_version(request, slug, number)).encode(),
        f"{slug}-v{number}.md",
        "text/markdown; charset=utf-8",
    )


@public(cache=60)
def version_docx(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give a version with its comments as DOCX."""
    version = _version(request, slug, number)
    if not _may_make(request):
        return _too_often()
    return _attachment(downloads.to_docx(version), f"{slug}-v{number}.docx", WORD)


def _may_make(request: HttpRequest) -> bool:
    """Say whether this address has not asked for too many files of the kind that take time."""
    try:
        rates.limit(request, "files", a_minute=FILES_A_MINUTE)
    except rates.TooOften:
        return False
    return True


def _too_often() -> HttpResponse:
    return HttpResponse(
        _("Demasiados archivos en un minuto: espera un momento y vuelve a intentarlo."),
        status=429,
        content_type="text/plain; charset=utf-8",
    )


def _attachment(content: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _pair(request: HttpRequest, slug: str, old: int, new: int) -> tuple[DraftVersion, DraftVersion]:
    return _version(request, slug, old), _version(request, slug, new)


@public(cache=3600)
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


@public(cache=3600)
def compare_pdf(request: HttpRequest, slug: str, old: int, new: int) -> HttpResponseBase:
    """Give the comparison as PDF/UA. Versions never change, so it is made once and kept."""
    before, after = _pair(request, slug, old, new)
    html = printed.comparison_html(before, after)
    digest = hashlib.sha256(html.encode()).hexdigest()
    name = f"comparaciones/{digest}.pdf"
    if not default_storage.exists(name):
        if not _may_make(request):
            return _too_often()
        made = pdf.to_pdf(
            html,
            title=str(after),
            language=languages.tag(languages.own()),
            at=after.published_at or timezone.now(),
            identifier=digest[:32],
            attachments=[],
        )
        default_storage.save(name, ContentFile(made))
    return FileResponse(
        default_storage.open(name, "rb"),
        as_attachment=True,
        filename=f"{slug}-{old}-{new}.pdf",
        content_type="application/pdf",
    )


def find(request: HttpRequest, slug: str, act: str = "view") -> Consultation:
    """Return the consultation of that address, to whoever may do `act` with it. Raises Http404."""
    rows = Consultation.objects.allowing(act, request.user).select_related(
        "version__draft__plan", "version__draft__commitment", "version__draft__forum"
    )
    found: Consultation | None = rows.filter(slug=slug).first()
    if found is None:
        raise Http404(_("No hay una consulta con esa dirección."))
    return found


def is_open(consultation: Consultation) -> bool:
    """Say whether comments are taken now, by the database's clock."""
    return (
        Consultation.objects.filter(state=ConsultationState.ANNOUNCED)
        .open_now()
        .filter(pk=consultation.pk)
        .exists()
    )


@public(cache=30)
def consultation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the text consulted, its comments by part and paragraph, and how far the answers are."""
    consultation = find(request, slug)
    question = queries.Question.read(request.GET.dict())
    readings, progress = queries.text_of(consultation)
    context: dict[str, Any] = {
        "consultation": consultation,
        "draft": consultation.version.draft,
        "version": consultation.version,
        "readings": readings,
        "progress": progress,
        "question": question,
        "is_open": is_open(consultation),
        "due": queries.due_on(consultation),
        "now": timezone.now(),
        "questions": list(consultation.questions.order_by("position")),
        "documents": list(consultation.documents.order_by("pk")),
        "heading": next(
            (one.section.heading for one in readings if one.section.key == question.section), ""
        ),
        **queries.comments_of(consultation, question, user=request.user),
    }
    return render(request, "forums/drafts/consultation.html", context)


@public(cache=60)
def annotations(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the comments as W3C annotations, a page at a time."""
    after = queries.Question.read(request.GET.dict()).after
    data = downloads.to_annotations(find(request, slug), after=after, most=ANNOTATIONS)
    return JsonResponse(
        data, content_type="application/ld+json", json_dumps_params={"ensure_ascii": False}
    )


@public(cache=60)
def feedback(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the feedback report: each comment, what was decided and why, and the change
    it caused.
    """
    consultation = find(request, slug)
    if consultation.answered_at is None:
        raise Http404(_("El informe se publica cuando cada comentario tiene su respuesta."))
    context = {
        "consultation": consultation,
        "draft": consultation.version.draft,
        "version": consultation.version,
        **queries.report_of(consultation),
    }
    return render(request, "forums/drafts/feedback.html", context)


@public(cache=60)
def feedback_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the feedback report as CSV: a row for each comment, with what was decided and why."""
    consultation = find(request, slug)
    if consultation.answered_at is None:
        raise Http404(_("El informe se publica cuando cada comentario tiene su respuesta."))
    return _attachment(
        downloads.to_csv(consultation).encode(),
        f"retroalimentacion-{slug}.csv",
        "text/csv; charset=utf-8",
    )


@public(cache=60)
def feedback_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Give the feedback report as PDF/UA."""
    consultation = find(request, slug)
    if not consultation.sha256:
        raise Http404(_("El informe se está haciendo: vuelve en un momento."))
    return FileResponse(
        consultation.file.open("rb"),
        as_attachment=True,
        filename=consultation.file.name.rsplit("/", 1)[-1],
        content_type="application/pdf",
    )


@public(cache=3600)
def document_file(request: HttpRequest, slug: str, sha256: str) -> HttpResponseBase:
    """Give a paper of a consultation, that no browser runs."""
    row = (
        ConsultationDocument.objects.allowing("view", request.user)
        .filter(consultation__slug=slug, sha256=sha256)
        .first()
    )
    if row is None:
        raise Http404
    return uploads.attachment(row.file, media_type=row.media_type)
