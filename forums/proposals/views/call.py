"""The page of a call, and the single form by which anybody proposes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forums.proposals import queries, workflow
from forums.proposals.forms import ProposalForm, SearchForm
from forums.proposals.models import Call, Proposal
from ogp_portal.foundation import languages
from ogp_portal.foundation.events import rates
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import open_form, public, takes_files

A_MINUTE = 60  # from one address: a workshop of forty behind one connection gets through
SEARCHES_A_MINUTE = 600


@public(cache=30)
def call_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a call: to what it invites, until when, by which rules."""
    call = find_call(request, slug)
    return render(
        request,
        "forums/proposals/call.html",
        {
            "call": call,
            "is_open": _is_open(call),
            "groups": list(call.groups.order_by("held_on", "pk")),
        },
    )


def find_call(request: HttpRequest, slug: str, act: str = "view") -> Call:
    """Return the call of that slug, to whoever may do `act`. Raises Http404."""
    call: Call | None = (
        Call.objects.allowing(act, request.user)
        .select_related("plan", "stage", "forum")
        .filter(slug=slug)
        .first()
    )
    if call is None:
        raise Http404(_("No hay una convocatoria con esa dirección."))
    return call


def _is_open(call: Call) -> bool:
    return Call.objects.announced().open_now().filter(pk=call.pk).exists()


@rates.counted("propose", a_minute=A_MINUTE, besides="similar")
@open_form
@takes_files
def propose(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the single form and receive a proposal; what is typed is never lost to an error.

    Without JavaScript, a button shows similar ones first.
    """
    call = find_call(request, slug, "propose")
    form = ProposalForm.fresh()
    similar_ones: list[Proposal] | None = None
    status = 200
    if request.method == "POST" and "similar" in request.POST:
        typed = f"{request.POST.get('title', '')} {request.POST.get('problem', '')}"
        similar_ones = queries.similar(typed)
        form = ProposalForm(
            initial={**request.POST.dict(), "is_name_public": "is_name_public" in request.POST}
        )
    elif request.method == "POST":
        form = ProposalForm(request.POST, request.FILES)
        attempt = Attempt(form, is_transaction=False)
        with attempt:
            rates.check(request)
            if form.is_valid() and not form.cleaned_data["website"]:
                receipt = workflow.propose(call, language=languages.current(), **form.facts())
                return redirect("follow_proposal", code=receipt.code)
        status = attempt.status if attempt.refusal else 422
    context = {"call": call, "form": form, "alike": similar_ones, "is_open": _is_open(call)}
    return render(request, "forums/proposals/propose.html", context, status=status)


@rates.counted("similar", a_minute=SEARCHES_A_MINUTE)
@open_form
def similar(request: HttpRequest) -> HttpResponse:
    """Give the proposals most like the text being written (POST, so that no log of addresses keeps
    a draft), as a piece of page.
    """
    try:
        rates.check(request)
    except rates.TooOften as refusal:
        return HttpResponse(status=refusal.status)
    form = SearchForm(request.POST)
    typed = form.cleaned_data["title"] if form.is_valid() else ""
    return render(request, "forums/proposals/_similar.html", {"alike": queries.similar(typed)})
