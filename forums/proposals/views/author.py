"""The pages that an author opens with the code of a proposal: to confirm it and to follow it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from forums.proposals import queries, workflow
from forums.proposals.forms import TextForm
from forums.proposals.models import Proposal
from forums.proposals.states import READABLE
from ogp_portal.foundation import workdays
from ogp_portal.foundation.events import mail
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import open_form


@open_form
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for one more touch (programs that look into mails open links), then confirm."""
    if request.method != "POST":
        return render(request, "forums/proposals/confirm.html", {})
    attempt = Attempt()
    with attempt:
        proposal = workflow.confirm(code)
        context = {"proposal": proposal, "call": proposal.call, "due": _answer_due(proposal)}
        return render(request, "forums/proposals/confirmed.html", context)
    return render(
        request,
        "forums/proposals/confirm.html",
        {"problem": attempt.sentence},
        status=attempt.status,
    )


@open_form
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Show the author what became of a proposal.

    POST withdraws it or appeals against its not being admitted.
    """
    proposal = workflow.find_by_code(code)
    form = TextForm(request.POST if "appeal" in request.POST else None)
    attempt = Attempt()
    if request.method == "POST":
        with attempt:
            if "appeal" in request.POST:
                workflow.appeal(code, text=form.cleaned_data["text"] if form.is_valid() else "")
            elif "withdraw" in request.POST:
                workflow.withdraw(code)
            return redirect("follow_proposal", code=code)
    context = {
        "proposal": proposal,
        "call": proposal.call,
        "form": form,
        "problem": attempt.sentence,
        "is_readable": proposal.state in READABLE,
        "written_to": mail.masked(proposal.email),
        "due": _answer_due(proposal),
        **queries.story(proposal, user=request.user),
    }
    response = render(request, "forums/proposals/follow.html", context, status=attempt.status)
    # the address is a secret; with "no-referrer" browsers hide the origin of our own forms, too
    response["Referrer-Policy"] = "same-origin"
    return response


def _answer_due(proposal: Proposal) -> workdays.Deadline | None:
    """Return the day by which it is answered with how it was counted, once it is confirmed."""
    if proposal.confirmed_at is None:
        return None
    return workdays.after(timezone.localdate(proposal.confirmed_at), proposal.call.answer_days)
