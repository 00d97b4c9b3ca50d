"""The public pages of questions and objections."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.inquiries import queries
from commitments.inquiries.models import Inquiry, InquiryFile
from commitments.inquiries.states import INQUIRY, LISTED, READABLE
from commitments.inquiries.views import clocks
from ogp_portal.foundation.documents import uploads
from ogp_portal.foundation.permissions.decorators import public
from ogp_portal.models import JournalEntry

LATEST = 12


@public(cache=60, reads=queries.READS)
def inquiry_list(request: HttpRequest) -> HttpResponse:
    """List what was asked and objected, with how many were answered and how many of
    those in time.
    """
    context = queries.browse(
        queries.Question.read(request.GET.dict()), user=request.user, on=timezone.localdate()
    )
    states = [choice for choice in INQUIRY.choices if choice[0] in LISTED]
    return render(
        request,
        "commitments/inquiries/inquiry_list.html",
        {**context, "kinds": Inquiry.Kind.choices, "states": states, **clocks.moderation()},
    )


@public(cache=30)
def inquiry_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a question or an objection, its clock and its answer."""
    rows = Inquiry.objects.allowing("view", request.user).select_related(
        "commitment__plan", "commitment__responsible", "milestone"
    )
    inquiry = rows.defer("email", "commitment__search").filter(slug=slug).first()
    if inquiry is None:
        raise Http404(_("No hay una pregunta con esa dirección."))
    may_read = inquiry.state in READABLE
    context = {
        "inquiry": inquiry,
        "commitment": inquiry.commitment,
        "may_read": may_read,
        "files": list(inquiry.files.order_by("pk")) if may_read else [],
        "history": JournalEntry.objects.filter(
            subject_type="commitments.inquiry", subject_id=inquiry.pk, is_public=True
        ).order_by("-at")[:LATEST],
        **clocks.clock(inquiry),
    }
    return render(request, "commitments/inquiries/inquiry.html", context)


@public(cache=300)
def inquiry_file(request: HttpRequest, slug: str, sha256: str) -> HttpResponseBase:
    """Give a file that proves an objection, as an attachment that no browser runs, to those who may
    see it.
    """
    row = (
        InquiryFile.objects.allowing("view", request.user)
        .filter(inquiry__slug=slug, sha256=sha256)
        .first()
    )
    if row is None:
        raise Http404
    return uploads.attachment(
        row.file, sha256=row.sha256, media_type=row.media_type, title=row.title
    )
