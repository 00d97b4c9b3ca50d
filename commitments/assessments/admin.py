"""Counterparts in the admin: which organizations of civil society answer for a commitment together
with the institution.
"""

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from commitments.assessments import workflow
from commitments.assessments.models import Counterpart
from commitments.plans.models import Commitment
from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.staff_admin import StaffAdmin


@admin.register(Counterpart)
class CounterpartAdmin(StaffAdmin[Counterpart]):
    """Counterparts."""

    create_act = "create"
    edit_act = ""
    list_display = ("organization", "commitment")
    list_select_related = ("organization", "commitment")
    ordering = ("organization__name",)

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
        change: bool,  # noqa: FBT001 - Django\'s signature
    ) -> None:
        """Save by the workflow."""
        obj.pk = workflow.name_counterpart(
            obj.commitment, organization=obj.organization, by=signed_in_user(request)
        ).pk
