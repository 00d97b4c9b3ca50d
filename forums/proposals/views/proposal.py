"""The public pages of proposals: their list, each one, its files, and supporting it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forums.proposals import queries, workflow
from forums.proposals.models import Attachment, Proposal, Support
from forums.proposals.states import READABLE, SUPPORTABLE
from ogp_portal.foundation.documents import uploads
from ogp_portal.foundation.permissions.decorators import public, signed_in, signed_in_user
from ogp_portal.models import JournalEntry, User


@public(cache=30, reads=queries.READS)
def proposal_list(request: HttpRequest) -> HttpResponse:
    """Show the proposals that the address asks for."""
    return render(
        request,
        "forums/proposals/proposal_list.html",
        {"answer": queries.browse(queries.Question.read(request.GET.dict()), user=request.user)},
    )


@public(cache=30)
def proposal_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a proposal, its decisions with their reasons, where it comes from and what it became."""
    proposal = (
        Proposal.objects.allowing("view", request.user)
        .with_rights(request.user, "moderate")
        .select_related("call__plan", "territory", "value")
        .defer("search", "email")
        .filter(slug=slug)
        .first()
    )
    if proposal is None:
        raise Http404(_("No hay una propuesta con esa dirección."))
    may_read = proposal.state in READABLE or getattr(proposal, "may_moderate", False)
    person = request.user
    context = {
        "proposal": proposal,
        "call": proposal.call,
        "may_read": may_read,
        "can_be_supported": proposal.state in SUPPORTABLE,
        "supports": isinstance(person, User)
        and Support.objects.filter(proposal=proposal, user=person).exists(),
        "history": JournalEntry.objects.filter(
            subject_type="forums.proposal", subject_id=proposal.pk, is_public=True
        ).order_by("-at")[:12],
        **queries.story(proposal, user=person),
    }
    return render(request, "forums/proposals/proposal.html", context)


@public(cache=300)
def attachment_file(request: HttpRequest, slug: str, sha256: str) -> HttpResponseBase:
    """Give an attachment that no browser runs, to those who may see it."""
    attachment = (
        Attachment.objects.allowing("view", request.user)
        .filter(proposal__slug=slug, sha256=sha256)
        .first()
    )
    if attachment is None:
        raise Http404
    return uploads.attachment(
        attachment.file,
        sha256=attachment.sha256,
        media_type=attachment.media_type,
        title=attachment.title,
    )


@signed_in
def support(request: HttpRequest, slug: str) -> HttpResponse:
    """Support a proposal or take the support back (POST)."""
    proposal = (
        Proposal.objects.allowing("support", request.user).defer("search").filter(slug=slug).first()
    )
    if proposal is None:
        raise Http404
    if request.method == "POST":
        if "withdraw" in request.POST:
            workflow.withdraw_support(proposal, by=signed_in_user(request))
        else:
            workflow.support(proposal, by=signed_in_user(request))
    return redirect("proposal", slug=slug)
