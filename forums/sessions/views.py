"""The public pages of forums and sessions, and the room where a session is run and voted."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.bodies.models import Alliance, Forum
from forums.sessions import ical, queries, workflow
from forums.sessions.forms import (
    AgreementForm,
    BallotForm,
    ChangeForm,
    CirculateForm,
    MinutesForm,
    PaperForm,
    PublicForm,
    WordsForm,
)
from forums.sessions.models import Agreement, Ballot, Minutes, Observation, Paper, Session
from forums.sessions.states import MinutesState
from ogp_portal.foundation.documents import uploads
from ogp_portal.foundation.permissions.decorators import public, signed_in, signed_in_user
from ogp_portal.foundation.refusals import Refusal


@public(cache=60)
def forum_list(request: HttpRequest) -> HttpResponse:
    """Show every forum by kind, and the alliances apart: they do not vote."""
    forums = list(
        Forum.objects.allowing("view", request.user)
        .select_related("convener", "plan")
        .order_by("position", "name")
    )
    groups = [
        (kind, [forum for forum in forums if forum.kind == kind.value]) for kind in Forum.Kind
    ]
    alliances = list(
        Alliance.objects.select_related("organization", "partner").order_by(
            "-kind", "position", "name"
        )
    )
    return render(
        request,
        "forums/sessions/forum_list.html",
        {"groups": [group for group in groups if group[1]], "alliances": alliances},
    )


@public(cache=60)
def forum_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a forum: who sits, what it decided, when it meets."""
    forum = (
        Forum.objects.allowing("view", request.user)
        .select_related("convener", "plan", "source")
        .filter(slug=slug)
        .first()
    )
    if forum is None:
        raise Http404(_("No hay un foro con esa dirección."))
    return render(
        request, "forums/sessions/forum.html", queries.forum_page(forum, user=request.user)
    )


def _session(request: HttpRequest, slug: str, *, act: str = "view") -> Session:
    found: Session | None = (
        Session.objects.allowing(act, request.user)
        .with_rights(request.user, "enter", "run")
        .filter(slug=slug)
        .select_related("forum__convener", "forum__plan", "source", "stage__plan")
        .first()
    )
    if found is None:
        raise Http404(_("No hay una sesión con esa dirección."))
    return found


@public(cache=30)
def session_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a session: programme, papers, who came, what was voted and agreed, its minutes."""
    return render(
        request,
        "forums/sessions/session.html",
        queries.session_page(_session(request, slug), user=request.user),
    )


@public(cache=300)
def session_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a session with a date as a calendar file."""
    session = _session(request, slug)
    if session.starts_at is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{slug}.ics"'}
    return HttpResponse(
        ical.calendar(session), content_type="text/calendar; charset=utf-8", headers=headers
    )


@public(cache=60)
def paper_file(request: HttpRequest, slug: str, sha256: str) -> HttpResponseBase:
    """Give a paper as an attachment that no browser runs, to those who may see it."""
    paper = (
        Paper.objects.allowing("view", request.user)
        .filter(session__slug=slug, sha256=sha256)
        .first()
    )
    if paper is None:
        raise Http404
    response = uploads.attachment(paper.file, media_type=paper.media_type)
    if paper.is_restricted:
        response["Cache-Control"] = "no-store, private"
    return response


@public(cache=3600)
def minutes_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Give the PDF of approved minutes."""
    minutes = (
        Minutes.objects.filter(session__slug=slug, state=MinutesState.APPROVED)
        .exclude(sha256="")
        .first()
    )
    if minutes is None:
        raise Http404
    response = FileResponse(
        minutes.file.open("rb"),
        as_attachment=True,
        filename=f"acta-{slug}.pdf",
        content_type="application/pdf",
    )
    response["ETag"] = f'"{minutes.sha256}"'
    return response


FORMS: dict[str, type[forms.Form]] = {
    "change": ChangeForm,
    "paper": PaperForm,
    "public": PublicForm,
    "ballot": BallotForm,
    "agreement": AgreementForm,
    "minutes": MinutesForm,
    "circulate": CirculateForm,
}


@signed_in
def session_room(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the room of a session to its seats and its secretariat;

    POST does one act, named by its field "act".
    """
    session = _session(request, slug, act="enter")
    shown: dict[str, forms.Form] = {}
    status = 200
    if request.method == "POST":
        act = request.POST.get("act", "")
        doing = DOINGS.get(act)
        if doing is None:
            raise Http404
        kind = FORMS.get(act)
        form = (
            kind(request.POST, request.FILES, auto_id=f"{act}_%s")
            if kind
            else WordsForm(request.POST)
        )
        try:
            if kind and not form.is_valid():
                raise Refusal(_("Revisa lo marcado: nada se guardó."))
            with transaction.atomic():
                said = doing(request, session, form)
            messages.success(request, said)
            return redirect("session_room", slug=slug)
        except Refusal as refusal:
            status = refusal.status
            if kind:
                if form.is_valid():
                    form.add_error(
                        refusal.field if refusal.field in form.fields else None, str(refusal)
                    )
                shown[act] = form
            else:
                shown["said"] = form
            problem = str(refusal)
    else:
        problem = ""
    context = {
        **queries.session_page(session, user=request.user),
        **queries.room(session, user=request.user),
        "problem": problem,
        "forms": {**_fresh(session), **shown},
    }
    return render(request, "forums/sessions/room.html", context, status=status)


