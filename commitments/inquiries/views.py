"""The pages by which anybody asks, objects and follows; and the institution's desk of answers."""

import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.inquiries import queries, rules, workflow
from commitments.inquiries.forms import (
    AnswerForm,
    ChallengeForm,
    QuestionForm,
    ReasonForm,
    RefuseForm,
)
from commitments.inquiries.models import Inquiry, InquiryFile
from commitments.inquiries.states import INQUIRY, LISTED, READABLE
from commitments.plans.models import Commitment, Milestone
from ogp_portal.foundation import languages
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
LATEST = 12


@open_form
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form of a question about a commitment, and receive it."""
    commitment = (
        Commitment.objects.allowing("ask", request.user)
        .filter(slug=slug)
        .select_related("plan")
        .defer("search")
        .first()
    )
    if commitment is None:
        raise Http404(_("Ese compromiso no recibe preguntas."))
    return _receive(request, commitment, None, QuestionForm)


@open_form
def challenge(request: HttpRequest, slug: str, position: int) -> HttpResponse:
    """Show the form of an objection to a milestone that is said to be complete, and receive it."""
    rows = Milestone.objects.allowing("challenge", request.user).filter(
        commitment__slug=slug, position=position
    )
    milestone = rows.select_related("commitment__plan").first()
    if milestone is None:
        raise Http404(_("Ese hito no figura cumplido: no hay qué objetar."))
    return _receive(request, milestone.commitment, milestone, ChallengeForm)


def _receive(
    request: HttpRequest,
    commitment: Commitment,
    milestone: Milestone | None,
    kind: type[QuestionForm],
) -> HttpResponse:
    form = kind(request.POST, request.FILES) if request.method == "POST" else kind.fresh()
    status = 200
    if request.method == "POST":
        try:
            rates.limit(request, "inquire", a_minute=A_MINUTE)
            if form.is_valid() and not form.cleaned_data["website"]:
                with transaction.atomic():
                    receipt = workflow.receive(
                        commitment,
                        milestone=milestone,
                        language=languages.current(),
                        **form.facts(),
                    )
                return redirect("follow_inquiry", code=receipt.code)
            status = 422
        except Refusal as refusal:
            status = refusal.status
            form.is_valid()
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    kind_name = Inquiry.Kind.CHALLENGE if milestone else Inquiry.Kind.QUESTION
    context = {
        "commitment": commitment,
        "milestone": milestone,
        "form": form,
        "due": rules.deadline(kind_name, received_on=timezone.localdate()),
        **_rules(),
    }
    return render(request, "commitments/inquiries/ask.html", context, status=status)


def _rules() -> dict[str, Any]:
    return {
        "moderation": [words for _name, words in rules.MODERATION],
        "look_days": rules.LOOK_DAYS,
    }


@open_form
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for one more touch (programs that look into mails open links), then confirm
    the e-mail.
    """
    inquiry = workflow.confirm_email(code) if request.method == "POST" else None
    return render(request, "commitments/inquiries/confirm.html", {"inquiry": inquiry})


@open_form
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Show whoever asked what became of it; POST withdraws it."""
    inquiry = workflow.find_by_code(code)
    status, problem = 200, ""
    if request.method == "POST":
        try:
            with transaction.atomic():
                workflow.withdraw(code)
            return redirect("follow_inquiry", code=code)
        except Refusal as refusal:
            status, problem = refusal.status, str(refusal)
    context = {
        "inquiry": inquiry,
        "commitment": inquiry.commitment,
        "problem": problem,
        "can_withdraw": inquiry.state in INQUIRY.sources("withdraw_inquiry"),
        **_dates(inquiry),
    }
    response = render(request, "commitments/inquiries/follow.html", context, status=status)
    response["Referrer-Policy"] = "same-origin"  # the address is a secret
    return response


def _dates(inquiry: Inquiry) -> dict[str, Any]:
    received_on: datetime.date = timezone.localdate(inquiry.received_at)
    return {
        "received_on": received_on,
        "due": rules.deadline(inquiry.kind, received_on=received_on),
        "look_by": rules.look_by(received_on=received_on),
        "today": timezone.localdate(),
    }


@public(cache=60)
def inquiry_list(request: HttpRequest) -> HttpResponse:
    """List what was asked and objected, with how many were answered and how many of
    those in time.
    """
    context = queries.browse(
        queries.Question.read(request.GET.dict()), user=request.user, on=timezone.localdate()
    )
    states = [choice for choice in INQUIRY.choices if choice[0] in LISTED]
    return render(
        request,
        "commitments/inquiries/inquiry_list.html",
        {**context, "kinds": Inquiry.Kind.choices, "states": states, **_rules()},
    )


@public(cache=30)
def inquiry_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a question or an objection, its clock and its answer."""
    rows = Inquiry.objects.allowing("view", request.user).select_related(
        "commitment__plan", "commitment__responsible", "milestone"
    )
    inquiry = rows.defer("email", "commitment__search").filter(slug=slug).first()
    if inquiry is None:
        raise Http404(_("No hay una pregunta con esa dirección."))
    may_read = inquiry.state in READABLE
    context = {
        "inquiry": inquiry,
        "commitment": inquiry.commitment,
        "may_read": may_read,
        "files": list(inquiry.files.order_by("pk")) if may_read else [],
        "history": JournalEntry.objects.filter(
            subject_type="commitments.inquiry", subject_id=inquiry.pk, is_public=True
        ).order_by("-at")[:LATEST],
        **_dates(inquiry),
    }
    return render(request, "commitments/inquiries/inquiry.html", context)


