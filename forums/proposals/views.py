"""The pages by which anybody proposes and follows a proposal, and the secretariat's page of
decisions.
"""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.plans.models import Commitment
from forums.proposals import queries, workflow
from forums.proposals.forms import (
    DecisionForm,
    PaperForm,
    ProposalForm,
    SearchForm,
    SplitForm,
    WhyForm,
)
from forums.proposals.models import (
    Attachment,
    Call,
    GroupHeadcount,
    Proposal,
    Support,
    WorkingGroup,
)
from forums.proposals.states import READABLE, SUPPORTABLE, ProposalState
from ogp_portal.foundation import languages, workdays
from ogp_portal.foundation.documents import uploads
from ogp_portal.foundation.events import rates
from ogp_portal.foundation.permissions.decorators import (
    open_form,
    public,
    signed_in,
    signed_in_user,
)
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry, User

A_MINUTE = 60  # from one address: a workshop of forty behind one connection gets through
SEARCHES_A_MINUTE = 600
MOST = 50


@public(cache=30)
def call_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a call: to what it invites, until when, by which rules."""
    call = _call(request, slug)
    return render(
        request,
        "forums/proposals/call.html",
        {
            "call": call,
            "is_open": _is_open(call),
            "groups": list(call.groups.order_by("held_on", "pk")),
        },
    )


def _call(request: HttpRequest, slug: str, act: str = "view") -> Call:
    found: Call | None = (
        Call.objects.allowing(act, request.user)
        .select_related("plan", "stage", "forum")
        .filter(slug=slug)
        .first()
    )
    if found is None:
        raise Http404(_("No hay una convocatoria con esa dirección."))
    return found


def _is_open(call: Call) -> bool:
    return Call.objects.announced().open_now().filter(pk=call.pk).exists()


@open_form
def propose(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the single form and receive a proposal; what is typed is never lost to an error.

    Without JavaScript, a button shows similar ones first.
    """
    call = _call(request, slug, "propose")
    form = (
        ProposalForm(request.POST, request.FILES)
        if request.method == "POST"
        else ProposalForm.fresh()
    )
    alike: list[Proposal] | None = None
    status = 200
    if request.method == "POST" and "similar" in request.POST:
        alike = queries.similar(
            f"{request.POST.get('title', '')} {request.POST.get('problem', '')}"
        )
        form = ProposalForm(
            initial={**request.POST.dict(), "is_name_public": "is_name_public" in request.POST}
        )
    elif request.method == "POST":
        try:
            rates.limit(request, "propose", a_minute=A_MINUTE)
            if form.is_valid() and not form.cleaned_data["website"]:
                with transaction.atomic():
                    receipt = workflow.propose(call, language=languages.current(), **form.facts())
                return redirect("follow_proposal", code=receipt.code)
            status = 422
        except Refusal as refusal:
            status = refusal.status
            form.is_valid()
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    context = {"call": call, "form": form, "alike": alike, "is_open": _is_open(call)}
    return render(request, "forums/proposals/propose.html", context, status=status)


@open_form
def similar(request: HttpRequest) -> HttpResponse:
    """Give the proposals most like the text being written (POST, so that no log of addresses keeps
    a draft), as a piece of page.
    """
    try:
        rates.limit(request, "similar", a_minute=SEARCHES_A_MINUTE)
    except rates.TooOften as refusal:
        return HttpResponse(status=refusal.status)
    form = SearchForm(request.POST)
    words = form.cleaned_data["title"] if form.is_valid() else ""
    return render(request, "forums/proposals/_similar.html", {"alike": queries.similar(words)})


@open_form
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for one more touch (programs that look into mails open links), then confirm."""
    if request.method != "POST":
        return render(request, "forums/proposals/confirm.html", {})
    try:
        proposal = workflow.confirm(code)
    except Refusal as refusal:
        return render(
            request,
            "forums/proposals/confirm.html",
            {"problem": str(refusal)},
            status=refusal.status,
        )
    return render(
        request,
        "forums/proposals/confirmed.html",
        {"proposal": proposal, "call": proposal.call, **_told(proposal)},
    )


@open_form
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Show the author what became of a proposal;

    POST withdraws it or objects to its not being admitted.
    """
    proposal = workflow.find_by_code(code)
    form = WhyForm(request.POST if "appeal" in request.POST else None)
    status, problem = 200, ""
    if request.method == "POST":
        try:
            with transaction.atomic():
                if "appeal" in request.POST:
                    workflow.appeal(code, text=form.cleaned_data["text"] if form.is_valid() else "")
                elif "withdraw" in request.POST:
                    workflow.withdraw(code)
            return redirect("follow_proposal", code=code)
        except Refusal as refusal:
            status, problem = refusal.status, str(refusal)
    context = {
        "proposal": proposal,
        "call": proposal.call,
        "form": form,
        "problem": problem,
        "is_readable": proposal.state in READABLE,
        **_told(proposal),
    }
    response = render(
        request,
        "forums/proposals/follow.html",
        {**context, **queries.story(proposal, user=request.user)},
        status=status,
    )
    response["Referrer-Policy"] = (
        # the address is a secret; with "no-referrer" browsers hide the origin of our own forms, too
        "same-origin"
    )
    return response


def _told(proposal: Proposal) -> dict[str, Any]:
    start = proposal.confirmed_at
    return {
        "due": workdays.after(timezone.localdate(start), proposal.call.answer_days)
        if start
        else None
    }


