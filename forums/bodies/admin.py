"""Forums and seats in the admin."""

from typing import Any

from django.contrib import admin
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

    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,
        change: bool = False,  # noqa: FBT001, FBT002
        **kwargs: Any,
    ) -> Any:
        """Offer as convener only the organizations the person coordinates for, and public plans."""
        form = super().get_form(request, obj, change, **kwargs)
        if "convener" in form.base_fields:
            form.base_fields["convener"].queryset = Organization.objects.filter(
                pk__in=organizations_of(signed_in_user(request), COORDINATOR)
            )
            form.base_fields["plan"].queryset = Plan.objects.allowing(
                "view", signed_in_user(request)
            ).order_by("title")
        return form

    def save_model(self, request: HttpRequest, obj: Forum, form: Any, change: bool) -> None:  # noqa: FBT001
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

    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,
        change: bool = False,  # noqa: FBT001, FBT002
        **kwargs: Any,
    ) -> Any:
        """Offer only the forums whose secretariat the person is."""
        form = super().get_form(request, obj, change, **kwargs)
        if "forum" in form.base_fields:
            forums = Forum.objects.allowing("edit", signed_in_user(request))
            form.base_fields["forum"].queryset = forums.order_by("name")
            form.base_fields["stands_in_for"].queryset = (
                Seat.objects.voting().filter(forum__in=forums).order_by("label")
            )
        return form

    def save_model(self, request: HttpRequest, obj: Seat, form: Any, change: bool) -> None:  # noqa: FBT001
        """Save by the workflow."""
        workflow.save_seat(obj, by=signed_in_user(request))
