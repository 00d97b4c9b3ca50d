"""The page of a survey: answered by anybody, or by account; its results once published; the
secretariat's reading of the texts.
"""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forums.surveys import queries, workflow
from forums.surveys.forms import ReadForm, SheetForm
from forums.surveys.models import Answer, Survey
from forums.surveys.states import SurveyState, TextReading
from ogp_portal.foundation import languages
from ogp_portal.foundation.events import mail, rates
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.decorators import open_form, signed_in, signed_in_user
from ogp_portal.foundation.permissions.rights import Person

A_MINUTE = 60
MOST = 100
YEAR = 365 * 24 * 3600  # seconds


@rates.counted("survey", a_minute=A_MINUTE)
@open_form
def survey_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a survey and take a sheet (POST); what is typed is never lost to an error."""
    survey = _survey(request, slug)
    if request.method == "POST" and survey.needs_account and rights.is_anonymous(request.user):
        return redirect_to_login(request.get_full_path())
    questions = queries.questions_of(survey)
    has_answered = _cookie(survey) in request.COOKIES and not survey.needs_account
    form = SheetForm(questions, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        attempt = Attempt(form)
        with attempt:
            rates.check(request)
            if form.is_valid():
                _submit(survey, form, person=request.user, has_answered=has_answered)
                return _thanks(request, survey, email=form.cleaned_data.get("email", ""))
        status = attempt.status if attempt.refusal else 422
    context = {
        "survey": survey,
        "questions": questions,
        "form": form,
        "is_open": _is_open(survey),
        "has_answered": has_answered,
        "results": queries.results_of(survey) if survey.state == SurveyState.REPORTED else [],
        "offers": queries.offers_of(survey),
    }
    return render(request, "forums/surveys/survey.html", context, status=status)


def _survey(request: HttpRequest, slug: str) -> Survey:
    survey: Survey | None = (
        Survey.objects.allowing("view", request.user)
        .select_related("plan", "stage", "session", "source")
        .with_rights(request.user, "answer", "run")
        .filter(slug=slug)
        .first()
    )
    if survey is None:
        raise Http404(_("No hay una consulta con esa dirección."))
    return survey


def _is_open(survey: Survey) -> bool:
    return (
        survey.state == SurveyState.ANNOUNCED
        and Survey.objects.open_now().filter(pk=survey.pk).exists()
    )


def _cookie(survey: Survey) -> str:
    """Return the name of the cookie of a browser that answered."""
    return f"respondida-{survey.slug}"


def _submit(survey: Survey, form: SheetForm, *, person: Person, has_answered: bool) -> None:
    """Send what a valid form says. Raises what `workflow.submit_answers` does."""
    workflow.submit_answers(
        survey,
        person=person,
        key=form.cleaned_data["key"],
        answers=form.answers(),
        sector=form.cleaned_data["sector"],
        territory=form.cleaned_data["territory"],
        email=form.cleaned_data.get("email", ""),
        language=languages.current(),
        has_answered=has_answered,
    )


def _thanks(request: HttpRequest, survey: Survey, *, email: str) -> HttpResponse:
    """Return the page after answering; without an account the browser keeps that it did."""
    context = {"survey": survey, "email": mail.masked(email)}
    response = render(request, "forums/surveys/thanks.html", context)
    if not survey.needs_account:
        response.set_cookie(
            _cookie(survey),
            "1",
            max_age=YEAR,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return response


@signed_in
def read_answers(request: HttpRequest, slug: str) -> HttpResponse:
    """Read the texts of a survey and say of each whether it is published (POST)."""
    person = signed_in_user(request)
    survey = Survey.objects.allowing("read_answers", person).filter(slug=slug).first()
    if survey is None:
        raise Http404
    waiting = Answer.objects.allowing("read", person).filter(
        question__survey=survey, reading=TextReading.WAITING
    )
    if request.method == "POST":
        form = ReadForm(request.POST)
        number = request.POST.get("answer", "")
        is_number = number.isdecimal() and len(number) < 18
        answer = waiting.filter(pk=int(number)).first() if is_number else None
        if answer is None:
            raise rights.NotAllowed("read")
        attempt = Attempt()
        with attempt:
            workflow.read_answer(
                answer,
                by=person,
                is_published="publish" in request.POST,
                reason=form.cleaned_data["reason"] if form.is_valid() else "",
            )
        if attempt.refusal:
            messages.error(request, attempt.sentence)
        return redirect("read_answers", slug=slug)
    rows = list(waiting.select_related("question").order_by("question__position", "pk")[:MOST])
    return render(
        request,
        "forums/surveys/read.html",
        {"survey": survey, "rows": rows, "count": waiting.count()},
    )
