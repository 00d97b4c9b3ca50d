"""The roles of who leaves handed to a successor, by two administrators."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commitments.work import queries, workflow
from commitments.work.forms import SuccessionForm
from commitments.work.models import Succession
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import signed_in, signed_in_user


@signed_in
def successions(request: HttpRequest) -> HttpResponse:
    """List what waits for a second administrator; POST proposes that somebody takes the roles of
    who leaves.
    """
    person = signed_in_user(request)
    if not rights.may_at_all(Succession, "create", person):
        raise Http404
    form = SuccessionForm(request.POST or None)
    attempt = Attempt(form)
    if request.method == "POST":
        attempt.status = 422
        if form.is_valid():
            with attempt:
                row = workflow.propose_succession(**form.cleaned_data, by=person)
                return redirect("succession", key=row.public_id)
    context = {"form": form, "successions": queries.successions(person)}
    return render(request, "commitments/work/successions.html", context, status=attempt.status)


@signed_in
def succession(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show what goes from whom to whom; POST confirms it or withdraws it."""
    person = signed_in_user(request)
    row = queries.find_succession(person, key)
    if row is None:
        raise Http404
    attempt = Attempt()
    if request.method == "POST":
        with attempt:
            if "withdraw" in request.POST:
                workflow.withdraw_succession(row, by=person)
                messages.success(request, _("El relevo se retiró: nada cambió."))
            else:
                read = four_eyes.sent(request, row)
                workflow.confirm_succession(row, by=person, read=read)
                messages.success(request, _("El relevo quedó hecho."))
            return redirect("successions")
    context = {
        "succession": row,
        "roles": queries.roles_to_hand_over(row),
        "in_hand": queries.in_hand(row.leaving),
        "sentence": attempt.sentence,
    }
    return render(request, "commitments/work/succession.html", context, status=attempt.status)
