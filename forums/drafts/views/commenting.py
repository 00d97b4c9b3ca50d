"""Commenting on a text, agreeing with what others say, and one's own comments."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.bodies.access import seats_of
from forums.drafts import workflow
from forums.drafts.forms import AppealForm, CommentForm, EditCommentForm
from forums.drafts.models import Comment, Consultation, Section
from forums.drafts.queries.consultation import typed_number
from forums.drafts.states import CommentState, ResponseState
from forums.drafts.views.consultation import find_consultation, is_open
from forums.drafts.workflow.own_comments import EDITABLE
from ogp_portal.foundation.documents import passages
from ogp_portal.foundation.events import rates
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import signed_in, signed_in_user
from ogp_portal.models import User

A_MINUTE = 60


def _typed_target(query: Mapping[str, str]) -> dict[str, str]:
    """Return what an address or a sent form says of what is commented on, as typed."""
    names = ("parte", "desde", "hasta", "pregunta", "responde")
    return {name: query.get(name, "").replace("\x00", "")[:60] for name in names if query.get(name)}


def _section(consultation: Consultation, target: Mapping[str, str]) -> Section | None:
    return Section.objects.filter(
        version=consultation.version_id, key=target.get("parte", "")
    ).first()


def _asked_target(consultation: Consultation, query: Mapping[str, str]) -> dict[str, str]:
    """Return what an address asks to comment on: a paragraph by its number (`parrafo`), and in it
    the words from `de` to before `a`, as they are read.
    """
    target = _typed_target(query)
    section = _section(consultation, target)
    number, start, end = (typed_number(query.get(name)) for name in ("parrafo", "de", "a"))
    rows = passages.read(section.text).passages if section else ()
    if number is None or number >= len(rows):
        return target
    passage = rows[number]
    first = passage.words_start + (start or 0)
    stop = passage.words_start + end if end else passage.words_end
    if first >= min(stop, passage.words_end):
        return target
    return {**target, "desde": str(first), "hasta": str(min(stop, passage.words_end))}


@rates.counted("comment", a_minute=A_MINUTE)
@signed_in
def comment(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what one comments on with the form, and take the comment (POST); what is typed is never
    lost to an error.
    """
    consultation = find_consultation(request, slug)
    if request.method != "POST":
        target = _asked_target(consultation, request.GET.dict())
        return _show(request, consultation, CommentForm.fresh(**target), target)
    form = CommentForm(request.POST)
    attempt = Attempt(form)
    with attempt:
        rates.check(request)
        if form.is_valid():
            sent = _send(consultation, form, by=signed_in_user(request))
            messages.success(
                request,
                _("Recibido: es el comentario %(n)s. Puedes corregirlo durante diez minutos.")
                % {"n": sent.number},
            )
            return redirect("own_comment", slug=slug, number=sent.number)
    status = attempt.status if attempt.refusal else 422
    return _show(request, consultation, form, _typed_target(request.POST.dict()), status=status)


def _send(consultation: Consultation, form: CommentForm, *, by: User) -> Comment:
    """Send what a valid form says. Raises what `workflow.comment` does."""
    typed = form.cleaned_data
    target = workflow.Target(
        section=typed["parte"],
        start=typed["desde"],
        end=typed["hasta"],
        question=typed["pregunta"],
        parent=typed["responde"],
    )
    return workflow.comment(
        consultation,
        by=by,
        key=typed["key"],
        kind=typed["kind"],
        text=typed["text"],
        wording=typed["wording"],
        target=target,
        as_seat=typed["as_seat"],
    )


