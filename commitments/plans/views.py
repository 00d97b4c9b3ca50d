"""The public pages of plans, commitments and institutions."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.plans import queries
from ogp_portal.foundation.permissions.decorators import public

PAST = ("as_of", "known_at")


@public(cache=60)
def plan_list(request: HttpRequest) -> HttpResponse:
    """Show every public plan: those under way first, then the newest."""
    plans = queries.plan_list(request.user)
    return render(request, "commitments/plans/plan_list.html", {"plans": plans})


@public(cache=60, reads=PAST)
def plan_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a plan: what it promises by axis, what sources state, how it is made. Asked for a past
    day, it is another page.
    """
    if any(name in request.GET for name in PAST):
        return redirect(f"{reverse('plan_on_day', args=[slug])}?{request.GET.urlencode()}")
    plan = queries.find_plan(request.user, slug)
    if plan is None:
        raise Http404(_("No hay un plan con esa dirección."))
    context = queries.plan_page(plan, user=request.user, on=timezone.localdate())
    return render(request, "commitments/plans/plan.html", context)


@public(cache=30, reads=queries.READS)
def commitment_list(request: HttpRequest) -> HttpResponse:
    """Show the list of commitments that the address asks for."""
    today = timezone.localdate()
    question = queries.Question.read(request.GET.dict())
    answer = queries.browse(question, user=request.user, on=today)
    context = {"answer": answer, "today": today}
    return render(request, "commitments/plans/commitment_list.html", context)


@public(cache=30)
def commitment_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one commitment: in one screen what was promised, how far it is, who answers and what is
    late; the rest below.
    """
    commitment = queries.find_commitment(request.user, slug)
    if commitment is None:
        raise Http404(_("No hay un compromiso con esa dirección."))
    context = queries.commitment_page(commitment, on=timezone.localdate())
    return render(request, "commitments/plans/commitment.html", context)


@public(cache=60)
def institution(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an institution: what it answers for and what it takes part in."""
    organization = queries.find_institution(slug)
    if organization is None:
        raise Http404(_("No hay una institución con esa dirección."))
    context = queries.institution_page(organization, user=request.user, on=timezone.localdate())
    return render(request, "commitments/plans/institution.html", context)
