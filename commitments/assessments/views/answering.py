"""The pages where who is judged reads an assessment before it is published, and says what is wrong
in fact.
"""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commitments.assessments import queries, workflow
from commitments.assessments.forms import EditRemarkForm, RemarkForm
from commitments.assessments.models import Assessment, FactualRemark
from commitments.assessments.states import RemarkState
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import signed_in, signed_in_user


def _review(request: HttpRequest, key: uuid.UUID) -> Assessment:
    """Return an assessment in its factual review that the person reads. Raises Http404."""
    user = signed_in_user(request)
    row = (
        Assessment.objects.allowing("read_factual_review", user)
        .with_rights(user, "answer_facts")
        .filter(public_id=key)
        .select_related("commitment__plan", "organization", "rubric")
        .first()
    )
    if row is None:
        raise Http404(_("No hay una revisión de hechos en esa dirección."))
    return row


@signed_in
def factual_review(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Read an assessment line by line, and say what is wrong in fact in one of them."""
    assessment = _review(request, key)
    user = signed_in_user(request)
    lines = queries.lines_of(assessment)
    form = RemarkForm(lines, request.POST or None)
    form.initial["line"] = request.GET.get("linea", "")
    attempt = Attempt(form)
    if request.method == "POST":
        if form.is_valid():
            with attempt:
                remark = workflow.add_remark(assessment, by=user, **form.cleaned_data)
                messages.success(
                    request,
                    _("Guardada. La lee quien evalúa cuando otra persona del plan la confirme."),
                )
                return redirect("factual_remark", remark.public_id)
        else:
            attempt.status = 422
    remarks = queries.remarks_of(assessment, user)
    context = {
        "assessment": assessment,
        "commitment": assessment.commitment,
        "lines": [
            (line, [row for row in remarks if (row.part, row.quote) == (line.part, line.text)])
            for line in lines
        ],
        "unsaid": [row for row in remarks if not queries.still_said(row, lines)],
        "form": form,
    }
    return render(
        request, "commitments/assessments/factual_review.html", context, status=attempt.status
    )


@signed_in
def factual_remark(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """See what was said of a line; write it anew, confirm it or take it back."""
    user = signed_in_user(request)
    remark = (
        FactualRemark.objects.allowing("view", user)
        .with_rights(user, "edit", "withdraw_remark", "confirm_remark")
        .filter(
            public_id=key,
            assessment__in=Assessment.objects.allowing("read_factual_review", user),
        )
        .exclude(state=RemarkState.WITHDRAWN)
        .select_related("assessment__commitment", "assessment__rubric", "organization")
        .first()
    )
    if remark is None:
        raise Http404(_("No hay una observación en esa dirección."))
    is_saving = request.method == "POST" and "save" in request.POST
    form = EditRemarkForm(
        request.POST if is_saving else None, initial={"text": remark.text, "seen": remark.text}
    )
    attempt = Attempt(form if is_saving else None)
    if request.method == "POST" and (not is_saving or form.is_valid()):
        with attempt:
            return _act(request, remark, form)
    if is_saving and form.errors and attempt.status == 200:
        attempt.status = 422
    if attempt.refusal and not is_saving:
        messages.error(request, attempt.sentence)
        return redirect("factual_review", remark.assessment.public_id)
    context = {
        "remark": remark,
        "assessment": remark.assessment,
        "commitment": remark.assessment.commitment,
        "still_said": queries.still_said(remark, queries.lines_of(remark.assessment)),
        "form": form,
    }
    return render(
        request, "commitments/assessments/factual_remark.html", context, status=attempt.status
    )


def _act(request: HttpRequest, remark: FactualRemark, form: EditRemarkForm) -> HttpResponse:
    user = signed_in_user(request)
    if "save" in request.POST:
        workflow.save_remark(remark, by=user, **form.cleaned_data)
        messages.success(request, _("Guardada. Otra persona la confirma."))
    elif "confirm" in request.POST:
        workflow.confirm_remark(remark, by=user, read=four_eyes.sent(request, remark))
        messages.success(
            request, _("Confirmada: la lee quien evalúa, y se publica con la evaluación.")
        )
    elif "withdraw" in request.POST:
        workflow.withdraw_remark(remark, by=user)
        messages.success(request, _("Retirada: no se publica."))
    return redirect("factual_review", remark.assessment.public_id)