@public(cache=3600)
def inquiry_file(request: HttpRequest, slug: str, sha256: str) -> HttpResponseBase:
    """Give a file that proves an objection, as an attachment that no browser runs, to those who may
    see it.
    """
    row = (
        InquiryFile.objects.allowing("view", request.user)
        .filter(inquiry__slug=slug, sha256=sha256)
        .first()
    )
    if row is None:
        raise Http404
    return uploads.attachment(row.file, media_type=row.media_type)


@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """Show what waits to be looked at, answered and approved."""
    return render(
        request,
        "commitments/inquiries/desk.html",
        {**queries.desk(request.user), "today": timezone.localdate()},
    )


@signed_in
def handle(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one of them with what this person may do to it, and do it (POST)."""
    person = signed_in_user(request)
    acts = ("publish_inquiry", "prepare_answer", "return_answer")
    rows = (
        Inquiry.objects.allowing("view", person)
        .with_rights(person, *acts)
        .select_related("commitment__plan", "milestone")
    )
    inquiry: Any = rows.filter(slug=slug).first()
    if inquiry is None or not any(getattr(inquiry, f"may_{act}") for act in acts):
        raise Http404
    said = request.POST.get("do", "")
    forms = {
        "refuse": RefuseForm(request.POST if said == "refuse" else None, prefix="refuse"),
        "answer": AnswerForm(
            request.POST if said == "answer" else None,
            kind=inquiry.kind,
            prefix="answer",
            initial={
                "act": inquiry.prepared_act,
                "text": inquiry.prepared_text,
                "progress": inquiry.prepared_progress,
            },
        ),
        "return": ReasonForm(request.POST if said == "return" else None, prefix="return"),
    }
    status = 200
    if request.method == "POST":
        form = forms.get(said)
        try:
            if form is None or form.is_valid():
                with transaction.atomic():
                    _handle(inquiry, said, form, by=person)
                messages.success(request, _("Hecho."))
                return redirect("inquiry_desk")
            status = 422
        except Refusal as refusal:
            status = refusal.status
            if form is None:
                messages.error(request, str(refusal))
                return redirect("inquiry_desk")
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    context = {
        "inquiry": inquiry,
        "files": list(inquiry.files.order_by("pk")),
        "refuse_form": forms["refuse"],
        "answer_form": forms["answer"],
        "return_form": forms["return"],
        **_dates(inquiry),
    }
    return render(request, "commitments/inquiries/handle.html", context, status=status)


def _handle(inquiry: Inquiry, said: str, form: Any, *, by: User) -> None:
    if said == "publish":
        workflow.publish_inquiry(inquiry, by=by)
    elif said == "refuse":
        workflow.refuse_inquiry(inquiry, by=by, **form.cleaned_data)
    elif said == "answer":
        workflow.prepare_answer(inquiry, by=by, **form.facts())
    elif said == "return":
        workflow.return_answer(inquiry, by=by, **form.cleaned_data)
    elif said == "approve":
        workflow.approve_answer(inquiry, by=by)
    else:
        raise Refusal(_("No se entendió qué hacer: elige una de las opciones."))
