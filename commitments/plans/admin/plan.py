"""Plans in the admin, with their consortium, axes and the totals that sources state."""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db import models
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.plans import queries, workflow
from commitments.plans.forms import (
    PlanForm,
)
from commitments.plans.models import (
    Axis,
    Plan,
    PlanMember,
    PublishedTotal,
)
from ogp_portal.foundation.events import undoing
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.staff_admin import (
    Act,
    StaffAdmin,
    WhyForm,
)
from ogp_portal.foundation.permissions.staff_parts import PartInline
from ogp_portal.models import User

ABOUT_IT = ("public_address", "state", "copied_from")


class AxisInline(PartInline[Axis, models.Model]):
    """A plan's axes."""

    model = Axis
    is_ordered = True
    begins_with_parent = True
    fields = (("name", "slug"), "description")
    ordering = ("position", "pk")
    prepopulated_fields = {"slug": ("name",)}


class MemberInline(PartInline[PlanMember, models.Model]):
    """Who promises the plan together, and who monitors it."""

    model = PlanMember
    begins_with_parent = True
    fields = (("organization", "part"),)
    autocomplete_fields = ("organization",)


class TotalInline(PartInline[PublishedTotal, models.Model]):
    """What sources state about the plan."""

    model = PublishedTotal
    classes = ("collapse",)
    edit_act = "register_total"
    fields = (("counts", "value", "stated_on"), ("axis", "source"), "note")
    autocomplete_fields = ("source",)


@admin.register(Plan)
class PlanAdmin(StaffAdmin[Plan]):
    """Plans."""

    form = PlanForm
    create_act = "create"
    view_act = "run"
    edit_act = "register_total"  # in force, its own fields and parts change by an amendment
    inlines = (MemberInline, AxisInline, TotalInline)
    list_display = ("title", "kind", "state", "starts_on", "ends_on")
    list_filter = ("state", "kind")
    search_fields = ("title",)
    ordering = ("title",)
    prepopulated_fields = {"slug": ("title",)}
    acts = (
        Act("open_co_creation", _("Abrir la cocreación"), workflow.open_co_creation),
        Act("suspend", _("Suspender"), workflow.suspend_plan, WhyForm),
        Act("resume", _("Retomar"), workflow.resume_plan),
        Act("submit", _("Registrar su presentación a OGP"), workflow.submit_plan),
        Act("enter_into_force", _("Poner en ejecución"), workflow.enter_into_force),
        Act("amend", _("Modificar el plan"), page="write_plan_amendment"),
        Act("copy", _("Copiar el plan"), page="copy_plan"),
        Act("record_assessment", _("Registrar su evaluación"), workflow.record_plan_assessment),
        Act("archive", _("Archivar"), workflow.archive_plan),
        Act("discard", undoing.LABEL, workflow.discard_plan, undoing.DiscardForm),
    )

    begins_with = ("lead",)
    offers = {"lead": queries.led_by}

    def prepare_form(self, form: BaseForm, *, user: User, row: Plan | None) -> None:
        """Begin no plan that nobody leads."""
        super().prepare_form(form, user=user, row=row)
        if row is None:
            form.fields["lead"].required = True

    def get_fieldsets(self, request: HttpRequest, obj: Plan | None = None) -> Any:
        """Group what is asked by the question it answers."""
        copied = ("copied_from",) if obj and obj.copied_from_id else ()
        stands = (_("¿En qué está?"), {"fields": ("public_address", "state", *copied)})
        begins = ("title", "slug", "lead") if obj is None else ("title",)
        return [
            *([stands] if obj else []),
            (_("¿Qué plan es?"), {"fields": (*begins, ("kind", "ordinal"), "summary")}),
            (
                _("¿Para cuándo?"),
                {"fields": (("starts_on", "ends_on", "precision"),)},
            ),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Plan | None = None) -> tuple[str, ...]:
        """Keep the address once there are links to it, and in force what changes in the open."""
        if obj and not rights.may(signed_in_user(request), "edit", obj):
            return (*ABOUT_IT, *workflow.OF_PLAN)
        return ABOUT_IT if obj else ()

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Plan | None = None
    ) -> dict[str, Sequence[str]]:
        """Suggest the address only while it is new."""
        return {} if obj else dict(self.prepopulated_fields)

    @admin.display(description=_("dirección pública"))
    def public_address(self, row: Plan) -> str:
        """Return where the public reads it, or will."""
        return f"{settings.PORTAL_URL}{reverse('plan', args=[row.slug])}"

    def save_model(self, request: HttpRequest, obj: Plan, form: PlanForm, change: bool) -> None:  # noqa: FBT001
        """Save by the workflow; in force nothing of the plan itself is asked."""
        if change and not rights.may(signed_in_user(request), "edit", obj):
            return
        if change:
            workflow.edit_plan(obj, by=signed_in_user(request))
        else:
            workflow.create_plan(obj, lead=form.cleaned_data["lead"], by=signed_in_user(request))

    def save_formset(self, request: HttpRequest, form: object, formset: Any, change: bool) -> None:  # noqa: FBT001
        """Save members, axes and totals by the workflow."""
        saves: dict[type[Model], Callable[..., object]] = {
            PlanMember: workflow.save_member,
            Axis: workflow.save_axis,
            PublishedTotal: workflow.save_total,
        }
        for row in formset.save(commit=False):
            saves[formset.model](row, by=signed_in_user(request))
        if formset.can_order:
            workflow.order_axes(
                formset.instance,
                [part.instance.pk for part in formset.ordered_forms if part.instance.pk],
                by=signed_in_user(request),
            )