def _show(
    request: HttpRequest,
    consultation: Consultation,
    form: CommentForm,
    target: Mapping[str, str],
    *,
    status: int = 200,
) -> HttpResponse:
    """Show the form beside the words it is about; whoever may not comment reads why."""
    person = signed_in_user(request)
    section = _section(consultation, target)
    start, end = typed_number(target.get("desde")), typed_number(target.get("hasta"))
    around, chosen = None, ""
    if section and start is not None and end is not None:
        reading = passages.read(section.text)
        chosen = reading.words[start:end]
        around = reading.passage_at(start)
    questions = consultation.questions.filter(position=typed_number(target.get("pregunta")) or 0)
    parents = Comment.objects.filter(
        consultation=consultation,
        number=typed_number(target.get("responde")) or 0,
        state=CommentState.PUBLISHED,
    )
    seats = seats_of(person).filter(forum__plan=consultation.version.draft.plan_id)
    context = {
        "consultation": consultation,
        "form": form,
        "section": section,
        "around": around,
        "is_open": is_open(consultation),
        "may_comment": rights.may(person, "comment", consultation),
        "chosen": chosen,
        "question": questions.first(),
        "parent": parents.select_related("voice", "seat").first(),
        "seat": seats.order_by("pk").first(),
    }
    return render(request, "forums/drafts/comment_form.html", context, status=status)


def _own(request: HttpRequest, slug: str, number: int) -> Comment:
    own: Comment | None = (
        Comment.objects.allowing("edit", request.user)
        .select_related("consultation__version__draft__plan", "response", "voice", "seat")
        .filter(consultation__slug=slug, number=number)
        .defer("search")
        .first()
    )
    if own is None:
        raise Http404(_("No hay un comentario tuyo con ese número."))
    return own


@signed_in
def own_comment(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one's own comment and what became of it.

    POST corrects it, withdraws it or appeals against its being hidden.
    """
    own = _own(request, slug, number)
    words = {"text": own.text, "wording": own.wording}
    form = EditCommentForm(request.POST if "edit" in request.POST else None, initial=words)
    appeal = AppealForm(request.POST if "appeal" in request.POST else None)
    status = 200
    if request.method == "POST":
        attempt = Attempt()
        with attempt:
            if _change(request, own, form, appeal):
                return redirect("own_comment", slug=slug, number=number)
        status = attempt.status if attempt.refusal else 422
        if attempt.refusal:
            form = form if form.is_bound else EditCommentForm(words)
            form.is_valid()
            form.add_error(None, attempt.sentence)
    until = own.at + EDITABLE
    is_free = own.state == CommentState.PUBLISHED and own.response_id is None
    response = own.response
    is_answered = response is not None and response.state == ResponseState.APPROVED
    context = {
        "comment": own,
        "consultation": own.consultation,
        "form": form,
        "appeal": appeal,
        "until": until,
        "is_editable": is_free and timezone.now() < until,
        "changes": list(response.changes.select_related("version").order_by("number"))
        if response and is_answered
        else [],
    }
    return render(request, "forums/drafts/own_comment.html", context, status=status)


def _change(request: HttpRequest, own: Comment, form: EditCommentForm, appeal: AppealForm) -> bool:
    """Do what was sent about one's own comment and say whether it was done. Raises Refusal."""
    person = signed_in_user(request)
    if "edit" in request.POST and form.is_valid():
        workflow.edit_comment(own, by=person, **form.cleaned_data)
    elif "appeal" in request.POST and appeal.is_valid():
        workflow.appeal_comment(own, by=person, text=appeal.cleaned_data["text"])
    elif "withdraw" in request.POST:
        workflow.withdraw_comment(own, by=person)
    else:
        return False
    return True


@signed_in
def concur(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Agree with a comment or take it back (POST)."""
    commented = (
        Comment.objects.allowing("concur", request.user)
        .select_related("consultation")
        .filter(consultation__slug=slug, number=number)
        .defer("search")
        .first()
    )
    if commented is None:
        raise Http404
    if request.method == "POST":
        attempt = Attempt()
        with attempt:
            if "withdraw" in request.POST:
                workflow.take_back_concurrence(commented, by=signed_in_user(request))
            else:
                workflow.concur(commented, by=signed_in_user(request))
        if attempt.refusal:
            messages.error(request, attempt.sentence)
    back = request.POST.get("back", "")[:200]
    return redirect(f"{reverse('consultation', args=[slug])}?{back}#c{number}")
