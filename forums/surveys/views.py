"""The page of a survey: answered by anybody, or by account; its results once published; the
secretariat's reading.
"""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forums.surveys import queries, workflow
from forums.surveys.forms import ReadForm, SheetForm
from forums.surveys.models import Answer, Survey
from forums.surveys.states import SurveyState
from ogp_portal.foundation import languages
from ogp_portal.foundation.events import rates
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.permissions.decorators import open_form, signed_in
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

A_MINUTE = 60
MOST = 100
YEAR = 365 * 24 * 3600


@open_form
def survey_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a survey and take a sheet (POST); what is typed is never lost to an error."""
    person = request.user
    survey = (
        Survey.objects.allowing("view", person)
        .select_related("plan", "stage", "session", "source")
        .with_rights(person, "answer", "run")
        .filter(slug=slug)
        .first()
    )
    if survey is None:
        raise Http404(_("No hay una consulta con esa dirección."))
    questions = queries.questions_of(survey)
    is_open = (
        survey.state == SurveyState.ANNOUNCED
        and Survey.objects.open_now().filter(pk=survey.pk).exists()
    )
    cookie = f"respondida-{survey.slug}"
    has_answered = cookie in request.COOKIES and not survey.needs_account
    form = SheetForm(questions, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        try:
            rates.limit(request, "survey", a_minute=A_MINUTE)
            if has_answered:
                raise Refusal(
                    _("Desde este navegador ya se respondió: es una respuesta por persona.")
                )
            if form.is_valid():
                with transaction.atomic():
                    workflow.submit_answers(
                        survey,
                        person=person,
                        key=form.cleaned_data["key"],
                        said=form.said(),
                        sector=form.cleaned_data["sector"],
                        territory=form.cleaned_data["territory"],
                        email=form.cleaned_data.get("email", ""),
                        language=languages.current(),
                    )
                response = render(request, "forums/surveys/thanks.html", {"survey": survey})
                if not survey.needs_account:
                    response.set_cookie(
                        cookie,
                        "1",
                        max_age=YEAR,
                        secure=request.is_secure(),
                        httponly=True,
                        samesite="Lax",
                    )
                return response
            status = 422
        except Refusal as refusal:
            status = refusal.status
            form.is_valid()
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    context = {
        "survey": survey,
        "questions": questions,
        "form": form,
        "is_open": is_open,
        "has_answered": has_answered,
        "results": queries.results(survey) if survey.state == SurveyState.REPORTED else [],
        "offers": queries.offers(survey),
    }
    return render(request, "forums/surveys/survey.html", context, status=status)


@signed_in
def read_answers(request: HttpRequest, slug: str) -> HttpResponse:
    """Read the texts of a survey and say of each whether it is published (POST)."""
    person = request.user
    survey = Survey.objects.allowing("read_answers", person).filter(slug=slug).first()
    if survey is None or not isinstance(person, User):
        raise Http404
    waiting = Answer.objects.allowing("read", person).filter(
        question__survey=survey, reading="waiting"
    )
    if request.method == "POST":
        form = ReadForm(request.POST)
        number = request.POST.get("answer", "")
        answer = (
            waiting.filter(pk=int(number)).first()
            if number.isdecimal() and len(number) < 18
            else None
        )
        if answer is None:
            raise rights.NotAllowed("read")
        try:
            with transaction.atomic():
                workflow.read_answer(
                    answer,
                    by=person,
                    is_published="publish" in request.POST,
                    reason=form.cleaned_data["reason"] if form.is_valid() else "",
                )
            return redirect("read_answers", slug=slug)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("read_answers", slug=slug)
    rows = list(waiting.select_related("question").order_by("question__position", "pk")[:MOST])
    return render(
        request,
        "forums/surveys/read.html",
        {"survey": survey, "rows": rows, "count": waiting.count()},
    )
