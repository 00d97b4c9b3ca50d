"""The secretariat's page of a consultation: comments by passage, answered in bulk, approved by a
second person, joined to what they changed.
"""

import re
import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from forums.drafts import queries, workflow
from forums.drafts.forms import BulkActForm, ResponseForm
from forums.drafts.models import Change, Comment, Consultation, Response
from forums.drafts.queries.consultation import typed_number
from forums.drafts.states import NEEDS_A_CHANGE
from forums.drafts.views.consultation import find_consultation
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import signed_in, signed_in_user
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

MOST_AT_ONCE = 200
MOST_CHANGES = 300
DEEPEST_PAGE = 600
FIRST_VIEW = "sin-respuesta"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@signed_in
def consultation_workspace(request: HttpRequest, slug: str) -> HttpResponse:
    """Show comments by passage with those alike, and do one act to the chosen ones (POST): to all
    of them or to none.
    """
    person = signed_in_user(request)
    consultation = find_consultation(request, slug, "respond")
    form, status = BulkActForm(), 200
    typed = (typed_number(number) for number in request.POST.getlist("comment")[:MOST_AT_ONCE])
    chosen = [number for number in typed if number is not None]
    which = request.GET.get("ver", FIRST_VIEW)
    if request.method == "POST":
        form = BulkActForm(request.POST if "act" in request.POST else {"act": "answer"})
        attempt = Attempt(form)
        with attempt:
            messages.success(request, _do(request, consultation, form, chosen))
            view = which if which in {*queries.VIEWS, "mios"} else FIRST_VIEW
            return redirect(f"{reverse('consultation_workspace', args=[slug])}?ver={view}")
        status = attempt.status
    page = _page(request)
    context = {
        "consultation": consultation,
        "form": form,
        "chosen": chosen,
        "which": which,
        "page": page,
        "person": person,
        "previous": page - 1,
        "following": page + 1,
        "views": [
            ("sin-respuesta", _("Sin respuesta")),
            ("mios", _("A mi cargo")),
            ("por-aprobar", _("Por aprobar")),
            ("respondidos", _("Respondidos")),
            ("reservados", _("Reservados")),
            ("todos", _("Todos")),
        ],
        **queries.consultation_workspace(consultation, which=which, page=page, user=person),
    }
    return render(request, "forums/drafts/workspace.html", context, status=status)


def _page(request: HttpRequest) -> int:
    """Return the page that the address asks for, the first one for whatever makes no sense."""
    typed = request.GET.get("pagina", "1")
    is_number = typed.isascii() and typed.isdecimal() and len(typed) < 6
    return min(max(int(typed), 1), DEEPEST_PAGE) if is_number else 1


def _do(
    request: HttpRequest, consultation: Consultation, form: BulkActForm, chosen: list[int]
) -> str:
    """Do what the page asks for and return what to say. Raises Refusal."""
    person = signed_in_user(request)
    if "approve" in request.POST:
        responses = Response.objects.filter(
            consultation=consultation, public_id__in=_ids(request.POST.getlist("response"))
        )
        if not responses:
            raise Refusal(_("Elige al menos una respuesta."))
        for response in responses:
            workflow.approve_response(response, by=person, read=four_eyes.sent(request, response))
        return _("Aprobadas: se publican y se le cuenta a quien comentó.")
    if "answered" in request.POST:
        workflow.answer_consultation(consultation, by=person)
        return _("La consulta está respondida: el informe de retroalimentación se publica.")
    if "applied" in request.POST:
        workflow.apply_consultation(consultation, by=person)
        return _("Los cambios están publicados y se le cuenta a quienes los causaron.")
    if "act" not in request.POST or not form.is_valid():
        raise Refusal(_("Revisa lo marcado: nada se guardó."))
    if not chosen:
        raise Refusal(_("Elige al menos un comentario."))
    return _act(consultation, form.cleaned_data, chosen, by=person)


def _ids(typed: Sequence[str]) -> list[uuid.UUID]:
    """Return the identifiers among what was sent; whatever is none is left out."""
    return [uuid.UUID(value) for value in typed[:MOST_CHANGES] if UUID.fullmatch(value)]


def _act(consultation: Consultation, order: dict[str, Any], chosen: list[int], *, by: User) -> str:
    """Do one act to the comments with the chosen numbers and return what to say. Raises Refusal."""
    act, reason = order["act"], order["reason"]
    if act == "answer":
        workflow.answer_comments(
            consultation, by=by, numbers=chosen, outcome=order["outcome"], reason=reason
        )
        return _("Guardada: la publica otra persona del equipo.")
    if act == "assign":
        workflow.assign_comments(consultation, by=by, numbers=chosen, to=by)
        return _("Quedan a tu cargo.")
    move = workflow.hide_comment if act == "hide" else workflow.restore_comment
    comments = Comment.objects.filter(consultation=consultation, number__in=chosen).defer("search")
    for comment in comments.order_by("number"):
        move(comment, by=by, reason=reason)
    return _("Hecho: se publica con su motivo.")


@signed_in
def edit_response(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Correct a response that waits for approval (POST); a second person saving loses nothing."""
    consultation = find_consultation(request, slug, "respond")
    response = (
        Response.objects.allowing("edit", signed_in_user(request))
        .filter(consultation=consultation, public_id=public_id)
        .first()
    )
    if response is None:
        raise Http404
    seen_at = response.modified_at.isoformat()
    initial = {"outcome": response.outcome, "reason": response.reason, "seen_at": seen_at}
    form = ResponseForm(request.POST or None, initial=initial)
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            workflow.edit_response(response, by=signed_in_user(request), **form.cleaned_data)
            return redirect(f"{reverse('consultation_workspace', args=[slug])}?ver=por-aprobar")
    comments = (
        response.comments.select_related("voice", "seat")
        .defer("search")
        .order_by("number")[:MOST_AT_ONCE]
    )
    context = {
        "consultation": consultation,
        "response": response,
        "form": form,
        "comments": list(comments),
    }
    return render(request, "forums/drafts/response.html", context, status=attempt.status)


@signed_in
def link_changes(request: HttpRequest, slug: str) -> HttpResponse:
    """Say which changes each response caused (POST)."""
    consultation = find_consultation(request, slug, "respond")
    attempt = Attempt()
    if request.method == "POST":
        response = Response.objects.filter(
            consultation=consultation, public_id__in=_ids([request.POST.get("response", "")])
        ).first()
        if response is None:
            raise Http404
        changes = Change.objects.filter(public_id__in=_ids(request.POST.getlist("change")))
        with attempt:
            workflow.link_changes(response, by=signed_in_user(request), changes=changes)
            messages.success(
                request, _("Guardado: cada cambio muestra los comentarios que lo causaron.")
            )
            return redirect(f"{reverse('link_changes', args=[slug])}#r{response.public_id}")
    version = consultation.version
    later_changes = (
        Change.objects.filter(
            version__draft=version.draft_id, version__number__gt=version.number or 0
        )
        .select_related("version")
        .order_by("version__number", "number")[:MOST_CHANGES]
    )
    responses = (
        Response.objects.filter(consultation=consultation, outcome__in=NEEDS_A_CHANGE)
        .prefetch_related("changes", queries.numbers())
        .order_by("pk")[:MOST_CHANGES]
    )
    context = {
        "consultation": consultation,
        "problem": attempt.sentence,
        "changes": list(later_changes),
        "rows": [(row, {change.pk for change in row.changes.all()}) for row in responses],
    }
    return render(request, "forums/drafts/link_changes.html", context, status=attempt.status)
