"""The secretariat's pages: decisions about proposals, splitting one, entering one from paper."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from commitments.plans.models import Commitment
from forums.proposals import queries, workflow
from forums.proposals.forms import DecisionForm, PaperForm, SplitForm
from forums.proposals.models import Call, Proposal, WorkingGroup
from forums.proposals.states import UNDER_REVIEW, ProposalState
from forums.proposals.views.call import find_call
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import signed_in, signed_in_user, takes_files
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

MOST = 50


@signed_in
def decide(request: HttpRequest) -> HttpResponse:
    """Show what waits for a decision, and decide about one or several at once (POST): all of them
    or none. What one of them joins is looked for first, by the button "look".
    """
    person = signed_in_user(request)
    form = DecisionForm(request.POST or None)
    chosen = request.POST.getlist("proposal")[:MOST]
    attempt = Attempt(form)
    if request.method == "POST" and "look" not in request.POST:
        with attempt:
            if not form.is_valid():
                raise Refusal(_("Revisa lo marcado: nada se guardó."))
            if not chosen:
                raise Refusal(_("Elige al menos una propuesta."))
            target = _target(form.cleaned_data, chosen, by=person)
            for slug in chosen:
                _decide(slug, form.cleaned_data, target=target, by=person)
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
    found = _found(form, chosen, by=person)
    form.offer(found)
    context = {
        "form": form,
        "chosen": chosen,
        "has_looked": "look" in request.POST,
        "found": found,
        "rows": list(waiting.order_by("answered_at", "answer_due_on", "pk")[:MOST]),
        "calls": list(Call.objects.allowing("transcribe", person).order_by("-opens_at")),
    }
    return render(request, "forums/proposals/decide.html", context, status=attempt.status)


def _found(form: DecisionForm, chosen: list[str], *, by: User) -> list[tuple[str, str]]:
    """Return what the words of the form find for the act it names: the name in addresses and the
    label of each.
    """
    act, words = str(form["act"].value() or ""), str(form["words"].value() or "")
    return queries.targets(act, words, of=chosen, user=by) if form.is_bound else []


def _target(decision: dict[str, Any], chosen: list[str], *, by: User) -> str:
    """Return the name in addresses of what was chosen or is the only one found; "" where the act
    needs none. Raises Refusal, also of what was chosen for other words or another act.
    """
    act, words, target = decision["act"], decision["words"], decision["target"]
    if act not in queries.TARGETS:
        return ""
    found = queries.targets(act, words, of=chosen, user=by)
    if target in dict(found):
        return str(target)
    if len(found) == 1 and not target:
        return found[0][0]
    sentence = _("Ninguna tiene ese número ni esas palabras en su título: búscala de otra manera.")
    if found and target:
        sentence = _("La que elegiste no está entre las que se buscan ahora: elige de nuevo.")
    elif found:
        sentence = _("Hay varias que se llaman así: elige una.")
    raise Refusal(sentence, field="words")


def _decide(slug: str, decision: dict[str, Any], *, target: str, by: User) -> None:
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
    act, reason = decision["act"], decision["reason"]
    if act == "merge":
        other = get_object_or_404(Proposal, slug=target)
        workflow.merge(proposal, by=by, into=other, reason=reason)
    elif act == "take_to_table":
        group = get_object_or_404(WorkingGroup, slug=target)
        workflow.take_to_table(proposal, by=by, group=group)
    elif act == "put_in_commitment":
        commitment = get_object_or_404(Commitment.objects.defer("search"), slug=target)
        workflow.put_in_commitment(proposal, by=by, commitment=commitment)
    else:
        with_reason = {
            "admit": workflow.admit,
            "not_admit": workflow.not_admit,
            "select": workflow.select,
            "not_select": workflow.not_select,
        }
        with_reason[act](proposal, by=by, reason=reason)


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