def _fresh(session: Session) -> dict[str, forms.Form]:
    made = {
        name: kind(auto_id=f"{name}_%s") for name, kind in FORMS.items()
    }  # several on one page: each field has an id of its own
    made["change"] = ChangeForm(
        auto_id="change_%s",
        initial={
            name: getattr(session, name) for name in ("starts_at", "ends_at", "place", "remote_url")
        },
    )
    minutes = Minutes.objects.filter(session=session).first()
    if minutes:
        made["minutes"] = MinutesForm(
            auto_id="minutes_%s",
            initial={"text": minutes.text, "seen_at": minutes.modified_at.isoformat()},
        )
    return made


def _words(request: HttpRequest) -> str:
    form = WordsForm(request.POST)
    return str(form.cleaned_data["text"]) if form.is_valid() else ""


def _row(request: HttpRequest, rows: Any) -> Any:
    """Return the row of this session that the form names. Raises Http404."""
    try:
        wanted = uuid.UUID(request.POST.get("row", ""))
    except ValueError as error:
        raise Http404 from error
    found = rows.filter(public_id=wanted).first()
    if found is None:
        raise Http404
    return found


def _attend(request: HttpRequest, session: Session, _form: forms.Form) -> str:
    statuses = {
        int(name.removeprefix("seat-")): str(value)
        for name, value in request.POST.items()
        if name.startswith("seat-") and name.removeprefix("seat-").isdecimal()
    }
    workflow.record_attendance(session, by=signed_in_user(request), statuses=statuses)
    return _("Asistencia anotada.")


def _hold(request: HttpRequest, session: Session, _form: forms.Form) -> str:
    workflow.hold_session(session, by=signed_in_user(request))
    return _("La sesión quedó como realizada.")


def _call_off(request: HttpRequest, session: Session, _form: forms.Form) -> str:
    workflow.call_off_session(session, by=signed_in_user(request), reason=_words(request))
    return _("Se registró que no se realizó.")


def _change(request: HttpRequest, session: Session, form: forms.Form) -> str:
    workflow.change_session(session, by=signed_in_user(request), **form.cleaned_data)
    return _("Cambió la convocatoria y se avisó a los asientos.")


def _add_paper(request: HttpRequest, session: Session, form: forms.Form) -> str:
    uploaded = form.cleaned_data["file"]
    if uploaded.size > uploads.LARGEST:
        raise Refusal(
            _("El archivo pesa más de 10 MB: redúzcalo o publíquelo y escriba el enlace."),
            field="file",
        )
    workflow.add_paper(
        session,
        by=signed_in_user(request),
        title=form.cleaned_data["title"],
        content=uploaded.read(),
        file_name=uploaded.name,
        is_restricted=form.cleaned_data["is_restricted"],
    )
    return _("Documento agregado.")


def _count_public(request: HttpRequest, session: Session, form: forms.Form) -> str:
    workflow.count_public(session, by=signed_in_user(request), **form.cleaned_data)
    return _("Público anotado.")


def _prepare_ballot(request: HttpRequest, session: Session, form: forms.Form) -> str:
    said = form.cleaned_data
    workflow.save_ballot(
        session,
        by=signed_in_user(request),
        question=said["question"],
        options=said["options"].splitlines(),
        is_secret=said["is_secret"],
        abstention="Abstención" if said["with_abstention"] else "",
        closes_at=said["closes_at"],
    )
    return _("Votación preparada: ábrela cuando corresponda.")


def _open_ballot(request: HttpRequest, session: Session, _form: forms.Form) -> str:
    workflow.open_ballot(
        _row(request, Ballot.objects.filter(session=session)), by=signed_in_user(request)
    )
    return _("Votación abierta.")


def _count_ballot(request: HttpRequest, session: Session, _form: forms.Form) -> str:
    workflow.count_ballot(
        _row(request, Ballot.objects.filter(session=session)), by=signed_in_user(request)
    )
    return _("Votación contada y publicada.")


