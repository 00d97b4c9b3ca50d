"""The public pages of a consultation: the text with its comments, the feedback report, and files to
take away.
"""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.drafts import queries, workflow
from forums.drafts.documents import annotations, downloads
from forums.drafts.models import Consultation, ConsultationDocument
from forums.drafts.states import ConsultationState
from forums.drafts.views.files import attachment
from ogp_portal.foundation.documents import uploads
from ogp_portal.foundation.events import kept_documents
from ogp_portal.foundation.permissions.decorators import public

ANNOTATIONS_A_PAGE = 100


def find_consultation(request: HttpRequest, slug: str, act: str = "view") -> Consultation:
    """Return the consultation of that address, to whoever may do `act` with it. Raises Http404."""
    rows = Consultation.objects.allowing(act, request.user).select_related(
        "version__draft__plan", "version__draft__commitment", "version__draft__forum"
    )
    consultation: Consultation | None = rows.filter(slug=slug).first()
    if consultation is None:
        raise Http404(_("No hay una consulta con esa dirección."))
    return consultation


def is_open(consultation: Consultation) -> bool:
    """Say whether comments are taken now, by the database's clock."""
    return (
        Consultation.objects.filter(state=ConsultationState.ANNOUNCED)
        .open_now()
        .filter(pk=consultation.pk)
        .exists()
    )


@public(cache=30, reads=queries.READS)
def consultation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the text consulted, its comments by part and paragraph, and how far the answers are."""
    consultation = find_consultation(request, slug)
    question = queries.Question.read(request.GET.dict())
    readings, progress = queries.text_of(consultation)
    context: dict[str, object] = {
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
            (
                reading.section.heading
                for reading in readings
                if reading.section.key == question.section
            ),
            "",
        ),
        **queries.comments_of(consultation, question, user=request.user),
    }
    return render(request, "forums/drafts/consultation.html", context)


@public(cache=60, reads=queries.READS)
def annotation_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the comments as W3C annotations, a page at a time."""
    after = queries.Question.read(request.GET.dict()).after
    data = annotations.to_annotations(
        find_consultation(request, slug), after=after, most=ANNOTATIONS_A_PAGE
    )
    return JsonResponse(
        data, content_type="application/ld+json", json_dumps_params={"ensure_ascii": False}
    )


@public(cache=60)
def feedback(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the feedback report: each comment, what was decided and why, and the change
    it caused.
    """
    consultation = find_consultation(request, slug)
    if consultation.answered_at is None:
        raise Http404(_("El informe se publica cuando cada comentario tiene su respuesta."))
    context = {
        "consultation": consultation,
        "draft": consultation.version.draft,
        "version": consultation.version,
        **vars(queries.report_of(consultation)),
    }
    return render(request, "forums/drafts/feedback.html", context)


@public(cache=60)
def feedback_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the feedback report as CSV: a row for each comment, with what was decided and why."""
    consultation = find_consultation(request, slug)
    if consultation.answered_at is None:
        raise Http404(_("El informe se publica cuando cada comentario tiene su respuesta."))
    return attachment(
        downloads.to_csv(consultation).encode(),
        f"retroalimentacion-{slug}.csv",
        "text/csv; charset=utf-8",
    )


@public(cache=60)
def feedback_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Give the feedback report as PDF/UA."""
    consultation = find_consultation(request, slug)
    if not consultation.sha256:
        raise Http404(_("El informe se está haciendo: vuelve en un momento."))
    return kept_documents.give_issued(
        request,
        consultation.file,
        workflow.FEEDBACK_REPAIR,
        {"consultation": consultation.pk},
        sha256=consultation.sha256,
    )


@public(cache=300)
def document_file(request: HttpRequest, slug: str, sha256: str) -> HttpResponseBase:
    """Give a paper of a consultation, that no browser runs."""
    document = (
        ConsultationDocument.objects.allowing("view", request.user)
        .filter(consultation__slug=slug, sha256=sha256)
        .first()
    )
    if document is None:
        raise Http404
    return uploads.attachment(document.file, sha256=document.sha256, media_type=document.media_type)
