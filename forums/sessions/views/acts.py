"""The acts of the page of a session: each takes what was sent, calls the workflow once, and returns
what to say.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django import forms
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.sessions import workflow
from forums.sessions.forms import (
    AgreementForm,
    BallotForm,
    ChangeForm,
    CirculateForm,
    HeadcountForm,
    MinutesForm,
    PaperForm,
    TextForm,
)
from forums.sessions.models import Agreement, Ballot, Minutes, Observation, Session
from ogp_portal.foundation.documents import uploads
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.refusals import Refusal

RowT = TypeVar("RowT", bound=Model)
Run = Callable[[HttpRequest, Session, forms.Form], str]


@dataclass(frozen=True)
class SessionAct:
    """One act of the page: what it runs, and the form it asks with (a text, if none of its own)."""

    run: Run
    form: type[forms.Form] = TextForm
    takes_files: bool = False

    @property
    def asks(self) -> bool:
        """Say whether it has a form of its own, which shows what is wrong with it."""
        return self.form is not TextForm

    def bound_form(self, request: HttpRequest, name: str) -> forms.Form:
        """Return its form with what was sent, its ids beginning with the act's `name`."""
        return self.form(request.POST, request.FILES, auto_id=f"{name}_%s")


def _typed_text(form: forms.Form) -> str:
    return str(form.cleaned_data["text"]) if form.is_valid() else ""


def _row(request: HttpRequest, rows: "QuerySet[RowT]") -> RowT:
    """Return the row of this session that the form names. Raises Http404."""
    try:
        public_id = uuid.UUID(request.POST.get("row", ""))
    except ValueError as error:
        raise Http404 from error
    row = rows.filter(public_id=public_id).first()
    if row is None:
        raise Http404
    return row


def _ballot(request: HttpRequest, session: Session) -> Ballot:
    return _row(request, Ballot.objects.filter(session=session))


def _record_attendance(request: HttpRequest, session: Session, _form: forms.Form) -> str:
    statuses = {
        int(name.removeprefix("seat-")): str(value)
        for name, value in request.POST.items()
        if name.startswith("seat-") and name.removeprefix("seat-").isdecimal()
    }
    workflow.record_attendance(session, by=signed_in_user(request), statuses=statuses)
    return _("Asistencia anotada.")


def _hold_session(request: HttpRequest, session: Session, _form: forms.Form) -> str:
    workflow.hold_session(session, by=signed_in_user(request))
    return _("La sesión quedó como realizada.")


def _call_off_session(request: HttpRequest, session: Session, form: forms.Form) -> str:
    workflow.call_off_session(session, by=signed_in_user(request), reason=_typed_text(form))
    return _("Se registró que no se realizó.")


def _change_session(request: HttpRequest, session: Session, form: forms.Form) -> str:
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
    ballot = form.cleaned_data
    workflow.save_ballot(
        session,
        by=signed_in_user(request),
        question=ballot["question"],
        options=ballot["options"].splitlines(),
        is_secret=ballot["is_secret"],
        abstention="Abstención" if ballot["with_abstention"] else "",
        closes_at=ballot["closes_at"],
    )
    return _("Votación preparada: ábrela cuando corresponda.")


def _open_ballot(request: HttpRequest, session: Session, _form: forms.Form) -> str:
    workflow.open_ballot(_ballot(request, session), by=signed_in_user(request))
    return _("Votación abierta.")


def _count_ballot(request: HttpRequest, session: Session, _form: forms.Form) -> str:
    workflow.count_ballot(_ballot(request, session), by=signed_in_user(request))
    return _("Votación contada y publicada.")


def _void_ballot(request: HttpRequest, session: Session, form: forms.Form) -> str:
    workflow.void_ballot(
        _ballot(request, session),
        by=signed_in_user(request),
        reason=_typed_text(form),
    )
    return _("La votación quedó sin efecto.")


def _vote(request: HttpRequest, session: Session, _form: forms.Form) -> str:
    ballot = _ballot(request, session)
    try:
        option = str(uuid.UUID(request.POST.get("option", "")))
    except ValueError:
        option = ""
    workflow.cast_vote(
        ballot, by=signed_in_user(request), option=option, seat=request.POST.get("seat", "")
    )
    return _("Tu voto quedó registrado.")


def _add_agreement(request: HttpRequest, session: Session, form: forms.Form) -> str:
    workflow.add_agreement(session, by=signed_in_user(request), **form.cleaned_data)
    return _("Acuerdo anotado.")


