"""The page where a counterpart or a monitor gives its judgement."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commitments.assessments import queries, workflow
from commitments.assessments.forms import AssessmentForm, BeginForm, CorrectForm
from commitments.assessments.models import Assessment
from commitments.plans.models import Commitment
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import signed_in, signed_in_user
from ogp_portal.models import User


@signed_in
def judge(request: HttpRequest, slug: str) -> HttpResponse:
    """Write one's own judgement of a commitment; POST saves, opens the factual review or
    publishes.
    """
    user = signed_in_user(request)
    commitment, kind = _find(user, slug)
    assessment = (
        Assessment.objects.allowing("edit", user)
        .filter(commitment=commitment, kind=kind)
        .select_related("rubric", "organization")
        .first()
    )
    if assessment is None:
        return _begin(request, commitment, kind)
    form = AssessmentForm(assessment, request.POST if request.method == "POST" else None)
    attempt = Attempt(form)
    if request.method == "POST" and form.is_valid():
        with attempt:
            _save(request, assessment, form, user)
            return redirect("judge", slug=slug)
    lines = queries.lines_of(assessment)
    context = {
        "commitment": commitment,
        "assessment": assessment,
        "form": form,
        "may_publish": workflow.review_is_over(assessment),
        "remarks": [
            (row, queries.still_said(row, lines)) for row in queries.remarks_of(assessment, user)
        ],
    }
    return render(request, "commitments/assessments/judge.html", context, status=attempt.status)


def _find(user: User, slug: str) -> tuple[Commitment, str]:
    """Return a commitment that `user` judges, and as what. Raises Http404."""
    commitment = (
        Commitment.objects.filter(slug=slug)
        .with_rights(user, "judge_as_counterpart", "judge_as_monitor")
        .select_related("plan")
        .first()
    )
    if getattr(commitment, "may_judge_as_counterpart", False):
        kind = Assessment.Kind.COUNTERPART
    elif getattr(commitment, "may_judge_as_monitor", False):
        kind = Assessment.Kind.INDEPENDENT
    else:
        raise Http404
    assert commitment is not None  # noqa: S101 - it has the flag of a right
    return commitment, kind


def _begin(request: HttpRequest, commitment: Commitment, kind: str) -> HttpResponse:
    """Begin a judgement by a scale that serves the plan, or another edition of a published one."""
    user = signed_in_user(request)
    published = (
        Assessment.objects.allowing("correct_assessment", user)
        .filter(commitment=commitment, kind=kind)
        .first()
    )
    rubrics = queries.rubrics_for(commitment.plan, kind)
    data = request.POST if request.method == "POST" else None
    form = CorrectForm(data) if published else BeginForm(rubrics, data)
    attempt = Attempt(form)
    if request.method == "POST":
        if form.is_valid():
            with attempt:
                if published:
                    workflow.correct_assessment(published, by=user, **form.cleaned_data)
                else:
                    workflow.begin_assessment(commitment, by=user, **form.cleaned_data)
                return redirect("judge", slug=commitment.slug)
        else:
            attempt.status = 422
    context = {
        "commitment": commitment,
        "published": published,
        "form": form,
        "rubrics": [] if published else rubrics,
    }
    return render(request, "commitments/assessments/begin.html", context, status=attempt.status)


def _save(request: HttpRequest, assessment: Assessment, form: AssessmentForm, person: User) -> None:
    """Save what was written and do what the pressed button says."""
    saved = workflow.save_assessment(
        assessment,
        by=person,
        seen=form.cleaned_data["seen"],
        ratings=form.ratings(),
        narrative=form.words("narrative"),
        dissent=form.words("dissent"),
    )
    if "review" in request.POST:
        workflow.open_factual_review(saved, by=person)
        messages.success(
            request,
            _("Se abrió la revisión de hechos por %(days)s días.") % {"days": workflow.REVIEW_DAYS},
        )
    elif "publish" in request.POST:
        workflow.publish_assessment(saved, by=person)
        messages.success(request, _("Publicada, tal como la escribió."))
    else:
        messages.success(request, _("Guardado."))
