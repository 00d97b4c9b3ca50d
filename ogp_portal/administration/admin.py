"""Accounts and the queue of consequences, kept by administrators, who gain no other right."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ogp_portal.administration import workflow
from ogp_portal.administration.forms import AddressForm, PersonForm
from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.staff_admin import Act, NoForm, ReadOnlyAdmin, StaffAdmin
from ogp_portal.models import AccountChange, Backup, OutboxMessage, User


@admin.register(User)
class UserAdmin(StaffAdmin[User]):
    """People with an account."""

    create_act = "create"
    list_display = ("email", "name", "is_active", "is_administrator")
    search_fields = ("email", "name")
    ordering = ("email",)
    form = PersonForm

    acts = (
        Act("propose_address", _("Proponer otro correo"), workflow.propose_address, AddressForm),
        Act(
            "propose_administration",
            _("Proponer para administrar cuentas"),
            workflow.propose_administration,
        ),
        Act(
            "propose_second_factor",
            _("Proponer quitar el segundo factor perdido"),
            workflow.propose_second_factor,
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Keep the address of an account: it is how its person is known."""
        return ("email",) if obj else ()

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Offer to take administration away where there is one; two people give it."""
        shown = ["email", "name", "is_active"]
        return [*shown, "is_administrator"] if obj and obj.is_administrator else shown

    def save_model(self, request: HttpRequest, obj: User, form: object, change: bool) -> None:  # noqa: FBT001
        """Save by the workflow."""
        workflow.save_person(obj, by=signed_in_user(request))


@admin.register(AccountChange)
class AccountChangeAdmin(ReadOnlyAdmin[AccountChange]):
    """What one administrator proposed about an account and another confirms."""

    list_display = ("kind", "account", "address", "proposed_by", "proposed_at")
    list_select_related = ("account", "proposed_by")
    ordering = ("-proposed_at",)
    acts = (
        Act("confirm", _("Confirmar"), workflow.confirm_change),
        Act("withdraw", _("Retirar la propuesta"), workflow.withdraw_change),
    )


@admin.register(OutboxMessage)
class OutboxAdmin(ReadOnlyAdmin[OutboxMessage]):
    """Consequences that wait, were done, or were given up."""

    list_display = ("kind", "created_at", "due_at", "attempts", "done_at", "dead_at")
    list_filter = (
        ("dead_at", admin.EmptyFieldListFilter),
        ("done_at", admin.EmptyFieldListFilter),
        "kind",
    )
    ordering = ("-created_at",)
    acts = (Act("retry", _("Intentar de nuevo"), workflow.retry_message, NoForm),)


@admin.register(Backup)
class BackupAdmin(ReadOnlyAdmin[Backup]):
    """The backups that the calendar made, and whether each came back."""

    list_display = ("folder", "started_at", "ended_at", "tables", "rows", "files", "problem")
    ordering = ("-started_at",)
