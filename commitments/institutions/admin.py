"""Institutions in the admin, and what becomes of them: proposed on the page of one, confirmed by an
administrator.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Field, QuerySet
from django.forms import Field as FormField
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.institutions import workflow
from commitments.institutions.forms import CloseForm, RenameForm
from commitments.organizations import workflow as organizations
from commitments.organizations.forms import InvitationForm
from commitments.organizations.models import Organization, OrganizationChange
from ogp_portal.foundation.events import undoing
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.staff_admin import Act, ReadOnlyAdmin, StaffAdmin


@admin.register(Organization)
class OrganizationAdmin(StaffAdmin[Organization]):
    """Organizations: who keeps one corrects what is said of it; another name, or its end, is
    decided by two people.
    """

    create_act = "create"
    list_display = ("name", "sector", "kind", "territory", "closed_on", "successor")
    list_select_related = ("territory", "successor")
    list_filter = ("sector",)
    search_fields = ("name", "short_name")
    ordering = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("territory", "source")
    acts = (
        Act(
            "rename",
            _("Cambió de nombre"),
            workflow.propose_rename,
            RenameForm,
            begins=lambda row: {"name": row.name, "short_name": row.short_name},
        ),
        Act("close", _("Se cerró o pasó a otra"), workflow.propose_closure, CloseForm),
        Act(
            "invite_editor",
            _("Invitar a editar por correo"),
            organizations.invite_editor,
            InvitationForm,
        ),
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Organization], search_term: str
    ) -> tuple[QuerySet[Organization], bool]:
        """Offer to the searches of forms only those that are named in something new."""
        rows, has_duplicates = super().get_search_results(request, queryset, search_term)
        if request.path == reverse("admin:autocomplete"):
            rows = rows.filter(closed_on=None)
        return rows, has_duplicates

    def formfield_for_dbfield(
        self, db_field: Field[Any, Any], request: HttpRequest | None, **kwargs: Any
    ) -> FormField | None:
        """Say at the name what correcting it is."""
        field: FormField | None = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "name":
            field.help_text = _(
                "Aquí se corrige. Si la institución cambió de nombre, use «Cambió de nombre»: el "
                "anterior queda a la vista."
            )
        return field

    def save_model(
        self,
        request: HttpRequest,
        obj: Organization,
        form: ModelForm[Organization],
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Save by the workflow."""
        organizations.save_organization(obj, by=signed_in_user(request))

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Organization | None = None
    ) -> dict[str, Sequence[str]]:
        """Suggest the address only while it is new."""
        return {} if obj else dict(self.prepopulated_fields)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Organization | None = None
    ) -> tuple[str, ...]:
        """Keep the address once it is published, and whom it speaks for but to who may say so."""
        if obj is None:
            return ()
        may = rights.may(signed_in_user(request), "reclassify", obj)
        return ("slug",) if may else ("slug", "sector")


@admin.register(OrganizationChange)
class OrganizationChangeAdmin(ReadOnlyAdmin[OrganizationChange]):
    """What becomes of institutions: what waits for an administrator, and what was confirmed."""

    list_display = (
        "organization",
        "kind",
        "effective_on",
        "name",
        "successor",
        "is_undoing",
        "confirmed_at",
        "undone_at",
    )
    list_select_related = ("organization", "successor")
    list_filter = ("kind", ("confirmed_at", admin.EmptyFieldListFilter))
    search_fields = ("organization__name", "former_name", "name")
    ordering = ("-proposed_at",)
    fields = (
        "organization",
        "kind",
        "is_undoing",
        ("name", "short_name"),
        "successor",
        ("effective_on", "norm"),
        "reason",
        "proposed_by",
        ("confirmed_by", "confirmed_at", "undone_at"),
    )
    readonly_fields = ("is_undoing", "confirmed_at", "undone_at")
    acts = (
        Act("confirm", _("Confirmar"), workflow.confirm_change),
        Act("withdraw", _("Retirar la propuesta"), workflow.withdraw_change),
        Act("undo", _("Anular: fue un error"), workflow.propose_undoing, undoing.DiscardForm),
    )

    @admin.display(boolean=True, description=_("anula otro"))
    def is_undoing(self, obj: OrganizationChange) -> bool:
        """Say whether confirming it takes back another one."""
        return obj.is_undoing
