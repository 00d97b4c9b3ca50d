"""The pages of following by mail: ask, confirm, choose, leave in one click."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ogp_portal.foundation import languages
from ogp_portal.foundation.events import rates
from ogp_portal.foundation.permissions.decorators import open_form
from ogp_portal.foundation.refusals import Refusal
from transparency.subscriptions import emails, topics, workflow
from transparency.subscriptions.forms import FollowForm
from transparency.subscriptions.models import Subscription

A_MINUTE = 60  # from one address: a workshop of forty behind one connection gets through


@rates.counted("follow", a_minute=A_MINUTE)
@open_form
def follow(request: HttpRequest) -> HttpResponse:
    """Show the form that follows what the address names, and take the request (POST).

    The answer never says who follows what.
    """
    topic = topics.find(request.GET.get("que", ""), request.GET.get("cual", "")[:600])
    if topic is None:
        raise Http404(_("No hay qué seguir en esa dirección."))
    form = FollowForm(request.POST or None)
    status, is_asked = 200, False
    if request.method == "POST":
        status = 422
        try:
            rates.check(request)
            if form.is_valid() and not form.cleaned_data["website"]:
                workflow.subscribe(
                    email=form.cleaned_data["email"],
                    kind=topic.kind,
                    target=topic.target,
                    frequency=form.cleaned_data["frequency"],
                    language=languages.current(),
                )
                status, is_asked = 200, True
        except Refusal as refusal:
            status = refusal.status
            form.is_valid()
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return render(
        request,
        "transparency/subscriptions/follow.html",
        {"topic": topic, "form": form, "is_asked": is_asked},
        status=status,
    )


@open_form
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for one more touch (programs that look into mails open links), then confirm."""
    if request.method != "POST":
        asked = workflow.find_request(code)
        topic = topics.find(asked.kind, asked.target) if asked else None
        return render(request, "transparency/subscriptions/confirm.html", {"topic": topic})
    try:
        subscription = workflow.confirm_subscription(code)
    except Refusal as refusal:
        return render(
            request,
            "transparency/subscriptions/confirm.html",
            {"problem": str(refusal)},
            status=refusal.status,
        )
    context = {
        "topic": topics.find(subscription.kind, subscription.target),
        "token": emails.token_of(subscription.subscriber),
        "is_done": True,
    }
    return render(request, "transparency/subscriptions/confirm.html", context)


@open_form
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a subscriber follows; POST changes how often, or leaves one."""
    subscriber = emails.find(token)
    if subscriber is None:
        raise Http404(_("Esta dirección ya no sigue nada: no hay nada más que hacer."))
    if request.method == "POST":
        chosen = request.POST.get("subscription", "").replace("\x00", "")[:36]
        if not _is_uuid(chosen) or not subscriber.subscriptions.filter(public_id=chosen).exists():
            raise Http404
        if "leave" in request.POST:
            if not workflow.leave_topic(token, subscription=chosen):
                return render(request, "transparency/subscriptions/leave.html", {"has_left": True})
        else:
            try:
                workflow.change_frequency(
                    token, subscription=chosen, frequency=request.POST.get("frequency", "")
                )
            except Refusal as refusal:
                return _managed(request, token, problem=str(refusal), status=refusal.status)
        return redirect("manage_subscriptions", token=token)
    return _managed(request, token)


def _is_uuid(text: str) -> bool:
    return len(text) == len("00000000-0000-0000-0000-000000000000") and all(
        sign in "0123456789abcdef-" for sign in text
    )


def _managed(
    request: HttpRequest, token: str, *, problem: str = "", status: int = 200
) -> HttpResponse:
    subscriber = emails.find(token)
    own = (
        list(
            subscriber.subscriptions.filter(confirmed_at__isnull=False).order_by("pk")[
                : workflow.following.MOST_FOLLOWED
            ]
        )
        if subscriber
        else []
    )
    rows = [
        (subscription, topics.find(subscription.kind, subscription.target)) for subscription in own
    ]
    context = {
        "rows": rows,
        "frequencies": Subscription.Frequency.choices,
        "problem": problem,
        "token": token,
    }
    response = render(request, "transparency/subscriptions/manage.html", context, status=status)
    response["Referrer-Policy"] = "same-origin"  # the address is a secret
    return response


@open_form
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once, or leave at once where the mail program asks for it (RFC 8058)."""
    if not emails.is_ours(token):
        raise Http404
    if request.method == "POST":
        workflow.leave_all(token)
    return render(
        request, "transparency/subscriptions/leave.html", {"has_left": request.method == "POST"}
    )


leave.csrf_exempt = True  # type: ignore[attr-defined] # the mail program has no cookie of ours; the address itself is the proof
