"""Reporting an advance in five minutes on a phone, reviewing it, and the files behind it."""

import datetime
import uuid
from collections.abc import Iterable

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commitments.plans import definitions
from commitments.plans.models import Commitment, Milestone
from commitments.progress import queries, workflow
from commitments.progress.forms import (
    ClaimForm,
    EvidenceForm,
    ProvedForm,
    ReasonForm,
    UpdateForm,
)
from commitments.progress.models import Evidence, ProgressUpdate
from commitments.progress.states import OPEN_UPDATE, UpdateState
from ogp_portal.foundation.documents import uploads
from ogp_portal.foundation.permissions import choices, four_eyes
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import (
    public,
    signed_in,
    signed_in_user,
    takes_files,
)
from ogp_portal.foundation.refusals import ChangedMeanwhile, Refusal
from ogp_portal.models import User


@public(cache=300)
def evidence_file(request: HttpRequest, slug: str, sha256: str) -> HttpResponseBase:
    """Give a public file as an attachment that no browser runs."""
    evidence = (
        Evidence.objects.allowing("view", request.user)
        .filter(commitment__slug=slug, sha256=sha256, kind=Evidence.Kind.FILE)
        .first()
    )
    if evidence is None:
        raise Http404
    return uploads.attachment(evidence.file, sha256=evidence.sha256, media_type=evidence.media_type)


