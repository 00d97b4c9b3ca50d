"""Changing a published commitment or a plan in force: written in one page, seen old beside new, and
reviewed.
"""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commitments.amendments import queries, reading, workflow
from commitments.amendments.forms import AmendmentForms, CommitmentForms, PlanForms, ReasonForm
from commitments.amendments.models import Amendment
from commitments.amendments.reading import Amendable
from commitments.plans.models import Axis, Commitment, Plan
from ogp_portal.foundation.permissions import choices, four_eyes
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import signed_in, signed_in_user
from ogp_portal.foundation.refusals import ChangedMeanwhile

PAGE = 50


@signed_in
def amendable(request: HttpRequest) -> HttpResponse:
    """List the plans in force and the published commitments of which the person may change
    something.
    """
    user = signed_in_user(request)
    page = Paginator(queries.amendable(user), PAGE).get_page(request.GET.get("p"))
    context = {"page": page, "plans": queries.amendable_plans(user)}
    return render(request, "commitments/amendments/amendable.html", context)


def _commitment(request: HttpRequest, slug: str) -> Commitment:
    """Return a commitment among the person's work. Raises Http404."""
    rows = Commitment.objects.allowing("work_on", signed_in_user(request))
    row: Commitment | None = rows.select_related("plan").defer("search").filter(slug=slug).first()
    if row is None:
        raise Http404(_("No hay un compromiso con esa dirección."))
    return row


def _plan(request: HttpRequest, slug: str) -> Plan:
    """Return a plan that the person runs. Raises Http404."""
    row = Plan.objects.allowing("run", signed_in_user(request)).filter(slug=slug).first()
    if row is None:
        raise Http404(_("No hay un plan con esa dirección."))
    return row


@signed_in
def write_amendment(request: HttpRequest, slug: str) -> HttpResponse:
    """Write what changes of a published commitment."""
    return _write(request, _commitment(request, slug))


@signed_in
def review_amendment(request: HttpRequest, slug: str) -> HttpResponse:
    """Review what changes of a published commitment."""
    return _review(request, _commitment(request, slug))


@signed_in
def write_plan_amendment(request: HttpRequest, slug: str) -> HttpResponse:
    """Write what changes of a plan in force."""
    return _write(request, _plan(request, slug))


@signed_in
def review_plan_amendment(request: HttpRequest, slug: str) -> HttpResponse:
    """Review what changes of a plan in force."""
    return _review(request, _plan(request, slug))


def _opened(request: HttpRequest, row: Amendable) -> Amendment | None:
    """Return what is open of a row that the person may change. Raises Http404."""
    user = signed_in_user(request)
    amendment = queries.open_amendment(row, user=user)
    if amendment is None and not queries.may_amend(row, user=user):
        raise Http404(_("Ni compromisos ni planes que ya terminaron se modifican."))
    return amendment


def _pages(row: Amendable) -> dict[str, str]:
    """Return the names of the pages of a row: its own, where it is changed, where that is reviewed;
    and the template of its form.
    """
    if isinstance(row, Plan):
        return {
            "page_of": "plan",
            "write_page": "write_plan_amendment",
            "form": "commitments/amendments/write_plan_amendment.html",
            "review_page": "review_plan_amendment",
        }
    return {
        "page_of": "commitment",
        "write_page": "write_amendment",
        "form": "commitments/amendments/write_amendment.html",
        "review_page": "review_amendment",
    }


def _write(request: HttpRequest, row: Amendable) -> HttpResponse:
    """Write what changes; everything stands there as it is published, or as it was last saved."""
    amendment = _opened(request, row)
    pages = _pages(row)
    if amendment is not None and not getattr(amendment, "may_edit", False):
        return redirect(pages["review_page"], slug=row.slug)
    kept = queries.kept(row, amendment)
    if request.method == "GET":
        kept["main"] |= _asked(request, row)
    forms = _forms(request, row, kept)
    attempt = Attempt()
    if request.method == "POST":
        if forms.are_valid():
            with attempt:
                return _save(request, row, forms)
            if attempt.refusal:
                forms.refuse(attempt.refusal)
        else:
            attempt.status = 422
    context = {
        "row": row,
        "amendment": amendment,
        "forms": forms,
        "is_stale": attempt.status == ChangedMeanwhile.status,
    }
    return render(request, pages["form"], context, status=attempt.status)


def _asked(request: HttpRequest, row: Amendable) -> dict[str, str]:
    """Return the last day that a refusal elsewhere led here with, to begin the form with it."""
    return {"ends_on": request.GET["ends_on"]} if request.GET.get("ends_on") else {}


def _forms(request: HttpRequest, row: Amendable, kept: dict[str, Any]) -> AmendmentForms:
    """Return the forms; each list offers what the person may see, the axes those of the plan."""
    if isinstance(row, Plan):
        return PlanForms(row, kept, request.POST or None)
    forms = CommitmentForms(row, kept, request.POST or None)
    axes = {"axis": lambda _user: Axis.objects.filter(plan=row.plan_id)}
    choices.restrict(forms.main, signed_in_user(request), axes)
    return forms


def _save(request: HttpRequest, row: Amendable, forms: AmendmentForms) -> HttpResponse:
    user = signed_in_user(request)
    facts = forms.act.cleaned_data
    amendment = workflow.save_amendment(row, by=user, changes=forms.changes(), **facts)
    if "submit" in request.POST:
        workflow.submit_amendment(amendment, by=user)
        messages.success(request, _("Enviada a revisión. Rige cuando otra persona la apruebe."))
    else:
        messages.success(request, _("Guardado. Todavía no cambia nada de lo publicado."))
    return redirect(_pages(row)["review_page"], slug=row.slug)


def _review(request: HttpRequest, row: Amendable) -> HttpResponse:
    """See the old beside the new, and approve it, give it back or give it up."""
    amendment = _opened(request, row)
    pages = _pages(row)
    if amendment is None:
        return redirect(pages["write_page"], slug=row.slug)
    form = ReasonForm(request.POST or None)
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            return _act(request, amendment, reason=form.cleaned_data["reason"])
    context: dict[str, Any] = {
        "row": row,
        "amendment": amendment,
        "changes": reading.standing_changes(amendment),
        "form": form,
        **pages,
    }
    return render(
        request, "commitments/amendments/review_amendment.html", context, status=attempt.status
    )


def _act(request: HttpRequest, amendment: Amendment, *, reason: str) -> HttpResponse:
    user = signed_in_user(request)
    if "approve" in request.POST:
        workflow.approve_amendment(amendment, by=user, read=four_eyes.sent(request, amendment))
        messages.success(request, _("Vigente. Lo anterior queda a la vista junto a lo nuevo."))
        return redirect(_pages(amendment.amended)["page_of"], slug=amendment.amended.slug)
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
