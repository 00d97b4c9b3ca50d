"""What is looked at in the admin: findings, answered by who coordinates for the institution, and
the accounts loaded so far.
"""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.decorators import signed_in_user
from ogp_portal.foundation.permissions.staff_admin import Act, ReadOnlyAdmin, WhyForm
from transparency.budgets import access, workflow
from transparency.budgets.models import BudgetPeriod, Finding


@admin.register(Finding)
class FindingAdmin(ReadOnlyAdmin[Finding]):
    """Findings, answered by who coordinates for the institution."""

    list_display = ("rule", "account", "period", "severity", "state", "difference_clp")
    list_select_related = ("period__program",)
    list_filter = ("state", "severity", "rule")
    ordering = ("-difference_clp", "-pk")
    acts = (
        Act("explain_finding", _("Explicar en público"), workflow.explain_finding, WhyForm),
        Act(
            "dispute_finding",
            _("No estar de acuerdo, y por qué"),
            workflow.dispute_finding,
            WhyForm,
        ),
        Act("settle_finding", _("Cerrar, y cómo"), workflow.settle_finding, WhyForm),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Finding]:
        """List the findings the person may answer."""
        return Finding.objects.filter(access.answer(signed_in_user(request)))


@admin.register(BudgetPeriod)
class BudgetPeriodAdmin(ReadOnlyAdmin[BudgetPeriod]):
    """The accounts loaded so far."""

    list_display = (
        "program",
        "side",
        "year",
        "month",
        "edition",
        "state",
        "lines_count",
        "imported_at",
    )
    list_select_related = ("program",)
    list_filter = ("state", "side", "year")
    ordering = ("-year", "-month", "pk")