@signed_in
def begin_report(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the report of a month (POST), or go back to the list of work."""
    commitment = (
        Commitment.objects.allowing("report_progress", signed_in_user(request))
        .filter(slug=slug)
        .first()
    )
    if commitment is None or request.method != "POST":
        raise Http404
    month = _month(request.POST.get("month", ""))
    attempt = Attempt()
    with attempt:
        update = workflow.begin_update(commitment, month=month, by=signed_in_user(request))
        return redirect(_address(update))
    messages.error(request, attempt.sentence)
    return redirect("my_work")


def _month(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise Http404 from error


def _find(request: HttpRequest, slug: str, year: int, month: int) -> ProgressUpdate:
    try:
        first = datetime.date(year, month, 1)
    except ValueError as error:
        raise Http404 from error
    found = (
        ProgressUpdate.objects.allowing("view", signed_in_user(request))
        .with_rights(
            signed_in_user(request), "edit", "submit_update", "approve_update", "return_update"
        )
        .filter(commitment__slug=slug, period_starts_on=first, state__in=OPEN_UPDATE)
        .select_related("commitment__plan", "commitment__responsible")
        .first()
    )
    if found is None:
        raise Http404(_("No hay un reporte en trabajo para ese mes."))
    return found


@signed_in
def write_report(request: HttpRequest, slug: str, year: int, month: int) -> HttpResponse:
    """Write the report of a month, with the last one beside it; what is typed is never lost to an
    error.
    """
    update = _find(request, slug, year, month)
    if not getattr(update, "may_edit", False):
        return redirect(f"{_address(update)}revisar/")
    form, claim_forms = _forms(request, update, _counted(update))
    attempt = Attempt(form)
    if request.method == "POST":
        if all([form.is_valid(), *(claim_form.is_valid() for _row, claim_form in claim_forms)]):
            with attempt:
                return _save(request, update, form, claim_forms)
        else:
            attempt.status = 422
    return _writing(request, update, form, claim_forms, attempt)


def _writing(
    request: HttpRequest,
    update: ProgressUpdate,
    form: UpdateForm,
    claim_forms: list[tuple[Milestone, ClaimForm]],
    attempt: Attempt,
    evidence_form: EvidenceForm | None = None,
) -> HttpResponse:
    """Return the page of a report being written, with what was typed in each of its forms."""
    user = signed_in_user(request)
    update.refresh_from_db(from_queryset=ProgressUpdate.objects.select_related("commitment__plan"))
    if evidence_form is None:
        evidence_form = EvidenceForm()
        _offer_milestones(evidence_form, update, user)
    evidence = list(update.evidence.order_by("pk").prefetch_related("milestones"))
    context = {
        "update": update,
        "form": form,
        "claims": claim_forms,
        "evidence_form": evidence_form,
        "evidence": [(row, _proved_form(row, update, user)) for row in evidence],
        "last": update.commitment.updates.filter(state=UpdateState.APPROVED)
        .order_by("-period_ends_on")
        .first(),
        "is_stale": attempt.status == ChangedMeanwhile.status,
    }
    return render(request, "commitments/progress/write_report.html", context, status=attempt.status)


def _counted(update: ProgressUpdate) -> QuerySet[Milestone]:
    return update.commitment.milestones.filter(definitions.counted_milestones()).order_by(
        "position"
    )


def _forms(
    request: HttpRequest, update: ProgressUpdate, milestones: Iterable[Milestone]
) -> tuple[UpdateForm, list[tuple[Milestone, ClaimForm]]]:
    """Return the form of the report and one for each milestone, with what was typed or saved."""
    if request.method == "POST":
        return UpdateForm(request.POST), [
            (milestone, ClaimForm(request.POST, prefix=f"m{milestone.position}"))
            for milestone in milestones
            if f"m{milestone.position}-progress" in request.POST
        ]
    return _saved(update, milestones)


def _saved(
    update: ProgressUpdate, milestones: Iterable[Milestone]
) -> tuple[UpdateForm, list[tuple[Milestone, ClaimForm]]]:
    """Return the forms of a report with what was saved of it."""
    claims = {claim.milestone_id: claim for claim in update.claims.all()}
    rows = list(milestones)
    at = queries.clocks(update.period_ends_on, timezone.now())
    stood = queries.standings(rows, at)
    claim_forms = []
    for milestone in rows:
        latest = claims.get(milestone.pk) or stood[milestone.pk]
        initial = {"progress": latest.progress, "completed_on": latest.completed_on}
        claim_forms.append((milestone, ClaimForm(prefix=f"m{milestone.position}", initial=initial)))
    return UpdateForm.showing(update), claim_forms


def _save(
    request: HttpRequest,
    update: ProgressUpdate,
    form: UpdateForm,
    claim_forms: list[tuple[Milestone, ClaimForm]],
) -> HttpResponseRedirect:
    changes = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    claims = [claim_form.claim(milestone) for milestone, claim_form in claim_forms]
    stood = workflow.stood_before(update, [claim.milestone for claim in claims])
    moved = [
        claim
        for claim in claims
        if (claim.progress, claim.completed_on)
        != (stood[claim.milestone.pk].progress, stood[claim.milestone.pk].completed_on)
    ]
    saved = workflow.save_update(
        update,
        by=signed_in_user(request),
        version=form.cleaned_data["version"],
        changes=changes,
        claims=moved,
    )
    if "submit" in request.POST:
        workflow.submit_update(saved, by=signed_in_user(request))
        messages.success(
            request, _("Enviado a revisión. Se publica cuando otra persona lo apruebe.")
        )
        return redirect("my_work")
    messages.success(request, _("Guardado."))
    return redirect(_address(saved))


@signed_in
@takes_files
def attach_evidence(request: HttpRequest, slug: str, year: int, month: int) -> HttpResponse:
    """Attach a file or link to the report being written; a refused one keeps what was typed."""
    update = _find(request, slug, year, month)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    _offer_milestones(form, update, signed_in_user(request))
    if request.method != "POST":
        return redirect(f"{_address(update)}#pruebas")
    attempt = Attempt(form, is_transaction=False)
    if form.is_valid():
        uploaded = form.cleaned_data["file"]
        with attempt:
            if uploaded and uploaded.size > uploads.LARGEST:
                raise Refusal(
                    _("El archivo pesa más de 10 MB: redúzcalo o publíquelo y escriba el enlace."),
                    field="file",
                )
            workflow.add_evidence(
                update,
                by=signed_in_user(request),
                title=form.cleaned_data["title"],
                milestones=form.cleaned_data["milestones"],
                url=form.cleaned_data["url"],
                content=uploaded.read() if uploaded else b"",
                file_name=uploaded.name if uploaded else "",
            )
            messages.success(request, _("Medio de verificación agregado."))
            return redirect(f"{_address(update)}#pruebas")
    else:
        attempt.status = 422
    return _writing(request, update, *_saved(update, _counted(update)), attempt, form)


@signed_in
@require_POST
def change_evidence(
    request: HttpRequest, slug: str, year: int, month: int, key: uuid.UUID
) -> HttpResponse:
    """Say anew which milestones a file or link of the report proves, or take it out."""
    update = _find(request, slug, year, month)
    evidence = update.evidence.filter(public_id=key).first()
    if evidence is None:
        raise Http404(_("Ese medio de verificación no está en este reporte."))
    form = _proved_form(evidence, update, signed_in_user(request), request.POST)
    attempt = Attempt(is_transaction=False)
    if form.is_valid():
        with attempt:
            if "remove" in request.POST:
                workflow.remove_evidence(evidence, by=signed_in_user(request))
                messages.success(request, _("Medio de verificación quitado."))
            else:
                workflow.place_evidence(
                    evidence,
                    by=signed_in_user(request),
                    milestones=form.cleaned_data["milestones"],
                )
                messages.success(request, _("Guardado."))
    if attempt.refusal or form.errors:
        messages.error(request, attempt.sentence or _("Elija hitos de este compromiso."))
    return redirect(f"{_address(update)}#pruebas")


def _proved_form(
    evidence: Evidence, update: ProgressUpdate, user: User, data: QueryDict | None = None
) -> ProvedForm:
    """Return the form that says which milestones a file or link proves."""
    proved = [row.pk for row in evidence.milestones.all()]
    form = ProvedForm(data, prefix=f"e{evidence.pk}", initial={"milestones": proved})
    _offer_milestones(form, update, user)
    return form


def _offer_milestones(form: EvidenceForm | ProvedForm, update: ProgressUpdate, user: User) -> None:
    choices.restrict(form, user, {"milestones": lambda _user: _counted(update)})


@signed_in
def review_report(request: HttpRequest, slug: str, year: int, month: int) -> HttpResponse:
    """See a report as the public will, and approve it or give it back; never by who wrote it."""
    update = _find(request, slug, year, month)
    form = ReasonForm(request.POST or None)
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            if "approve" in request.POST:
                workflow.approve_update(
                    update, by=signed_in_user(request), read=four_eyes.sent(request, update)
                )
                messages.success(request, _("Publicado. Ya se ve en la página del compromiso."))
                return redirect("commitment", slug=slug)
            workflow.return_update(
                update, by=signed_in_user(request), reason=form.cleaned_data["reason"]
            )
            messages.success(request, _("Devuelto con su motivo."))
            return redirect("my_work")
    context = {
        "update": update,
        "form": form,
        "claims": list(update.claims.select_related("milestone").order_by("milestone__position")),
        "evidence": list(update.evidence.order_by("pk").prefetch_related("milestones")),
    }
    return render(
        request, "commitments/progress/review_report.html", context, status=attempt.status
    )


def _address(update: ProgressUpdate) -> str:
    return reverse(
        "write_report",
        args=[update.commitment.slug, update.period_starts_on.year, update.period_starts_on.month],
    )