@public(cache=30)
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


@public(cache=3600)
def attachment_file(request: HttpRequest, slug: str, sha256: str) -> HttpResponseBase:
    """Give an attachment that no browser runs, to those who may see it."""
    row = (
        Attachment.objects.allowing("view", request.user)
        .filter(proposal__slug=slug, sha256=sha256)
        .first()
    )
    if row is None:
        raise Http404
    return uploads.attachment(row.file, media_type=row.media_type)


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


@public(cache=60)
def group_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a working group: from which proposals, who came, what resulted."""
    group = (
        WorkingGroup.objects.allowing("view", request.user)
        .select_related("call__plan")
        .filter(slug=slug)
        .first()
    )
    if group is None:
        raise Http404(_("No hay una mesa de trabajo con esa dirección."))
    context = {
        "group": group,
        "proposals": list(
            group.proposals.filter(state__in=READABLE).defer("search", "email").order_by("number")
        ),
        "headcounts": list(
            GroupHeadcount.objects.filter(group=group)
            .select_related("territory")
            .order_by("sector", "organization_name")
        ),
    }
    return render(request, "forums/proposals/group.html", context)


@signed_in
def decide(request: HttpRequest) -> HttpResponse:
    """Show what waits for a decision, and decide about one or several at once (POST): all of them
    or none.
    """
    person = signed_in_user(request)
    form = DecisionForm(request.POST or None)
    status = 200
    chosen = request.POST.getlist("proposal")
    if request.method == "POST":
        try:
            if not form.is_valid():
                raise Refusal(_("Revisa lo marcado: nada se guardó."))
            if not chosen:
                raise Refusal(_("Elige al menos una propuesta."))
            with transaction.atomic():
                for slug in chosen[:MOST]:
                    _decide(slug, form.cleaned_data, by=person)
            messages.success(
                request, _("Decidido: se publica con su motivo y se le cuenta a quien propuso.")
            )
            return redirect("decide_proposals")
        except Refusal as refusal:
            status = refusal.status
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    waiting = Proposal.objects.allowing("moderate", person).filter(
        state__in=(
            ProposalState.CONFIRMED,
            ProposalState.NOT_ADMITTED,
            ProposalState.ADMITTED,
            ProposalState.IN_TABLE,
            ProposalState.SELECTED,
        )
    )
    rows = (
        waiting.exclude(state=ProposalState.NOT_ADMITTED, appeal="")
        .select_related("call", "territory")
        .prefetch_related("attachments")
        .defer("search")
    )
    context = {
        "form": form,
        "chosen": chosen,
        "rows": list(rows.order_by("answered_at", "answer_due_on", "pk")[:MOST]),
        "calls": list(Call.objects.allowing("transcribe", person).order_by("-opens_at")),
    }
    return render(request, "forums/proposals/decide.html", context, status=status)


def _decide(slug: str, said: dict[str, Any], *, by: User) -> None:
    proposal = (
        Proposal.objects.allowing("moderate", by)
        .select_related("call__plan")
        .defer("search")
        .filter(slug=slug)
        .first()
    )
    if proposal is None:
        raise Http404
    act = said["act"]
    reason = said["reason"]
    target = said["target"]
    if act == "merge":
        workflow.merge(
            proposal, by=by, into=_target(Proposal.objects.filter(slug=target)), reason=reason
        )
    elif act == "take_to_table":
        workflow.take_to_table(
            proposal, by=by, group=_target(WorkingGroup.objects.filter(slug=target))
        )
    elif act == "put_in_commitment":
        workflow.put_in_commitment(
            proposal,
            by=by,
            commitment=_target(Commitment.objects.filter(slug=target).defer("search")),
        )
    else:
        simple = {
            "admit": workflow.admit,
            "not_admit": workflow.not_admit,
            "select": workflow.select,
            "not_select": workflow.not_select,
        }
        simple[act](proposal, by=by, reason=reason)


def _target(rows: Any) -> Any:
    found = rows.first()
    if found is None:
        raise Refusal(
            _("No hay nada con esa dirección: copia lo último de su dirección web."), field="target"
        )
    return found


@signed_in
def split(request: HttpRequest, slug: str) -> HttpResponse:
    """Divide a proposal into parts (POST)."""
    proposal = (
        Proposal.objects.allowing("split", signed_in_user(request))
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
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                workflow.split(
                    proposal,
                    by=signed_in_user(request),
                    parts=form.read(),
                    reason=form.cleaned_data["reason"],
                )
            return redirect("proposal", slug=slug)
        except Refusal as refusal:
            status = refusal.status
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return render(
        request, "forums/proposals/split.html", {"proposal": proposal, "form": form}, status=status
    )


@signed_in
def transcribe(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter a proposal made on paper, with the photograph of its sheet (POST)."""
    call = _call(request, slug, "transcribe")
    form = PaperForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                proposal = workflow.transcribe(
                    call, by=signed_in_user(request), **form.cleaned_data
                )
            messages.success(
                request,
                _("Propuesta %(n)s transcrita: cuenta igual que las demás.")
                % {"n": proposal.number},
            )
            return redirect("transcribe_proposal", slug=slug)
        except Refusal as refusal:
            status = refusal.status
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    elif request.method == "POST":
        status = 422
    return render(
        request, "forums/proposals/transcribe.html", {"call": call, "form": form}, status=status
    )
