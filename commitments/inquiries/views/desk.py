"""The institution's desk: what waits to be looked at, answered and approved."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.inquiries import queries, workflow
from commitments.inquiries.forms import AnswerForm, ReasonForm, RefuseForm
from commitments.inquiries.models import Inquiry
from commitments.inquiries.views import clocks
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import signed_in, signed_in_user
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User


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
    inquiry: Inquiry | None = rows.filter(slug=slug).first()
    if inquiry is None or not any(getattr(inquiry, f"may_{act}") for act in acts):
        raise Http404
    act = request.POST.get("do", "")
    act_forms = _forms(request, inquiry, act)
    form = act_forms.get(act)
    attempt = Attempt(form)
    if request.method == "POST":
        attempt.status = 422
        with attempt:
            if form is None or form.is_valid():
                _do(inquiry, act, form, by=person, read=four_eyes.sent(request, inquiry))
                messages.success(request, _("Hecho."))
                return redirect("inquiry_desk")
        if form is None:
            messages.error(request, attempt.sentence)
            return redirect("inquiry_desk")
    context = {
        "inquiry": inquiry,
        "files": list(inquiry.files.order_by("pk")),
        "refuse_form": act_forms["refuse"],
        "answer_form": act_forms["answer"],
        "return_form": act_forms["return"],
        **clocks.clock(inquiry),
    }
    return render(request, "commitments/inquiries/handle.html", context, status=attempt.status)


def _forms(request: HttpRequest, inquiry: Inquiry, act: str) -> dict[str, forms.Form]:
    """Return the form of each act that asks something; what was typed is in the one of `act`."""
    return {
        "refuse": RefuseForm(request.POST if act == "refuse" else None, prefix="refuse"),
        "answer": AnswerForm(
            request.POST if act == "answer" else None,
            kind=inquiry.kind,
            prefix="answer",
            initial={
                "act": inquiry.prepared_act,
                "text": inquiry.prepared_text,
                "progress": inquiry.prepared_progress,
            },
        ),
        "return": ReasonForm(request.POST if act == "return" else None, prefix="return"),
    }


def _do(inquiry: Inquiry, act: str, form: Any, *, by: User, read: str) -> None:
    """Do what the pressed button says. Raises Refusal, NotAllowed."""
    if act == "publish":
        workflow.publish_inquiry(inquiry, by=by)
    elif act == "refuse":
        workflow.refuse_inquiry(inquiry, by=by, **form.cleaned_data)
    elif act == "answer":
        workflow.prepare_answer(inquiry, by=by, **form.facts())
    elif act == "return":
        workflow.return_answer(inquiry, by=by, **form.cleaned_data)
    elif act == "approve":
        workflow.approve_answer(inquiry, by=by, read=read)
    else:
        raise Refusal(_("No se entendió qué hacer: elige una de las opciones."))
