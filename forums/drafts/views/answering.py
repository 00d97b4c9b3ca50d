"""The secretariat's reading room: comments by passage, answered in bulk, approved by a second
person, joined to what they changed.
"""

import re
import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from forums.drafts import queries, workflow
from forums.drafts.forms import ResponseForm, RoomForm
from forums.drafts.models import Change, Comment, Consultation, Response
from forums.drafts.states import NEEDS_A_CHANGE
from forums.drafts.views.reading import find
from ogp_portal.foundation.permissions.decorators import signed_in, signed_in_user
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

MOST_AT_ONCE = 200
MOST_CHANGES = 300
DEEPEST = 600


@signed_in
def room(request: HttpRequest, slug: str) -> HttpResponse:
    """Show comments by passage with those alike, and do one act to the chosen ones (POST): to all
    of them or to none.
    """
    person = signed_in_user(request)
    consultation = find(request, slug, "respond")
    form = RoomForm(request.POST if "act" in request.POST else None)
    status = 200
    chosen = [
        int(one)
        for one in request.POST.getlist("comment")[:MOST_AT_ONCE]
        if one.isascii() and one.isdecimal() and len(one) < 8
    ]
    which = request.GET.get("ver", "sin-respuesta")
    if request.method == "POST":
        try:
            with transaction.atomic():
                done = _do(request, consultation, form, chosen)
            messages.success(request, done)
            return redirect(
                f"{reverse('consultation_room', args=[slug])}?ver={which if which in {*queries.VIEWS, 'mios'} else 'sin-respuesta'}"
            )
        except Refusal as refusal:
            status = refusal.status
            if not form.is_bound:
                form = RoomForm({"act": "answer"})
                form.is_valid()
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    typed = request.GET.get("pagina", "1")
    page = (
        min(max(int(typed), 1), DEEPEST)
        if typed.isascii() and typed.isdecimal() and len(typed) < 6
        else 1
    )
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
        **queries.room(consultation, which=which, page=page, user=person),
    }
    return render(request, "forums/drafts/room.html", context, status=status)


def _do(request: HttpRequest, consultation: Consultation, form: RoomForm, chosen: list[int]) -> str:
    """Do what the room asks for and return what to say. Raises Refusal."""
    person = signed_in_user(request)
    if "approve" in request.POST:
        rows = Response.objects.filter(
            consultation=consultation, public_id__in=_ids(request.POST.getlist("response"))
        )
        if not rows:
            raise Refusal(_("Elige al menos una respuesta."))
        for row in rows:
            workflow.approve_response(row, by=person)
        return _("Aprobadas: se publican y se le cuenta a quien comentó.")
    if "answered" in request.POST:
        workflow.answer_consultation(consultation, by=person)
        return _("La consulta está respondida: el informe de retroalimentación se publica.")
    if "applied" in request.POST:
        workflow.apply_consultation(consultation, by=person)
        return _("Los cambios están publicados y se le cuenta a quienes los causaron.")
    if not form.is_valid():
        raise Refusal(_("Revisa lo marcado: nada se guardó."))
    if not chosen:
        raise Refusal(_("Elige al menos un comentario."))
    return _act(consultation, form.cleaned_data, chosen, by=person)


def _ids(typed: Sequence[str]) -> list[uuid.UUID]:
    """Return the identifiers among what was sent; whatever is none is left out."""
    return [
        uuid.UUID(one)
        for one in typed[:MOST_CHANGES]
        if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", one)
    ]


def _act(consultation: Consultation, said: dict[str, Any], chosen: list[int], *, by: User) -> str:
    if said["act"] == "answer":
        workflow.answer_comments(
            consultation, by=by, numbers=chosen, outcome=said["outcome"], reason=said["reason"]
        )
        return _("Guardada: la publica otra persona del equipo.")
    if said["act"] == "assign":
        workflow.assign_comments(consultation, by=by, numbers=chosen, to=by)
        return _("Quedan a tu cargo.")
    move = workflow.hide_comment if said["act"] == "hide" else workflow.restore_comment
    for row in (
        Comment.objects.filter(consultation=consultation, number__in=chosen)
        .defer("search")
        .order_by("number")
    ):
        move(row, by=by, reason=said["reason"])
    return _("Hecho: se publica con su motivo.")


@signed_in
def response(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Correct a response that waits for approval (POST); a second person saving loses nothing."""
    consultation = find(request, slug, "respond")
    row = (
        Response.objects.allowing("edit", signed_in_user(request))
        .filter(consultation=consultation, public_id=public_id)
        .first()
    )
    if row is None:
        raise Http404
    initial = {"outcome": row.outcome, "reason": row.reason, "seen_at": row.modified_at.isoformat()}
    form = ResponseForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                workflow.edit_response(row, by=signed_in_user(request), **form.cleaned_data)
            return redirect(f"{reverse('consultation_room', args=[slug])}?ver=por-aprobar")
        except Refusal as refusal:
            status = refusal.status
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    comments = list(
        row.comments.select_related("voice", "seat")
        .defer("search")
        .order_by("number")[:MOST_AT_ONCE]
    )
    return render(
        request,
        "forums/drafts/response.html",
        {"consultation": consultation, "response": row, "form": form, "comments": comments},
        status=status,
    )


@signed_in
def link(request: HttpRequest, slug: str) -> HttpResponse:
    """Say which changes each response caused (POST)."""
    consultation = find(request, slug, "respond")
    problem, status = "", 200
    if request.method == "POST":
        row = Response.objects.filter(
            consultation=consultation, public_id__in=_ids([request.POST.get("response", "")])
        ).first()
        if row is None:
            raise Http404
        wanted = _ids(request.POST.getlist("change"))
        try:
            with transaction.atomic():
                workflow.link_changes(
                    row,
                    by=signed_in_user(request),
                    changes=Change.objects.filter(public_id__in=wanted),
                )
            messages.success(
                request, _("Guardado: cada cambio muestra los comentarios que lo causaron.")
            )
            return redirect(f"{reverse('link_changes', args=[slug])}#r{row.public_id}")
        except Refusal as refusal:
            problem, status = str(refusal), refusal.status
    version = consultation.version
    changes = list(
        Change.objects.filter(
            version__draft=version.draft_id, version__number__gt=version.number or 0
        )
        .select_related("version")
        .order_by("version__number", "number")[:MOST_CHANGES]
    )
    rows = (
        Response.objects.filter(consultation=consultation, outcome__in=NEEDS_A_CHANGE)
        .prefetch_related("changes", queries.numbers())
        .order_by("pk")[:MOST_CHANGES]
    )
    context = {
        "consultation": consultation,
        "problem": problem,
        "changes": changes,
        "rows": [(row, {change.pk for change in row.changes.all()}) for row in rows],
    }
    return render(request, "forums/drafts/link_changes.html", context, status=status)