def _void_ballot(request: HttpRequest, session: Session, _form: forms.Form) -> str:
    workflow.void_ballot(
        _row(request, Ballot.objects.filter(session=session)),
        by=signed_in_user(request),
        reason=_words(request),
    )
    return _("La votación quedó sin efecto.")


def _vote(request: HttpRequest, session: Session, _form: forms.Form) -> str:
    ballot = _row(request, Ballot.objects.filter(session=session))
    try:
        option = str(uuid.UUID(request.POST.get("option", "")))
    except ValueError:
        option = ""
    workflow.cast_vote(
        ballot, by=signed_in_user(request), option=option, seat=request.POST.get("seat", "")
    )
    return _("Tu voto quedó registrado.")


def _agree(request: HttpRequest, session: Session, form: forms.Form) -> str:
    workflow.add_agreement(session, by=signed_in_user(request), **form.cleaned_data)
    return _("Acuerdo anotado.")


def _told(
    done: Callable[..., Any], words: Any, name: str
) -> Callable[[HttpRequest, Session, forms.Form], str]:
    """Return what does `done` to an agreement of the forum with the words typed."""

    def doing(request: HttpRequest, session: Session, _form: forms.Form) -> str:
        agreement = _row(request, Agreement.objects.filter(session__forum=session.forum_id))
        done(agreement, by=signed_in_user(request), **{name: _words(request)})
        return str(words)

    return doing


def _begin(request: HttpRequest, session: Session, _form: forms.Form) -> str:
    workflow.begin_minutes(session, by=signed_in_user(request))
    return _("Acta empezada con lo que ya consta.")


def _minutes(session: Session) -> Minutes:
    found = Minutes.objects.filter(session=session).first()
    if found is None:
        raise Http404
    return found


def _save(request: HttpRequest, session: Session, form: forms.Form) -> str:
    workflow.save_minutes(_minutes(session), by=signed_in_user(request), **form.cleaned_data)
    return _("Acta guardada.")


def _circulate(request: HttpRequest, session: Session, form: forms.Form) -> str:
    workflow.circulate_minutes(_minutes(session), by=signed_in_user(request), **form.cleaned_data)
    return _("Acta enviada a los asientos.")


def _take_back(request: HttpRequest, session: Session, _form: forms.Form) -> str:
    workflow.take_back_minutes(
        _minutes(session), by=signed_in_user(request), reason=_words(request)
    )
    return _("Acta en redacción otra vez.")


def _observe(request: HttpRequest, session: Session, _form: forms.Form) -> str:
    workflow.observe_minutes(_minutes(session), by=signed_in_user(request), text=_words(request))
    return _("Tu observación quedó registrada: se responde antes de aprobar.")


def _confirm(request: HttpRequest, session: Session, _form: forms.Form) -> str:
    workflow.confirm_minutes(_minutes(session), by=signed_in_user(request))
    return _("Tu conformidad quedó registrada.")


def _answer(request: HttpRequest, session: Session, _form: forms.Form) -> str:
    observation = _row(request, Observation.objects.filter(minutes__session=session))
    workflow.answer_observation(
        observation,
        by=signed_in_user(request),
        is_accepted="accept" in request.POST,
        answer=_words(request),
    )
    return _("Observación respondida.")


def _approve(request: HttpRequest, session: Session, _form: forms.Form) -> str:
    workflow.approve_minutes(_minutes(session), by=signed_in_user(request))
    return _("Acta aprobada y pública. El PDF se está haciendo.")


DOINGS: dict[str, Callable[[HttpRequest, Session, forms.Form], str]] = {
    "attend": _attend,
    "hold": _hold,
    "call_off": _call_off,
    "change": _change,
    "paper": _add_paper,
    "public": _count_public,
    "ballot": _prepare_ballot,
    "open_ballot": _open_ballot,
    "count_ballot": _count_ballot,
    "void_ballot": _void_ballot,
    "vote": _vote,
    "agreement": _agree,
    "follow_up": _told(workflow.follow_up_agreement, gettext_lazy("Seguimiento anotado."), "text"),
    "fulfil": _told(workflow.fulfil_agreement, gettext_lazy("Acuerdo cumplido."), "reason"),
    "drop": _told(workflow.drop_agreement, gettext_lazy("Acuerdo descartado."), "reason"),
    "reopen": _told(workflow.reopen_agreement, gettext_lazy("Acuerdo reabierto."), "reason"),
    "begin_minutes": _begin,
    "minutes": _save,
    "circulate": _circulate,
    "take_back": _take_back,
    "observe": _observe,
    "confirm": _confirm,
    "answer": _answer,
    "approve": _approve,
}
