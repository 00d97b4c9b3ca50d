"""Commitments in the admin, with their milestones and actors: each person only what her memberships
allow.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db import models
from django.db.models import Q, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.plans import workflow
from commitments.plans.admin.filters import ContactFilter, LateFilter
from commitments.plans.forms import (
    CONTACT,
    MANY,
    CloseForm,
    CommitmentForm,
    ContactForm,
    ReopenForm,
    RescheduleForm,
)
from commitments.plans.models import (
    Actor,
    Axis,
    Commitment,
    Contact,
    Milestone,
    Plan,
)
from commitments.plans.states import UNPUBLISHED, Level
from ogp_portal.foundation.events import undoing
from ogp_portal.foundation.permissions import choices, rights
from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.staff_admin import (
    Act,
    StaffAdmin,
    WhyForm,
)
from ogp_portal.foundation.permissions.staff_history import OF_TEAM, Told, entries_of, told
from ogp_portal.foundation.permissions.staff_parts import PartInline
from ogp_portal.foundation.permissions.stale_edits import with_both_texts
from ogp_portal.foundation.refusals import ChangedMeanwhile
from ogp_portal.models import User

PLACE = (("axis", "number"),)
QUESTIONS = (
    (_("¿Por qué hace falta?"), {"fields": ("problem", "objective")}),
    (
        _("¿En qué consiste?"),
        {"fields": ("description", "components", "expected_results", "additional_information")},
    ),
    (
        _("¿Quién responde?"),
        {
            "fields": (
                "responsible",
                "implementer",
                ("contact_post", "contact_name"),
                ("contact_email", "contact_phone"),
            )
        },
    ),
    (
        _("¿Cuándo y con cuánto?"),
        {"fields": (("starts_on", "ends_on"), ("precision", "budget_clp"))},
    ),
    (
        _("¿Qué aporta al gobierno abierto?"),
        {"fields": ("values", "relevance", "ambition", "ogp_id")},
    ),
    (_("¿Cómo se encuentra?"), {"fields": ("theme", "policy_areas", "territories")}),
)


def contact_of(row: Commitment, name: str) -> str:
    """Return what is known of who answers for a commitment, a dash where nothing is."""
    return getattr(getattr(row, "contact", None), name, "") or "—"


class ActorInline(PartInline[Actor, models.Model]):
    """Other actors involved in a commitment."""

    model = Actor
    takes_out = True
    begins_with_parent = True
    fields = (("name", "kind"), "organization")
    autocomplete_fields = ("organization",)


class MilestoneInline(PartInline[Milestone, models.Model]):
    """A commitment's milestones; after publication they move only by their own acts."""

    model = Milestone
    takes_out = True
    is_ordered = True
    begins_with_parent = True
    fields = ("title", ("due_on", "starts_on", "weight"), "deliverable", "responsible")
    readonly_fields = ("state", "progress")
    autocomplete_fields = ("responsible",)
    ordering = ("position",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show how far each is once it is promised; before, all wait to begin."""
        is_promised = obj is not None and obj.state not in UNPUBLISHED
        return (*self.fields, ("state", "progress")) if is_promised else self.fields


@admin.register(Commitment)
class CommitmentAdmin(StaffAdmin[Commitment]):
    """Commitments."""

    form = CommitmentForm
    create_act = "create"
    inlines = (MilestoneInline, ActorInline)
    list_display = ("title", "plan", "number", "responsible", "state", "level")
    list_select_related = ("plan", "responsible")
    list_filter = (
        ("plan", admin.RelatedOnlyFieldListFilter),
        "state",
        LateFilter,
        ("responsible", admin.RelatedOnlyFieldListFilter),
        ContactFilter,
        "plan__kind",
    )
    search_fields = ("title", "responsible__name", "contact__name", "contact__post")
    ordering = ("plan__title", "number", "sort_key")
    prepopulated_fields = {"slug": ("title",)}
    autocomplete_fields = (
        "theme",
        "responsible",
        "implementer",
        "values",
        "policy_areas",
        "territories",
    )
    acts = (
        Act(
            "submit_for_review",
            _("Enviar a revisión"),
            workflow.submit_for_review,
            is_for_many=True,
        ),
        Act("propose", _("Proponer en público"), workflow.propose_commitment),
        Act("return_to_draft", _("Devolver a borrador"), workflow.return_to_draft, WhyForm),
        Act("publish", _("Publicar"), workflow.publish_commitment, is_for_many=True),
        Act(
            "amend",
            _("Modificar lo publicado"),
            page="write_amendment",
            of_many="amend_many",
            is_for_many=True,
        ),
        Act(
            "change_contact",
            _("Cambiar quién responde"),
            workflow.change_contact,
            ContactForm,
            begins=lambda row: (
                {name: getattr(row.contact, name) for name in CONTACT}
                if hasattr(row, "contact")
                else {}
            ),
        ),
        Act("close", _("Cerrar"), workflow.close_commitment, CloseForm),
        Act("withdraw", _("Retirar"), workflow.withdraw_commitment, WhyForm),
        Act("discard", undoing.LABEL, workflow.discard_commitment, undoing.DiscardForm),
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

    def get_fieldsets(self, request: HttpRequest, obj: Commitment | None = None) -> Any:
        """Group what is asked by the question it answers."""
        begins = ("title", "slug") if obj is None else ("title",)
        stands = (_("¿En qué está?"), {"fields": ("plan", "public_address", "state", "why")})
        plan = ("plan",) if obj is None else ()
        seen = ("seen_version",) if self._is_written(request, obj) else ()
        return [
            *([stands] if obj else []),
            (_("¿Qué se promete?"), {"fields": (*plan, *begins, *seen, "summary", *PLACE)}),
            *QUESTIONS,
        ]

    def beside(self, row: Commitment) -> tuple[tuple[str, QuerySet[Any]], ...]:
        """Say that the form shows who answers for it, too."""
        return (("contact_", Contact.objects.filter(commitment=row)),)

    def _is_written(self, request: HttpRequest, row: Commitment | None) -> bool:
        return row is None or self.has_change_permission(request, row)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Commitment | None = None
    ) -> tuple[str, ...]:
        """Keep plan and address once it exists; its state moves only by acts."""
        return ("plan", "public_address", "state", "why") if obj else ()

    @admin.display(description=_("dirección pública"))
    def public_address(self, row: Commitment) -> str:
        """Return where the public reads it, or will."""
        return f"{settings.PORTAL_URL}{reverse('commitment', args=[row.slug])}"

    @admin.display(description=_("motivo del estado"))
    def why(self, row: Commitment) -> str:
        """Return why it is in its state, if anybody said so."""
        return row.state_reason or "—"

    @admin.display(description=_("nivel"), ordering="computed_progress")
    def level(self, row: Commitment) -> str:
        """Return how far it is, in words; a dash where nothing says so."""
        return str(dict(Level.choices).get(row.computed_level or "", "—"))

    @admin.display(description=_("cargo de la persona responsable (público)"))
    def contact_post(self, row: Commitment) -> str:
        """Return the post, where the page is only read."""
        return contact_of(row, "post")

    @admin.display(description=_("nombre (solo el equipo)"))
    def contact_name(self, row: Commitment) -> str:
        """Return the name, where the page is only read."""
        return contact_of(row, "name")

    @admin.display(description=_("correo electrónico (solo el equipo)"))
    def contact_email(self, row: Commitment) -> str:
        """Return the address, where the page is only read."""
        return contact_of(row, "email")

    @admin.display(description=_("teléfono (solo el equipo)"))
    def contact_phone(self, row: Commitment) -> str:
        """Return the telephone, where the page is only read."""
        return contact_of(row, "phone")

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
        axes = Axis.objects.filter(plan__in=plans).select_related("plan")
        choices.restrict(form, user, {"axis": lambda _user: axes.order_by("plan", "position")})
        axis: Any = form.fields.get("axis")
        if row is None and axis is not None:  # of several plans: each with its plan
            axis.label_from_instance = lambda choice: f"{choice.plan}: {choice}"
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
        if formset.can_order:
            workflow.order_milestones(
                formset.instance,
                [part.instance.pk for part in formset.ordered_forms if part.instance.pk],
                by=signed_in_user(request),
            )

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
    list_filter = (
        ("commitment__plan", admin.RelatedOnlyFieldListFilter),
        "state",
        LateFilter,
        ("commitment__responsible", admin.RelatedOnlyFieldListFilter),
    )
    fieldsets = (
        (_("¿Qué es?"), {"fields": ("commitment", "position", "title", "deliverable")}),
        (_("¿Para cuándo?"), {"fields": ("starts_on", "first_due_on", "due_on", "weight")}),
        (
            _("¿Cómo va?"),
            {"fields": ("state", "state_reason", "progress", "completed_on", "is_derived")},
        ),
        (_("¿Quién responde?"), {"fields": ("responsible",)}),
    )
    readonly_fields = ("first_due_on",)
    search_fields = ("title", "commitment__title")
    ordering = ("due_on",)
    acts = (
        Act(
            "reschedule",
            _("Mover el plazo"),
            workflow.reschedule,
            RescheduleForm,
            is_for_many=True,
            holds="commitment",
        ),
        Act("cancel", _("Cancelar"), workflow.cancel_milestone, WhyForm),
        Act("reopen", _("Corregir: no estaba cumplido"), workflow.reopen_milestone, ReopenForm),
    )

    def history_of(self, request: HttpRequest, row: Milestone) -> list[Told]:
        """Return what the journal holds of a milestone: it stands under its commitment."""
        named = Q(after__milestone=row.title) | Q(before__milestone=row.title)
        entries = entries_of(row.commitment, is_team=True).filter(named)[:OF_TEAM]
        return told(entries, [Milestone])
