"""Stages of co-creation in the admin."""

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commitments.plans.models import Plan
from forums.process import workflow
from forums.process.forms import DatesForm, EvidenceForm
from forums.process.models import Stage
from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.staff_admin import Act, StaffAdmin, WhyForm


@admin.register(Stage)
class StageAdmin(StaffAdmin[Stage]):
    """Stages."""

    view_act, create_act = "run", "create"
    list_display = ("name", "plan", "opens_on", "closes_on", "state")
    list_select_related = ("plan",)
    list_filter = ("state",)
    search_fields = ("name",)
    ordering = ("plan__title", "position")
    fields = (
        "plan",
        "position",
        "name",
        "description",
        "opens_on",
        "closes_on",
        "precision",
        "date_note",
        "state",
    )
    readonly_fields = ("state",)
    acts = (
        Act("open_stage", _("Registrar que empezó"), workflow.open_stage),
        Act("close_stage", _("Registrar que terminó"), workflow.close_stage),
        Act(
            "report_stage",
            _("Registrar dónde se publicaron sus resultados"),
            workflow.report_stage,
            WhyForm,
        ),
        Act("edit", _("Mover las fechas"), workflow.move_stage_dates, DatesForm),
        Act("run", _("Agregar una prueba"), workflow.add_stage_evidence, EvidenceForm),
    )
    offers = {"plan": lambda user: Plan.objects.allowing("run", user).order_by("title")}

    def save_model(
        self,
        request: HttpRequest,
        obj: Stage,
        form: "ModelForm[Stage]",
        change: bool,  # noqa: FBT001
    ) -> None:
        """Save by the workflow."""
        workflow.save_stage(obj, by=signed_in_user(request))
