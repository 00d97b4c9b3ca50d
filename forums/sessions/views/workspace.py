"""The page where the secretariat runs a session and the seats vote and observe its minutes."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forums.sessions import documents, queries
from forums.sessions.forms import ChangeForm, MinutesForm
from forums.sessions.models import Minutes, Session
from forums.sessions.views.acts import ACTS
from forums.sessions.views.session import find_session
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import signed_in, takes_files


@signed_in
@takes_files
def session_workspace(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the page of a session to its seats and its secretariat.

    POST does one act, named by its field "act"; what was typed stays in its form.
    """
    session = find_session(request, slug, act="enter")
    page_forms = _empty_forms(session)
    problem, status = "", 200
    if request.method == "POST":
        name = request.POST.get("act", "")
        act = ACTS.get(name)
        if act is None:
            raise Http404
        form = act.bound_form(request, name)
        if not act.asks or form.is_valid():
            attempt = Attempt(form if act.asks else None, is_transaction=not act.takes_files)
            with attempt:
                messages.success(request, act.run(request, session, form))
                return redirect("session_workspace", slug=slug)
            problem, status = attempt.sentence, attempt.status
        else:
            problem, status = _("Revisa lo marcado: nada se guardó."), 422
        if act.asks:
            page_forms[name] = form
    shown = queries.session_workspace(session, user=request.user)
    if shown["record"] is None:
        shown["record"] = documents.record_of(session)
    context = {
        **queries.session_page(session, user=request.user),
        **shown,
        "problem": problem,
        "forms": page_forms,
        "sent": {name: request.POST.get(name, "") for name in ("act", "row", "text")},
    }
    return render(request, "forums/sessions/workspace.html", context, status=status)


def _empty_forms(session: Session) -> dict[str, forms.Form]:
    """Return the forms of the page by act, each field with an id of its own."""
    empty = {name: act.form(auto_id=f"{name}_%s") for name, act in ACTS.items() if act.asks}
    fields = ("starts_at", "ends_at", "place", "remote_url")
    empty["change"] = ChangeForm(
        auto_id="change_%s", initial={name: getattr(session, name) for name in fields}
    )
    minutes = Minutes.objects.filter(session=session).first()
    if minutes:
        empty["minutes"] = MinutesForm(
            auto_id="minutes_%s",
            initial={"text": minutes.text, "seen_at": minutes.modified_at.isoformat()},
        )
    return empty
