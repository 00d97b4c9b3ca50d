"""What is kept by people in the admin: plain words, what an account pays for, figures of
reference.
"""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.staff_admin import StaffAdmin
from transparency.budgets import workflow
from transparency.budgets.models import BudgetAccount, BudgetLink, BudgetProgram, ReferenceValue


@admin.register(BudgetProgram)
class BudgetProgramAdmin(StaffAdmin[BudgetProgram]):
    """Programmes in plain words."""

    list_display = ("name", "organization", "code")
    list_select_related = ("organization",)
    fields = ("name", "sheet_title", "description")
    ordering = ("name",)

    def save_model(
        self,
        request: HttpRequest,
        obj: BudgetProgram,
        form: object,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Save by the workflow."""
        workflow.save_program(obj, by=signed_in_user(request))


@admin.register(BudgetAccount)
class BudgetAccountAdmin(StaffAdmin[BudgetAccount]):
    """Accounts in plain words."""

    list_display = ("account", "name", "program", "side", "year")
    list_select_related = ("program",)
    list_filter = ("side", "year")
    search_fields = ("account", "name")
    fields = ("name", "explanation", "who_may_apply")
    ordering = ("account", "year")

    def get_queryset(self, request: HttpRequest) -> QuerySet[BudgetAccount]:
        """List the accounts whose words the person may keep."""
        return BudgetAccount.objects.allowing("edit", signed_in_user(request))

    def save_model(
        self,
        request: HttpRequest,
        obj: BudgetAccount,
        form: object,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Save by the workflow."""
        workflow.save_account(obj, by=signed_in_user(request))


@admin.register(BudgetLink)
class BudgetLinkAdmin(StaffAdmin[BudgetLink]):
    """What an account pays for."""

    create_act = "create"
    list_display = ("account", "program", "commitment", "bip_code")
    list_select_related = ("program", "commitment")
    fields = ("program", "side", "account", "commitment", "bip_code", "project", "note")
    autocomplete_fields = ("commitment",)
    offers = {"program": lambda user: BudgetProgram.objects.allowing("edit", user)}
    ordering = ("account", "pk")

    def save_model(self, request: HttpRequest, obj: BudgetLink, form: object, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Save by the workflow."""
        workflow.save_link(obj, by=signed_in_user(request))


@admin.register(ReferenceValue)
class ReferenceValueAdmin(StaffAdmin[ReferenceValue]):
    """Figures of reference, each with its source."""

    create_act = "create"
    list_display = ("kind", "territory", "on", "value")
    list_select_related = ("territory",)
    fields = ("kind", "territory", "on", "value", "source")
    ordering = ("kind", "-on")

    def save_model(
        self,
        request: HttpRequest,
        obj: ReferenceValue,
        form: object,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Save by the workflow."""
        workflow.save_reference(obj, by=signed_in_user(request))
