"""The page where a counterpart or a monitor gives its judgement."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commitments.assessments import workflow
from commitments.assessments.forms import AssessmentForm
from commitments.assessments.models import Assessment, Rubric
from commitments.plans.models import Commitment
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import signed_in
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

OWN_RUBRIC = {Assessment.Kind.COUNTERPART: "contraparte", Assessment.Kind.INDEPENDENT: "irm"}


@signed_in
def judge(request: HttpRequest, slug: str) -> HttpResponse:
    """Write one's own judgement of a commitment; POST saves, opens the factual review or
    publishes.
    """
    person = request.user
    commitment = (
        Commitment.objects.filter(slug=slug)
        .with_rights(person, "judge_as_counterpart", "judge_as_monitor")
        .select_related("plan")
        .first()
    )
    if (
        commitment is None
        or not isinstance(person, User)
        or not (
            getattr(commitment, "may_judge_as_counterpart", False)
            or getattr(commitment, "may_judge_as_monitor", False)
        )
    ):
        raise Http404
    kind = (
        Assessment.Kind.COUNTERPART
        if getattr(commitment, "may_judge_as_counterpart", False)
        else Assessment.Kind.INDEPENDENT
    )
    assessment = (
        Assessment.objects.allowing("edit", person)
        .filter(commitment=commitment, kind=kind)
        .select_related("rubric", "organization")
        .first()
    )
    if assessment is None:
        if request.method == "POST" and "begin" in request.POST:
            return _begin(request, commitment, kind, person)
        published = (
            Assessment.objects.allowing("correct_assessment", person)
            .filter(commitment=commitment, kind=kind)
            .first()
        )
        return render(
            request,
            "commitments/assessments/begin.html",
            {"commitment": commitment, "published": published},
        )
    form = AssessmentForm(assessment, request.POST if request.method == "POST" else None)
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            _save(request, assessment, form, person)
            return redirect("judge", slug=slug)
    return render(
        request,
        "commitments/assessments/judge.html",
        {"commitment": commitment, "assessment": assessment, "form": form},
        status=attempt.status,
    )


def _begin(
    request: HttpRequest, commitment: Commitment, kind: Assessment.Kind, person: User
) -> HttpResponse:
    rubric = Rubric.objects.filter(slug=OWN_RUBRIC[kind]).order_by("-pk").first()
    published = (
        Assessment.objects.allowing("correct_assessment", person)
        .filter(commitment=commitment, kind=kind)
        .first()
    )
    attempt = Attempt()
    with attempt:
        if rubric is None:
            raise Refusal(
                _(
                    "Aún no hay una pauta cargada para esta evaluación: pídala a quien "
                    "administra el portal."
                )
            )
        if published:
            workflow.correct_assessment(published, by=person, reason=request.POST.get("reason", ""))
        else:
            workflow.begin_assessment(commitment, rubric=rubric, by=person)
    if attempt.refusal:
        messages.error(request, attempt.sentence)
    return redirect("judge", slug=commitment.slug)


def _save(request: HttpRequest, assessment: Assessment, form: AssessmentForm, person: User) -> None:
    """Save what was written and do what the pressed button says."""
    saved = workflow.save_assessment(
        assessment,
        by=person,
        ratings=form.ratings(),
        narrative=form.words("narrative"),
        dissent=form.words("dissent"),
    )
    if "review" in request.POST:
        workflow.open_factual_review(saved, by=person)
        messages.success(request, _("Se abrió la revisión de hechos por 14 días."))
    elif "publish" in request.POST:
        workflow.publish_assessment(saved, by=person)
        messages.success(request, _("Publicada, tal como la escribió."))
    else:
        messages.success(request, _("Guardado."))
