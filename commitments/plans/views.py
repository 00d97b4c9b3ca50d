"""The public pages of plans and commitments."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.plans import queries, workflow
from commitments.plans.forms import CopyPlanForm
from commitments.plans.models import Plan
from ogp_portal.foundation.permissions import choices
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import public, signed_in, signed_in_user

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


@signed_in
def copy_plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a copy of a plan takes and leaves out; POST begins the new plan."""
    user = signed_in_user(request)
    plan = Plan.objects.allowing("copy", user).filter(slug=slug).first()
    if plan is None:
        raise Http404(_("No hay un plan con esa dirección."))
    form = CopyPlanForm(request.POST or None)
    offers = {"lead": lambda _user: queries.led_by(user)}
    choices.restrict(form, user, offers)
    attempt = Attempt(form)
    if request.method == "POST":
        attempt.status = 422
        if form.is_valid():
            with attempt:
                copy = workflow.copy_plan(plan, by=user, **form.cleaned_data)
                messages.success(request, _("El plan nuevo está en preparación, como borrador."))
                return redirect("admin:commitments_plan_change", copy.pk)
    context = {"plan": plan, "copied": workflow.what_is_copied(plan), "form": form}
    return render(request, "commitments/plans/copy_plan.html", context, status=attempt.status)
