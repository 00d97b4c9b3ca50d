"""The pages by which anybody asks, objects and follows what became of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.inquiries import rules, workflow
from commitments.inquiries.forms import ChallengeForm, QuestionForm
from commitments.inquiries.models import Inquiry
from commitments.inquiries.states import INQUIRY
from commitments.inquiries.views import clocks
from commitments.plans.models import Commitment, Milestone
from ogp_portal.foundation import languages
from ogp_portal.foundation.events import mail, rates
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import open_form, takes_files

A_MINUTE = 60  # from one address: a workshop of forty behind one connection gets through


@rates.counted("inquire", a_minute=A_MINUTE)
@open_form
@takes_files
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


@rates.counted("inquire", a_minute=A_MINUTE)
@open_form
@takes_files
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
    form_class: type[QuestionForm],
) -> HttpResponse:
    """Show the form, or receive it; counted whatever becomes of it."""
    is_sent = request.method == "POST"
    form = form_class(request.POST, request.FILES) if is_sent else form_class.fresh()
    attempt = Attempt(form, is_transaction=False)
    if is_sent:
        attempt.status = 422
        with attempt:
            rates.check(request)
            if form.is_valid() and not form.cleaned_data["website"]:
                receipt = workflow.receive(
                    commitment,
                    milestone=milestone,
                    language=languages.current(),
                    **form.facts(),
                )
                return redirect("follow_inquiry", code=receipt.code)
    kind = Inquiry.Kind.CHALLENGE if milestone else Inquiry.Kind.QUESTION
    context = {
        "commitment": commitment,
        "milestone": milestone,
        "form": form,
        "due": rules.deadline(kind, received_on=timezone.localdate()),
        **clocks.moderation(),
    }
    return render(request, "commitments/inquiries/ask.html", context, status=attempt.status)


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
    attempt = Attempt()
    if request.method == "POST":
        with attempt:
            workflow.withdraw(code)
            return redirect("follow_inquiry", code=code)
    context = {
        "inquiry": inquiry,
        "commitment": inquiry.commitment,
        "problem": attempt.sentence,
        "written_to": mail.masked(inquiry.email),
        "can_withdraw": inquiry.state in INQUIRY.sources("withdraw_inquiry"),
        **clocks.clock(inquiry),
    }
    response = render(request, "commitments/inquiries/follow.html", context, status=attempt.status)
    response["Referrer-Policy"] = "same-origin"  # the address is a secret
    return response
