"""Commitments in the admin, with their milestones and actors: each person only what her memberships
allow.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commitments.plans import workflow
from commitments.plans.forms import (
    CONTACT,
    MANY,
    CloseForm,
    CommitmentForm,
    ReopenForm,
    RescheduleForm,
)
from commitments.plans.models import (
    Actor,
    Axis,
    Commitment,
    Milestone,
    Plan,
)
from ogp_portal.foundation.permissions import choices, rights
from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.staff_admin import (
    Act,
    PartInline,
    StaffAdmin,
    WhyForm,
)
from ogp_portal.foundation.permissions.stale_edits import with_both_texts
from ogp_portal.foundation.refusals import ChangedMeanwhile
from ogp_portal.models import User


class ActorInline(PartInline[Actor, models.Model]):
    """Other actors involved in a commitment."""

    model = Actor
    takes_out = True
    fields = ("name", "kind", "organization")


class MilestoneInline(PartInline[Milestone, models.Model]):
    """A commitment's milestones; after publication they move only by their own acts."""

    model = Milestone
    takes_out = True
    fields = (
        "position",
        "title",
        "deliverable",
        "responsible",
        "starts_on",
        "due_on",
        "weight",
        "state",
        "progress",
    )
    readonly_fields = ("state", "progress")
    ordering = ("position",)


@admin.register(Commitment)
class CommitmentAdmin(StaffAdmin[Commitment]):
    """Commitments."""

    form = CommitmentForm
    create_act = "create"
    inlines = (MilestoneInline, ActorInline)
    list_display = ("title", "plan", "number", "responsible", "state", "computed_level")
    list_select_related = ("plan", "responsible")
    list_filter = ("state", "plan__kind")
    search_fields = ("title",)
    ordering = ("plan__title", "number", "sort_key")
    prepopulated_fields = {"slug": ("title",)}
    filter_horizontal = ("territories",)
    acts = (
        Act("submit_for_review", _("Enviar a revisión"), workflow.submit_for_review),
        Act("propose", _("Proponer en público"), workflow.propose_commitment),
        Act("return_to_draft", _("Devolver a borrador"), workflow.return_to_draft, WhyForm),
        Act("publish", _("Publicar"), workflow.publish_commitment),
        Act("amend", _("Modificar lo publicado"), page="write_amendment"),
        Act("close", _("Cerrar"), workflow.close_commitment, CloseForm),
        Act("withdraw", _("Retirar"), workflow.withdraw_commitment, WhyForm),
        Act(
            "forget_contact",
            _("Borrar los datos de la persona de contacto"),
            workflow.forget_contact,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Commitment]:
        """List what the person writes or coordinates, whatever its state."""
        rows: QuerySet[Commitment] = Commitment.objects.allowing("work_on", signed_in_user(request))
        return rows.defer("search")

    def has_view_permission(self, request: HttpRequest, obj: Commitment | None = None) -> bool:
        """Show only what the person works on: the public reads elsewhere."""
        return self.has_module_permission(request) and (
            obj is None or rights.may(signed_in_user(request), "work_on", obj)
        )

    def get_readonly_fields(
        self, request: HttpRequest, obj: Commitment | None = None
    ) -> tuple[str, ...]:
        """Keep plan and address once it exists; its state moves only by acts."""
        return ("plan", "slug", "state", "state_reason") if obj else ()

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Commitment | None = None
    ) -> dict[str, Sequence[str]]:
        """Suggest the address only while it is new."""
        return {} if obj else dict(self.prepopulated_fields)

    offers = {"plan": lambda user: Plan.objects.allowing("add_commitment", user)}

    def prepare_form(self, form: BaseForm, *, user: User, row: Commitment | None) -> None:
        """Offer the axes of its plan, or of the plans one may add to; send along the version the
        person sees.
        """
        super().prepare_form(form, user=user, row=row)
        plans = (
            Plan.objects.filter(pk=row.plan_id)
            if row
            else Plan.objects.allowing("add_commitment", user)
        )
        choices.restrict(form, user, {"axis": lambda _user: Axis.objects.filter(plan__in=plans)})
        form.initial["seen_version"] = row.version if row else 1

    def save_model(
        self,
        request: HttpRequest,
        obj: Commitment,
        form: CommitmentForm,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Save by the workflow; a stale save is refused with both texts."""
        if not change:
            workflow.draft_commitment(obj, by=signed_in_user(request))
            return
        apart = {"seen_version", *MANY, *(f"contact_{name}" for name in CONTACT)}
        typed = {name: form.cleaned_data[name] for name in form.changed_data if name not in apart}
        try:
            if typed:
                workflow.edit_commitment(
                    obj,
                    by=signed_in_user(request),
                    version=form.cleaned_data["seen_version"],
                    changes=typed,
                )
        except ChangedMeanwhile as error:
            raise with_both_texts(
                error, saved=Commitment.objects.get(pk=obj.pk), names=list(typed), typed=typed
            ) from error

    def save_formset(self, request: HttpRequest, form: object, formset: Any, change: bool) -> None:  # noqa: FBT001
        """Save milestones and actors by the workflow."""
        is_milestone = formset.model is Milestone
        save, remove = (
            (workflow.save_milestone, workflow.remove_milestone)
            if is_milestone
            else (workflow.save_actor, workflow.remove_actor)
        )
        saved = formset.save(commit=False)
        for row in formset.deleted_objects:
            remove(row, by=signed_in_user(request))
        for row in saved:
            save(row, by=signed_in_user(request))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """Save what is chosen from lists, the contact and the rows below by the workflow, never
        around it.
        """
        workflow.classify_commitment(form.instance, by=signed_in_user(request), **form.chosen())
        workflow.save_contact(form.instance, by=signed_in_user(request), **form.contact())
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)


@admin.register(Milestone)
class MilestoneAdmin(StaffAdmin[Milestone]):
    """Milestones of published commitments: their dates move only with cause and reason."""

    edit_act = ""
    view_act = "work_on"
    list_display = ("title", "commitment", "due_on", "first_due_on", "state", "progress")
    list_select_related = ("commitment",)
    list_filter = ("state",)
    search_fields = ("title", "commitment__title")
    ordering = ("due_on",)
    acts = (
        Act("reschedule", _("Mover el plazo"), workflow.reschedule, RescheduleForm),
        Act("cancel", _("Cancelar"), workflow.cancel_milestone, WhyForm),
        Act("reopen", _("Corregir: no estaba cumplido"), workflow.reopen_milestone, ReopenForm),
    )
