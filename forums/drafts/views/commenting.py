"""Commenting, correcting or taking back one's comment, agreeing with others."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.bodies.access import seats_of
from forums.drafts import comparison, workflow
from forums.drafts.forms import AppealForm, CommentForm, EditCommentForm
from forums.drafts.models import Comment, Consultation, Section
from forums.drafts.states import CommentState, ResponseState
from forums.drafts.views.reading import find, is_open
from forums.drafts.workflow.commenting import EDITABLE
from ogp_portal.foundation.events import rates
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.permissions.decorators import signed_in, signed_in_user
from ogp_portal.foundation.refusals import Refusal

A_MINUTE = 60


def _place(asked: Any) -> dict[str, Any]:
    """Return what an address or a sent form says about the place, as typed."""
    names = ("parte", "desde", "hasta", "pregunta", "responde")
    return {name: asked.get(name, "").replace("\x00", "")[:60] for name in names if asked.get(name)}


def _asked(consultation: Consultation, query: Any) -> dict[str, Any]:
    """Return the place an address asks for: a paragraph by its number (`parrafo`), and in it the
    words from `de` to before `a`.
    """
    place = _place(query)
    section = Section.objects.filter(
        version=consultation.version_id, key=place.get("parte", "")
    ).first()
    number, start, end = (_number(query.get(name)) for name in ("parrafo", "de", "a"))
    spans = comparison.spans(section.text) if section else []
    if number is None or number >= len(spans):
        return place
    span = spans[number]
    begins, stops = span.start + (start or 0), span.start + end if end else span.end
    return (
        {**place, "desde": str(begins), "hasta": str(min(stops, span.end))}
        if begins < stops
        else place
    )


@signed_in
def comment(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what one comments on with the form, and take the comment (POST); what is typed is never
    lost to an error.
    """
    consultation = find(request, slug)
    person = signed_in_user(request)
    if request.method != "POST":
        place = _asked(consultation, request.GET)
        return _show(request, consultation, CommentForm.fresh(**place), place)
    form = CommentForm(request.POST)
    status = 422
    try:
        rates.limit(request, "comment", a_minute=A_MINUTE)
        if form.is_valid():
            said = form.cleaned_data
            target = workflow.Target(
                section=said["parte"],
                start=said["desde"],
                end=said["hasta"],
                question=said["pregunta"],
                parent=said["responde"],
            )
            with transaction.atomic():
                made = workflow.comment(
                    consultation,
                    by=person,
                    key=said["key"],
                    kind=said["kind"],
                    text=said["text"],
                    wording=said["wording"],
                    target=target,
                    as_seat=said["as_seat"],
                )
            messages.success(
                request,
                _("Recibido: es el comentario %(n)s. Puedes corregirlo durante diez minutos.")
                % {"n": made.number},
            )
            return redirect("own_comment", slug=slug, number=made.number)
    except Refusal as refusal:
        status = refusal.status
        form.is_valid()
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return _show(request, consultation, form, _place(request.POST), status=status)


def _show(
    request: HttpRequest,
    consultation: Consultation,
    form: CommentForm,
    place: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """Show the form beside the words it is about; whoever may not comment reads why."""
    person = signed_in_user(request)
    section = Section.objects.filter(
        version=consultation.version_id, key=place.get("parte", "")
    ).first()
    start, end = _number(place.get("desde")), _number(place.get("hasta"))
    around = None
    if section and start is not None and end is not None:
        around = next(
            (span for span in comparison.spans(section.text) if span.start <= start <= span.end),
            None,
        )
    parent = _number(place.get("responde"))
    context = {
        "consultation": consultation,
        "form": form,
        "section": section,
        "around": around,
        "is_open": is_open(consultation),
        "may_comment": rights.may(person, "comment", consultation),
        "chosen": section.text[start:end]
        if section and start is not None and end is not None
        else "",
        "question": consultation.questions.filter(
            position=_number(place.get("pregunta")) or 0
        ).first(),
        "parent": Comment.objects.filter(
            consultation=consultation, number=parent or 0, state=CommentState.PUBLISHED
        )
        .select_related("voice", "seat")
        .first(),
        "seat": seats_of(person)
        .filter(forum__plan=consultation.version.draft.plan_id)
        .order_by("pk")
        .first(),
    }
    return render(request, "forums/drafts/comment_form.html", context, status=status)


def _number(typed: Any) -> int | None:
    return (
        int(typed)
        if typed and str(typed).isascii() and str(typed).isdecimal() and len(str(typed)) < 8
        else None
    )


def _own(request: HttpRequest, slug: str, number: int) -> Comment:
    rows = Comment.objects.allowing("edit", request.user).select_related(
        "consultation__version__draft__plan", "response", "voice", "seat"
    )
    found: Comment | None = (
        rows.filter(consultation__slug=slug, number=number).defer("search").first()
    )
    if found is None:
        raise Http404(_("No hay un comentario tuyo con ese número."))
    return found


@signed_in
def own_comment(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one's own comment and what became of it;

    POST corrects it, takes it back or objects to its being hidden.
    """
    row = _own(request, slug, number)
    form = EditCommentForm(
        request.POST if "edit" in request.POST else None,
        initial={"text": row.text, "wording": row.wording},
    )
    appeal = AppealForm(request.POST if "appeal" in request.POST else None)
    status = 200
    if request.method == "POST":
        try:
            with transaction.atomic():
                if "edit" in request.POST and form.is_valid():
                    workflow.edit_comment(
                        row,
                        by=signed_in_user(request),
                        text=form.cleaned_data["text"],
                        wording=form.cleaned_data["wording"],
                    )
                    return redirect("own_comment", slug=slug, number=number)
                if "appeal" in request.POST and appeal.is_valid():
                    workflow.appeal_comment(
                        row, by=signed_in_user(request), text=appeal.cleaned_data["text"]
                    )
                    return redirect("own_comment", slug=slug, number=number)
                if "withdraw" in request.POST:
                    workflow.withdraw_comment(row, by=signed_in_user(request))
                    return redirect("own_comment", slug=slug, number=number)
            status = 422
        except Refusal as refusal:
            status = refusal.status
            form = (
                form
                if form.is_bound
                else EditCommentForm({"text": row.text, "wording": row.wording})
            )
            form.is_valid()
            form.add_error(None, str(refusal))
    until = row.at + EDITABLE
    context = {
        "comment": row,
        "consultation": row.consultation,
        "form": form,
        "appeal": appeal,
        "until": until,
        "is_editable": row.state == CommentState.PUBLISHED
        and row.response_id is None
        and timezone.now() < until,
        "changes": list(row.response.changes.select_related("version").order_by("number"))
        if row.response and row.response.state == ResponseState.APPROVED
        else [],
    }
    return render(request, "forums/drafts/own_comment.html", context, status=status)


@signed_in
def concur(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Agree with a comment or take it back (POST)."""
    row = (
        Comment.objects.allowing("concur", request.user)
        .select_related("consultation")
        .filter(consultation__slug=slug, number=number)
        .defer("search")
        .first()
    )
    if row is None:
        raise Http404
    if request.method == "POST":
        try:
            with transaction.atomic():
                if "withdraw" in request.POST:
                    workflow.take_back_concurrence(row, by=signed_in_user(request))
                else:
                    workflow.concur(row, by=signed_in_user(request))
        except Refusal as refusal:
            messages.error(request, str(refusal))
    return redirect(
        f"{reverse('consultation', args=[slug])}?{request.POST.get('back', '')[:200]}#c{number}"
    )