def _about_agreement(move: Callable[..., object], message: str | Promise, argument: str) -> Run:
    """Return the act that does `move` to an agreement of the forum, with the text typed as
    `argument`, and says `message`.
    """

    def run(request: HttpRequest, session: Session, form: forms.Form) -> str:
        agreement = _row(request, Agreement.objects.filter(session__forum=session.forum_id))
        move(agreement, by=signed_in_user(request), **{argument: _typed_text(form)})
        return str(message)

    return run


def _begin_minutes(request: HttpRequest, session: Session, _form: forms.Form) -> str:
    workflow.begin_minutes(session, by=signed_in_user(request))
    return _("Acta empezada con lo que ya consta.")


def _minutes(session: Session) -> Minutes:
    minutes = Minutes.objects.filter(session=session).first()
    if minutes is None:
        raise Http404
    return minutes


def _save_minutes(request: HttpRequest, session: Session, form: forms.Form) -> str:
    workflow.save_minutes(_minutes(session), by=signed_in_user(request), **form.cleaned_data)
    return _("Acta guardada.")


def _circulate_minutes(request: HttpRequest, session: Session, form: forms.Form) -> str:
    workflow.circulate_minutes(_minutes(session), by=signed_in_user(request), **form.cleaned_data)
    return _("Acta enviada a los asientos.")


def _take_back_minutes(request: HttpRequest, session: Session, form: forms.Form) -> str:
    workflow.take_back_minutes(
        _minutes(session), by=signed_in_user(request), reason=_typed_text(form)
    )
    return _("Acta en redacción otra vez.")


def _observe_minutes(request: HttpRequest, session: Session, form: forms.Form) -> str:
    workflow.observe_minutes(_minutes(session), by=signed_in_user(request), text=_typed_text(form))
    return _("Tu observación quedó registrada: se responde antes de aprobar.")


def _confirm_minutes(request: HttpRequest, session: Session, form: forms.Form) -> str:
    if _typed_text(form):
        raise Refusal(
            _(
                "Escribiste una observación: sigue aquí. Pulsa «Observar» para enviarla, o bórrala "
                "para dar tu conformidad."
            )
        )
    minutes = _minutes(session)
    read = four_eyes.sent(request, minutes)
    workflow.confirm_minutes(minutes, by=signed_in_user(request), read=read)
    return _("Tu conformidad quedó registrada.")


def _answer_observation(request: HttpRequest, session: Session, form: forms.Form) -> str:
    observation = _row(request, Observation.objects.filter(minutes__session=session))
    workflow.answer_observation(
        observation,
        by=signed_in_user(request),
        is_accepted="accept" in request.POST,
        answer=_typed_text(form),
    )
    return _("Observación respondida.")


def _approve_minutes(request: HttpRequest, session: Session, _form: forms.Form) -> str:
    minutes = _minutes(session)
    read = four_eyes.sent(request, minutes)
    workflow.approve_minutes(minutes, by=signed_in_user(request), read=read)
    return _("Acta aprobada y pública. El PDF se está haciendo.")


ACTS: dict[str, SessionAct] = {
    "attend": SessionAct(_record_attendance),
    "hold": SessionAct(_hold_session),
    "call_off": SessionAct(_call_off_session),
    "change": SessionAct(_change_session, ChangeForm),
    "paper": SessionAct(_add_paper, PaperForm, takes_files=True),
    "public": SessionAct(_count_public, HeadcountForm),
    "ballot": SessionAct(_prepare_ballot, BallotForm),
    "open_ballot": SessionAct(_open_ballot),
    "count_ballot": SessionAct(_count_ballot),
    "void_ballot": SessionAct(_void_ballot),
    "vote": SessionAct(_vote),
    "agreement": SessionAct(_add_agreement, AgreementForm),
    "follow_up": SessionAct(
        _about_agreement(workflow.follow_up_agreement, gettext_lazy("Seguimiento anotado."), "text")
    ),
    "fulfil": SessionAct(
        _about_agreement(workflow.fulfil_agreement, gettext_lazy("Acuerdo cumplido."), "reason")
    ),
    "drop": SessionAct(
        _about_agreement(workflow.drop_agreement, gettext_lazy("Acuerdo descartado."), "reason")
    ),
    "reopen": SessionAct(
        _about_agreement(workflow.reopen_agreement, gettext_lazy("Acuerdo reabierto."), "reason")
    ),
    "begin_minutes": SessionAct(_begin_minutes),
    "minutes": SessionAct(_save_minutes, MinutesForm),
    "circulate": SessionAct(_circulate_minutes, CirculateForm),
    "take_back": SessionAct(_take_back_minutes),
    "observe": SessionAct(_observe_minutes),
    "confirm": SessionAct(_confirm_minutes),
    "answer": SessionAct(_answer_observation),
    "approve": SessionAct(_approve_minutes),
}
