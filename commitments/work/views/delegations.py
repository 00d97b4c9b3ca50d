"""A role lent for some days: proposed by whoever has it, and ended."""

from typing import TypeVar

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commitments.organizations import workflow as organizations
from commitments.work import queries, workflow
from commitments.work.forms import DelegationForm
from ogp_portal.foundation.permissions import choices
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import signed_in, signed_in_user
from ogp_portal.models import User

RowT = TypeVar("RowT", bound=Model)


@signed_in
def delegations(request: HttpRequest) -> HttpResponse:
    """Show what a person lent of her roles and what others lent her; POST proposes a delegation,
    takes back one that was proposed, or ends one.
    """
    person = signed_in_user(request)
    hers = queries.delegations(person)
    if not hers.are_any:
        raise Http404
    is_proposing = "propose" in request.POST
    form = DelegationForm(request.POST if is_proposing else None)
    choices.restrict(form, person, {"membership": lambda _user: hers.roles})
    attempt = Attempt(form if is_proposing else None)
    if request.method == "POST":
        attempt.status = 422
        if not is_proposing or form.is_valid():
            with attempt:
                messages.success(request, _act(request, hers, form, by=person))
                return redirect("my_work")
    context = {
        "form": form if hers.roles else None,
        "proposals": hers.proposals,
        "delegations": hers.lent,
        "sentence": "" if is_proposing else attempt.sentence,
    }
    return render(request, "commitments/work/delegations.html", context, status=attempt.status)


def _act(request: HttpRequest, hers: queries.Delegations, form: DelegationForm, *, by: User) -> str:
    """Do what was asked, and return what to say of it. Raises Http404 for what is not hers."""
    if "propose" in request.POST:
        facts = form.cleaned_data
        workflow.propose_delegation(facts.pop("membership"), by=by, **facts)
        return _("Propuesta. Empieza cuando quien administra el portal la confirme.")
    if "withdraw" in request.POST:
        organizations.withdraw_role(_of(hers.proposals, request.POST["withdraw"]), by=by)
        return _("La delegación se retiró: nada cambió.")
    workflow.revoke_delegation(_of(hers.lent, request.POST.get("revoke", "")), by=by)
    return _("La delegación terminó.")


def _of(rows: list[RowT], key: str) -> RowT:
    found = next((row for row in rows if str(row.pk) == key), None)
    if found is None:
        raise Http404
    return found
