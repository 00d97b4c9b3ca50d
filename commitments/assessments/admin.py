"""Counterparts in the admin: which organizations of civil society answer for a commitment together
with the institution; and the scales that assessments judge by.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from commitments.assessments import criteria, queries, workflow
from commitments.assessments.models import SCALE, Counterpart, Rubric
from commitments.plans.models import Commitment
from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.staff_admin import Act, StaffAdmin, WhyForm


@admin.register(Counterpart)
class CounterpartAdmin(StaffAdmin[Counterpart]):
    """Counterparts."""

    create_act = "create"
    edit_act = ""
    list_display = ("organization", "commitment")
    list_select_related = ("organization", "commitment")
    ordering = ("organization__name",)
    autocomplete_fields = ("commitment", "organization")
    acts = (Act("remove", _("Quitar: fue un error"), workflow.remove_counterpart, WhyForm),)

    offers = {
        "commitment": lambda user: Commitment.objects.allowing("name_counterpart", user).defer(
            "search"
        )
    }

    def save_model(
        self,
        request: HttpRequest,
        obj: Counterpart,
        form: ModelForm[Counterpart],
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Save by the workflow."""
        obj.pk = workflow.name_counterpart(
            obj.commitment, organization=obj.organization, by=signed_in_user(request)
        ).pk


class CriteriaField(forms.CharField):
    """The criteria of a scale, written as text (`criteria.read`)."""

    widget = forms.Textarea(attrs={"rows": 14})

    def prepare_value(self, value: Any) -> Any:
        """Show them as one writes them."""
        return criteria.as_text(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Read them."""
        text = super().to_python(value)
        return criteria.read(text) if text else text

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Say whether the text says other criteria."""
        return bool(super().has_changed(self.prepare_value(initial), data))


YEARS = ("from_year", "until_year")


class RubricForm(ModelForm[Rubric]):
    """A scale, its questions and answers written as text."""

    criteria = CriteriaField(
        label=_("Preguntas y respuestas"),
        help_text=_(
            "Una pregunta por línea; debajo, cada respuesta después de un guion. Entre corchetes, "
            "si hace falta, la clave con que la nombran los datos: «- No iniciado [not_started]»."
        ),
    )


@admin.register(Rubric)
class RubricAdmin(StaffAdmin[Rubric]):
    """The scales, by version, with the plans that each serves. One in use stays as it is."""

    create_act = "create"
    form = RubricForm
    list_display = ("name", "version", "kind", "from_year", "until_year")
    list_filter = ("kind",)
    search_fields = ("name", "version")
    ordering = ("kind", "name", "version")
    fieldsets = (
        (None, {"fields": ("kind", "name", "version", "slug", "source")}),
        (_("Planes a los que sirve"), {"fields": (*YEARS, "served")}),
        (_("Pauta"), {"fields": ("criteria",)}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Rubric | None = None) -> Any:
        """Show the questions as they read where they stay as they are."""
        if obj is None:
            return [
                *self.fieldsets[:1],
                (self.fieldsets[1][0], {"fields": YEARS}),
                self.fieldsets[2],
            ]
        if not obj.assessments.exists():
            return self.fieldsets
        return (*self.fieldsets[:2], (_("Pauta"), {"fields": ("questions",)}))

    def get_readonly_fields(
        self, request: HttpRequest, obj: Rubric | None = None
    ) -> tuple[str, ...]:
        """Keep what somebody judged by; its years may still change."""
        if obj is None or not obj.assessments.exists():
            return ("served",)
        return ("served", "questions", *SCALE, "source")

    @admin.display(description=_("planes de hoy"))
    def served(self, row: Rubric) -> str:
        """Return the plans that it serves as its years stand."""
        return ", ".join(str(plan) for plan in queries.plans_served(row)) or "–"

    @admin.display(description=_("preguntas y respuestas"))
    def questions(self, row: Rubric) -> SafeString:
        """Return its questions and answers to be read."""
        text = criteria.as_text(row.criteria)
        return format_html_join("", "{}<br>", ((line,) for line in text.splitlines()))

    def save_model(
        self,
        request: HttpRequest,
        obj: Rubric,
        form: ModelForm[Rubric],
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Save by the workflow."""
        workflow.save_rubric(obj, by=signed_in_user(request))
