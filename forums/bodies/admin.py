"""Forums and seats in the admin."""

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from commitments.organizations.access import COORDINATOR, organizations_of
from commitments.organizations.models import Organization
from commitments.plans.models import Plan
from forums.bodies import workflow
from forums.bodies.models import Forum, Seat
from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.staff_admin import StaffAdmin


@admin.register(Forum)
class ForumAdmin(StaffAdmin[Forum]):
    """Forums."""

    view_act, create_act = "run", "create"
    list_display = ("name", "kind", "convener", "plan")
    list_filter = ("kind",)
    list_select_related = ("convener", "plan")
    search_fields = ("name",)
    ordering = ("kind", "position", "name")
    prepopulated_fields = {"slug": ("name",)}
    exclude = ("source", "position")
    offers = {
        "convener": lambda user: Organization.objects.filter(
            pk__in=organizations_of(user, COORDINATOR)
        ),
        "plan": lambda user: Plan.objects.allowing("view", user).order_by("title"),
    }

    def save_model(
        self,
        request: HttpRequest,
        obj: Forum,
        form: "ModelForm[Forum]",
        change: bool,  # noqa: FBT001
    ) -> None:
        """Save by the workflow."""
        workflow.save_forum(obj, by=signed_in_user(request))


@admin.register(Seat)
class SeatAdmin(StaffAdmin[Seat]):
    """Who sits, for whom, from when until when."""

    view_act, create_act = "run", "create"
    list_display = ("label", "forum", "kind", "sector", "starts_on", "ends_on")
    list_filter = ("kind", "sector")
    list_select_related = ("forum",)
    search_fields = ("label", "forum__name")
    ordering = ("forum__name", "kind", "label")
    exclude = ("source",)
    offers = {
        "forum": lambda user: Forum.objects.allowing("edit", user).order_by("name"),
        "stands_in_for": lambda user: (
            Seat.objects.voting()
            .filter(forum__in=Forum.objects.allowing("edit", user))
            .order_by("label")
        ),
    }

    def save_model(
        self,
        request: HttpRequest,
        obj: Seat,
        form: "ModelForm[Seat]",
        change: bool,  # noqa: FBT001
    ) -> None:
        """Save by the workflow."""
        workflow.save_seat(obj, by=signed_in_user(request))
