"""Sessions in the admin: prepared and convened here; what happens in them has its room in "Mi
trabajo".
"""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from forums.bodies.models import Forum
from forums.process.models import Stage
from forums.sessions import workflow
from forums.sessions.models import AgendaItem, Session
from ogp_portal.foundation.events import undoing
from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.staff_admin import Act, StaffAdmin, WhyForm
from ogp_portal.foundation.permissions.staff_parts import PartInline


class AgendaInline(PartInline[AgendaItem, models.Model]):
    """The programme."""

    model = AgendaItem
    fields = ("position", "title", "description", "minutes")
    ordering = ("position",)


@admin.register(Session)
class SessionAdmin(StaffAdmin[Session]):
    """Sessions."""

    view_act, create_act = "run", "create"
    inlines = (AgendaInline,)
    list_display = ("title", "forum", "starts_at", "state")
    list_filter = ("state",)
    list_select_related = ("forum",)
    search_fields = ("title", "forum__name")
    ordering = ("-starts_at", "title")
    prepopulated_fields = {"slug": ("title",)}
    exclude = ("source", "date_note")
    acts = (
        Act("convene", _("Convocar"), workflow.convene_session),
        Act("call_off", _("Registrar que no se realizó"), workflow.call_off_session, WhyForm),
        Act("discard", undoing.LABEL, workflow.discard_session, undoing.DiscardForm),
    )
    offers = {
        "forum": lambda user: Forum.objects.allowing("edit", user).order_by("name"),
        "stage": lambda user: Stage.objects.filter(
            plan__in=Forum.objects.allowing("edit", user).values("plan")
        ).order_by("plan__title", "position"),
    }

    def get_readonly_fields(
        self, request: HttpRequest, obj: Session | None = None
    ) -> tuple[str, ...]:
        """Keep forum and address once it exists; its state moves only by acts."""
        return ("forum", "slug", "state", "state_reason") if obj else ("state", "state_reason")

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Session | None = None
    ) -> dict[str, Sequence[str]]:
        """Suggest the address only while it is new."""
        return {} if obj else self.prepopulated_fields

    def save_model(
        self,
        request: HttpRequest,
        obj: Session,
        form: "ModelForm[Session]",
        change: bool,  # noqa: FBT001
    ) -> None:
        """Save by the workflow; an unchanged row with a changed programme is not a change of the
        session.
        """
        if form.changed_data or not change:
            workflow.save_session(obj, by=signed_in_user(request))

    def save_formset(
        self,
        request: HttpRequest,
        form: "ModelForm[Session]",
        formset: Any,
        change: bool,  # noqa: FBT001
    ) -> None:
        """Save the programme by the workflow."""
        for row in formset.save(commit=False):
            workflow.save_agenda_item(row, by=signed_in_user(request))
