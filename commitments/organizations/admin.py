"""Territories, and memberships kept by administrators, who gain none of the rights they give."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commitments.organizations import workflow
from commitments.organizations.models import Membership, RoleProposal, Territory
from ogp_portal.foundation.events import undoing
from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.staff_admin import Act, StaffAdmin


@admin.register(Territory)
class TerritoryAdmin(StaffAdmin[Territory]):
    """Regions and comunas."""

    create_act = "create"
    list_display = ("name", "kind", "code", "region")
    list_select_related = ("region",)
    list_filter = ("kind",)
    search_fields = ("name", "code")
    ordering = ("name",)
    fields = (
        ("name", "slug"),
        ("kind", "code"),
        "region",
        "other_names",
        ("population", "population_source"),
    )
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("region", "population_source")

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Territory | None = None
    ) -> dict[str, Sequence[str]]:
        """Suggest the address only while it is new."""
        return {} if obj else dict(self.prepopulated_fields)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Territory | None = None
    ) -> tuple[str, ...]:
        """Keep address and code: commitments and other portals name it by them."""
        return ("slug", "code") if obj else ()

    def save_model(
        self,
        request: HttpRequest,
        obj: Territory,
        form: ModelForm[Territory],
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Save by the workflow."""
        workflow.save_territory(obj, by=signed_in_user(request))


@admin.register(Membership)
class MembershipAdmin(StaffAdmin[Membership]):
    """Roles with dates: given by two people, ended by one."""

    list_display = ("user", "role", "organization", "starts_on", "ends_on")
    list_select_related = ("user", "organization")
    list_filter = ("role", ("organization", admin.RelatedOnlyFieldListFilter))
    search_fields = ("organization__name",)
    ordering = ("organization__name", "role")
    readonly_fields = ("user", "role", "organization", "starts_on", "delegated_from")
    acts = (
        Act(
            "undo",
            _("Anular: se dio por error"),
            workflow.propose_undoing,
            undoing.DiscardForm,
        ),
    )

    def save_model(
        self,
        request: HttpRequest,
        obj: Membership,
        form: ModelForm[Membership],
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Save by the workflow."""
        workflow.save_membership(obj, by=signed_in_user(request))


@admin.register(RoleProposal)
class RoleProposalAdmin(StaffAdmin[RoleProposal]):
    """Roles that one administrator proposed and another confirms."""

    create_act = "create"
    edit_act = ""
    list_display = (
        "user",
        "role",
        "organization",
        "starts_on",
        "ends_on",
        "proposed_by",
        "is_undoing",
    )
    list_select_related = ("user", "organization", "proposed_by")
    autocomplete_fields = ("organization",)
    ordering = ("-proposed_at",)
    acts = (
        Act("confirm", _("Confirmar"), workflow.confirm_role),
        Act("withdraw", _("Retirar la propuesta"), workflow.withdraw_role),
    )

    def get_fields(self, request: HttpRequest, obj: RoleProposal | None = None) -> Any:
        """Show who proposed it, and whether it gives the role or undoes it."""
        asked = ["user", "organization", "role", "starts_on", "ends_on"]
        undoes = ["is_undoing", "reason"] if obj and obj.undoes_id else []
        lent = ["delegated_from"] if obj and obj.delegated_from_id else []
        return [*asked, "proposed_by", *undoes, *lent] if obj else asked

    readonly_fields = ("is_undoing", "reason", "delegated_from")

    @admin.display(boolean=True, description=_("anula un rol dado por error"))
    def is_undoing(self, obj: RoleProposal) -> bool:
        """Say whether confirming it undoes the role."""
        return obj.undoes_id is not None

    def save_model(
        self,
        request: HttpRequest,
        obj: RoleProposal,
        form: ModelForm[RoleProposal],
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Propose by the workflow."""
        workflow.propose_role(obj, by=signed_in_user(request))
