"""Changing a published commitment: written in one page, seen old beside new, and reviewed."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commitments.amendments import queries, reading, workflow
from commitments.amendments.forms import AmendmentForms, ReasonForm
from commitments.amendments.models import Amendment
from commitments.organizations.models import Organization
from commitments.plans.models import Axis, Commitment
from ogp_portal.foundation.permissions import choices, four_eyes
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import signed_in, signed_in_user
from ogp_portal.foundation.refusals import ChangedMeanwhile
from ogp_portal.models import User

PAGE = 50


@signed_in
def amendable(request: HttpRequest) -> HttpResponse:
    """List the published commitments of which the person may change something."""
    rows = queries.amendable(signed_in_user(request))
    page = Paginator(rows, PAGE).get_page(request.GET.get("p"))
    return render(request, "commitments/amendments/amendable.html", {"page": page})


def _find(request: HttpRequest, slug: str) -> tuple[Commitment, Amendment | None]:
    """Return a commitment the person may change and what is open of it. Raises Http404."""
    user = signed_in_user(request)
    commitment = (
        Commitment.objects.allowing("work_on", user)
        .select_related("plan")
        .defer("search")
        .filter(slug=slug)
        .first()
    )
    if commitment is None:
        raise Http404(_("No hay un compromiso con esa dirección."))
    amendment = queries.open_amendment(commitment, user=user)
    if amendment is None and not queries.may_amend(commitment, user=user):
        raise Http404(_("Ese compromiso no se modifica."))
    return commitment, amendment


@signed_in
def write_amendment(request: HttpRequest, slug: str) -> HttpResponse:
    """Write what changes; everything stands there as it is published, or as it was last saved."""
    commitment, amendment = _find(request, slug)
    if amendment is not None and not getattr(amendment, "may_edit", False):
        return redirect("review_amendment", slug=slug)
    kept = queries.kept(commitment, amendment)
    forms = AmendmentForms(commitment, kept, request.POST or None)
    _offer(forms, commitment, signed_in_user(request))
    attempt = Attempt(forms.main)
    if request.method == "POST":
        if forms.are_valid():
            with attempt:
                return _save(request, commitment, forms)
        else:
            attempt.status = 422
    context = {
        "commitment": commitment,
        "amendment": amendment,
        "forms": forms,
        "is_stale": attempt.status == ChangedMeanwhile.status,
    }
    return render(
        request, "commitments/amendments/write_amendment.html", context, status=attempt.status
    )


def _offer(forms: AmendmentForms, commitment: Commitment, user: User) -> None:
    """Offer in each list what the person may see; the axes are those of the plan."""
    axes = {"axis": lambda _user: Axis.objects.filter(plan=commitment.plan_id)}
    choices.restrict(forms.main, user, axes)
    for form in (*(form for _row, form in forms.milestones), *forms.new):
        choices.restrict(
            form, user, {"responsible": lambda _user: Organization.objects.order_by("name")}
        )


def _save(request: HttpRequest, commitment: Commitment, forms: AmendmentForms) -> HttpResponse:
    changes = reading.changes_of(
        commitment, {**forms.main.proposed(), reading.ACTORS: forms.actor_pairs()}
    )
    for milestone, form in forms.milestones:
        changes += reading.changes_of_milestone(milestone, form.cleaned_data)
    changes += [reading.new_milestone(facts) for facts in forms.added()]
    user = signed_in_user(request)
    amendment = workflow.save_amendment(commitment, by=user, changes=changes, **forms.main.act())
    if "submit" in request.POST:
        workflow.submit_amendment(amendment, by=user)
        messages.success(request, _("Enviada a revisión. Rige cuando otra persona la apruebe."))
    else:
        messages.success(request, _("Guardado. Todavía no cambia nada de lo publicado."))
    return redirect("review_amendment", slug=commitment.slug)


@signed_in
def review_amendment(request: HttpRequest, slug: str) -> HttpResponse:
    """See the old beside the new, and approve it, give it back or give it up."""
    commitment, amendment = _find(request, slug)
    if amendment is None:
        return redirect("write_amendment", slug=slug)
    form = ReasonForm(request.POST or None)
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            return _act(request, amendment, reason=form.cleaned_data["reason"])
    context: dict[str, Any] = {
        "commitment": commitment,
        "amendment": amendment,
        "changes": reading.standing_changes(amendment),
        "form": form,
    }
    return render(
        request, "commitments/amendments/review_amendment.html", context, status=attempt.status
    )


def _act(request: HttpRequest, amendment: Amendment, *, reason: str) -> HttpResponse:
    user = signed_in_user(request)
    if "approve" in request.POST:
        workflow.approve_amendment(amendment, by=user, read=four_eyes.sent(request, amendment))
        messages.success(request, _("Vigente. Lo anterior queda a la vista junto a lo nuevo."))
        return redirect("commitment", slug=amendment.commitment.slug)
    if "submit" in request.POST:
        workflow.submit_amendment(amendment, by=user)
        messages.success(request, _("Enviada a revisión. Rige cuando otra persona la apruebe."))
        return redirect("my_work")
    if "discard" in request.POST:
        workflow.discard_amendment(amendment, by=user)
        messages.success(request, _("Descartada. Lo publicado queda como estaba."))
        return redirect("amendable")
    workflow.return_amendment(amendment, by=user, reason=reason)
    messages.success(request, _("Devuelta con su motivo."))
    return redirect("my_work")
