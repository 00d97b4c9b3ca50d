"""The secretariat's pages: decisions about proposals, splitting one, entering one from paper."""

from typing import Any, TypeVar

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commitments.plans.models import Commitment
from forums.proposals import workflow
from forums.proposals.forms import DecisionForm, PaperForm, SplitForm
from forums.proposals.models import Call, Proposal, WorkingGroup
from forums.proposals.states import UNDER_REVIEW, ProposalState
from forums.proposals.views.call import find_call
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import signed_in, signed_in_user, takes_files
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

MOST = 50
RowT = TypeVar("RowT", bound=Model)


@signed_in
def decide(request: HttpRequest) -> HttpResponse:
    """Show what waits for a decision, and decide about one or several at once (POST): all of them
    or none.
    """
    person = signed_in_user(request)
    form = DecisionForm(request.POST or None)
    chosen = request.POST.getlist("proposal")
    attempt = Attempt(form)
    if request.method == "POST":
        with attempt:
            if not form.is_valid():
                raise Refusal(_("Revisa lo marcado: nada se guardó."))
            if not chosen:
                raise Refusal(_("Elige al menos una propuesta."))
            for slug in chosen[:MOST]:
                _decide(slug, form.cleaned_data, by=person)
            messages.success(
                request, _("Decidido: se publica con su motivo y se le cuenta a quien propuso.")
            )
            return redirect("decide_proposals")
    waiting = (
        Proposal.objects.allowing("moderate", person)
        .filter(state__in=(*UNDER_REVIEW, ProposalState.NOT_ADMITTED))
        .exclude(state=ProposalState.NOT_ADMITTED, appeal="")
        .select_related("call", "territory")
        .prefetch_related("attachments")
        .defer("search")
    )
    context = {
        "form": form,
        "chosen": chosen,
        "rows": list(waiting.order_by("answered_at", "answer_due_on", "pk")[:MOST]),
        "calls": list(Call.objects.allowing("transcribe", person).order_by("-opens_at")),
    }
    return render(request, "forums/proposals/decide.html", context, status=attempt.status)


def _decide(slug: str, decision: dict[str, Any], *, by: User) -> None:
    """Do what was decided of one proposal. Raises Http404, Refusal."""
    proposal = (
        Proposal.objects.allowing("moderate", by)
        .select_related("call__plan")
        .defer("search")
        .filter(slug=slug)
        .first()
    )
    if proposal is None:
        raise Http404
    act, reason, target = decision["act"], decision["reason"], decision["target"]
    if act == "merge":
        other = _target(Proposal.objects.filter(slug=target))
        workflow.merge(proposal, by=by, into=other, reason=reason)
    elif act == "take_to_table":
        group = _target(WorkingGroup.objects.filter(slug=target))
        workflow.take_to_table(proposal, by=by, group=group)
    elif act == "put_in_commitment":
        commitment = _target(Commitment.objects.filter(slug=target).defer("search"))
        workflow.put_in_commitment(proposal, by=by, commitment=commitment)
    else:
        with_reason = {
            "admit": workflow.admit,
            "not_admit": workflow.not_admit,
            "select": workflow.select,
            "not_select": workflow.not_select,
        }
        with_reason[act](proposal, by=by, reason=reason)


def _target(rows: "QuerySet[RowT]") -> RowT:
    """Return the row that the field "target" names. Raises Refusal."""
    row = rows.first()
    if row is None:
        raise Refusal(
            _("No hay nada con esa dirección: copia lo último de su dirección web."), field="target"
        )
    return row


@signed_in
def split(request: HttpRequest, slug: str) -> HttpResponse:
    """Divide a proposal into parts (POST)."""
    person = signed_in_user(request)
    proposal = (
        Proposal.objects.allowing("split", person)
        .select_related("call")
        .defer("search")
        .filter(slug=slug)
        .first()
    )
    if proposal is None:
        raise Http404
    form = SplitForm(
        request.POST or None,
        initial={"parts": f"{proposal.title}\n\n{proposal.problem}\n\n{proposal.solution}\n---\n"},
    )
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            reason = form.cleaned_data["reason"]
            workflow.split(proposal, by=person, parts=form.read(), reason=reason)
            return redirect("proposal", slug=slug)
    context = {"proposal": proposal, "form": form}
    return render(request, "forums/proposals/split.html", context, status=attempt.status)


@signed_in
@takes_files
def transcribe(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter a proposal made on paper, with the photograph of its sheet (POST)."""
    call = find_call(request, slug, "transcribe")
    form = PaperForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        attempt = Attempt(form, is_transaction=False)
        with attempt:
            proposal = workflow.transcribe(call, by=signed_in_user(request), **form.cleaned_data)
            messages.success(
                request,
                _("Propuesta %(n)s transcrita: cuenta igual que las demás.")
                % {"n": proposal.number},
            )
            return redirect("transcribe_proposal", slug=slug)
        status = attempt.status
    elif request.method == "POST":
        status = 422
    context = {"call": call, "form": form}
    return render(request, "forums/proposals/transcribe.html", context, status=status)
