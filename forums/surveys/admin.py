"""Surveys, their questions and the offers of help in the admin."""

from django.contrib import admin
from django.forms import BaseForm, ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commitments.plans.models import Plan
from forums.surveys import workflow
from forums.surveys.forms import QuestionForm, SurveyForm, TakeUpForm
from forums.surveys.models import OfferOfHelp, Question, Survey
from forums.surveys.states import SurveyState
from ogp_portal.foundation.events import undoing
from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.staff_admin import Act, StaffAdmin, WhyForm
from ogp_portal.models import User


@admin.register(Survey)
class SurveyAdmin(StaffAdmin[Survey]):
    """Surveys and prior consultations."""

    form = SurveyForm
    view_act, create_act = "run", "create"
    list_display = ("title", "plan", "opens_at", "closes_at", "state")
    list_select_related = ("plan",)
    search_fields = ("title",)
    ordering = ("-opens_at", "title")
    prepopulated_fields = {"slug": ("title",)}
    acts = (
        Act("announce_survey", _("Anunciar"), workflow.announce_survey),
        Act("report_survey", _("Publicar los resultados"), workflow.report_survey),
        Act("discard", undoing.LABEL, workflow.discard_survey, undoing.DiscardForm),
    )
    offers = {"plan": lambda user: Plan.objects.allowing("run", user).order_by("title")}

    def save_model(
        self,
        request: HttpRequest,
        obj: Survey,
        form: "ModelForm[Survey]",
        change: bool,  # noqa: FBT001
    ) -> None:
        """Save by the workflow."""
        workflow.save_survey(obj, by=signed_in_user(request))


@admin.register(Question)
class QuestionAdmin(StaffAdmin[Question]):
    """Questions with their options."""

    form = QuestionForm
    create_act = "create"
    list_display = ("text", "survey", "position", "kind")
    list_select_related = ("survey",)
    ordering = ("survey__title", "position")
    offers = {
        "survey": lambda user: (
            Survey.objects.allowing("edit", user).filter(state=SurveyState.DRAFT).order_by("title")
        ),
    }

    def prepare_form(self, form: BaseForm, *, user: User, row: Question | None) -> None:
        """Show the options it has, one a line."""
        super().prepare_form(form, user=user, row=row)
        if row and "options" in form.fields:
            form.initial["options"] = self.options(row)

    @admin.display(description=_("Opciones, una por línea"))
    def options(self, question: Question) -> str:
        """Return the options, one a line: what is shown where they are no longer edited."""
        labels = question.choices.order_by("position").values_list("label", flat=True)
        return "\n".join(labels)

    def save_model(
        self,
        request: HttpRequest,
        obj: Question,
        form: "ModelForm[Question]",
        change: bool,  # noqa: FBT001
    ) -> None:
        """Save by the workflow."""
        workflow.save_question(
            obj, by=signed_in_user(request), choices=form.cleaned_data["options"].splitlines()
        )


@admin.register(OfferOfHelp)
class OfferAdmin(StaffAdmin[OfferOfHelp]):
    """Offers of help: taken up or declined."""

    view_act, edit_act = "run", ""
    list_display = ("offered_on", "survey", "state", "organization")
    list_select_related = ("survey", "organization")
    list_filter = ("state",)
    ordering = ("state", "offered_on")
    acts = (
        Act("take_up_offer", _("Aceptar"), workflow.take_up_offer, TakeUpForm),
        Act("decline_offer", _("Declinar"), workflow.decline_offer, WhyForm),
        Act("finish_offer", _("Registrar que se cumplió"), workflow.finish_offer, WhyForm),
    )
