"""One field of many commitments: chosen, seen old beside new, sent to review; and what waits put in
force together by another person.
"""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.amendments import queries, reading, workflow
from commitments.amendments.forms import OF_MANY, FieldChoiceForm, ManyForms
from commitments.plans.models import Axis, Commitment
from ogp_portal.foundation.permissions import choices, four_eyes
from ogp_portal.foundation.permissions.decorators import signed_in, signed_in_user
from ogp_portal.models import User

MOST = 100  # commitments of one act
MOST_TOGETHER = 25  # amendments approved as one
SALT = "amend-many"


@signed_in
def write_many(request: HttpRequest) -> HttpResponse:
    """Choose one field and its new value for many commitments; POST shows the old beside the new of
    each, and a second one, which carries what was shown, sends it to review.
    """
    user = signed_in_user(request)
    if "confirm" in request.POST:
        return _confirm(request, user)
    asked = request.POST or request.GET
    name = asked.get("field", "")
    picked = _numbers(asked.getlist("c"))
    asked_for = _numbers(request.GET.getlist("c"))
    rows = queries.amendable_of_many(user, plan=request.GET.get("plan", ""), keys=asked_for)
    context: dict[str, Any] = {
        "choice": FieldChoiceForm(initial={"field": name}),
        "plans": queries.plans_to_amend(user),
        "plan": request.GET.get("plan", ""),
        "name": name if name in OF_MANY else "",
        "picked": picked,
        "left_out": max(0, len(asked_for) - len(rows)),
    }
    status = 200
    if context["name"]:
        forms = _forms(user, name, rows, request.POST or None)
        context |= {
            "forms": forms,
            "rows": [(row, reading.stands(row, name)) for row in rows],
        }
        if request.method == "POST":
            chosen = [row for row in rows if row.pk in picked]
            status = _look(context, forms, chosen, user=user)
    return render(request, "commitments/amendments/write_many.html", context, status=status)


def _numbers(values: list[str]) -> set[int]:
    return {int(value) for value in values if value.isascii() and value.isdigit()}


def _forms(user: User, name: str, rows: list[Commitment], data: Any) -> ManyForms:
    """Return the forms; each list offers what the person may see, the axes those of the plans."""
    forms = ManyForms(name, data)
    axes = Axis.objects.filter(plan__in={row.plan_id for row in rows}).select_related("plan")
    choices.restrict(forms.field, user, {"axis": lambda _user: axes.order_by("plan", "position")})
    return forms


def _look(
    context: dict[str, Any], forms: ManyForms, chosen: list[Commitment], *, user: User
) -> int:
    """Put in the context what would change of each, with the act as it is shown, signed; return the
    status of the answer.
    """
    if not chosen or len(chosen) > MOST:
        context["wrong"] = _("Elige entre 1 y %(most)s compromisos.") % {"most": MOST}
    if not forms.are_valid() or "wrong" in context:
        return 422
    facts = forms.facts()
    facts["value"] = reading.as_json(facts["value"])
    seen = {row.pk: row.version for row in chosen}
    refused = workflow.try_field_of_each(chosen, by=user, seen=seen, **facts)
    proposed = {str(facts["name"]): facts["value"]}
    context["prospects"] = [
        (row, reading.changes_of(row, proposed), refused.get(row.pk, "")) for row in chosen
    ]
    context["able"] = len(chosen) - len(refused)
    context["act"] = signing.dumps({"facts": facts, "seen": list(seen.items())}, salt=SALT)
    return 200


def _confirm(request: HttpRequest, user: User) -> HttpResponse:
    """Write and send to review what was shown, as it was shown."""
    try:
        act = signing.loads(request.POST.get("act", ""), salt=SALT)
    except signing.BadSignature:
        return redirect("amend_many")
    seen = dict(act["seen"])
    rows = queries.of_work(user, keys=set(seen))
    refused = workflow.amend_field_of_each(rows, by=user, seen=seen, **act["facts"])
    _tell(request, rows, refused)
    done = len(rows) - len(refused)
    if done:
        words = ngettext(
            "Una modificación quedó enviada a revisión. Rige cuando otra persona la apruebe.",
            "%(n)s modificaciones quedaron enviadas a revisión. Rigen cuando otra persona las "
            "apruebe.",
            done,
        )
        messages.success(request, words % {"n": done})
    return redirect("amendable")


def _tell(request: HttpRequest, rows: list[Any], refused: dict[int, str]) -> None:
    """Say of each that was refused its name and why."""
    for row in rows:
        if row.pk in refused:
            told = {"name": row, "why": refused[row.pk]}
            messages.warning(request, _("No se hizo: «%(name)s». %(why)s") % told)


@signed_in
def approve_many(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person, the old beside the new of each; POST puts in force those that
    she chose, as she read them.
    """
    user = signed_in_user(request)
    if request.method == "POST":
        picked = _numbers(request.POST.getlist("a"))
        chosen = queries.seen_among(user, keys=picked)
        read = {amendment.pk: four_eyes.sent(request, amendment) for amendment in chosen}
        refused = workflow.approve_each(chosen, by=user, read=read)
        _tell(request, chosen, refused)
        done = len(chosen) - len(refused)
        if done:
            words = ngettext(
                "Una modificación rige desde ahora.",
                "%(n)s modificaciones rigen desde ahora.",
                done,
            )
            messages.success(request, words % {"n": done})
        return redirect("approve_many_amendments")
    waiting = queries.to_review(user, most=MOST_TOGETHER)
    rows = [(amendment, reading.standing_changes(amendment)) for amendment in waiting]
    return render(request, "commitments/amendments/approve_many.html", {"rows": rows})
