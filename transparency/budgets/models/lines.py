"""The lines of the accounts of a period, and what those of each subtítulo add up to."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.documents.model_fields import CodeField, TitleField
from ogp_portal.foundation.permissions.rights import RightsModel
from transparency.budgets.models.periods import BudgetPeriod


class BudgetLine(RightsModel):
    """A line of the accounts, down to the assignment.

    Lines never change: a corrected file is another period.

    `code` is the account as the source prints it and `account` the same in parts ("22.05.001"),
    without chart prefix or trailing zeros.
    """

    public_id = models.UUIDField(_("identificador público"), unique=True, editable=False)
    period = models.ForeignKey(
        BudgetPeriod,
        models.PROTECT,
        verbose_name=_("período"),
        related_name="lines",
        db_index=False,
    )
    row_number = models.PositiveIntegerField(_("fila de la fuente"))
    code = CodeField(_("código de la fuente"), max_length=40)
    account = CodeField(_("cuenta"), max_length=30)
    name = TitleField(_("nombre"), max_length=300, blank=True)
    initial_clp = models.BigIntegerField(_("presupuesto inicial"), null=True, blank=True)
    current_clp = models.BigIntegerField(_("presupuesto vigente"), null=True, blank=True)
    committed_clp = models.BigIntegerField(_("comprometido"), null=True, blank=True)
    accrued_clp = models.BigIntegerField(_("devengado (ejecutado)"), null=True, blank=True)
    paid_clp = models.BigIntegerField(_("pagado o percibido"), null=True, blank=True)
    published_pct = CodeField(_("porcentaje publicado"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("línea del presupuesto")
        verbose_name_plural = _("líneas del presupuesto")
        indexes = (
            models.Index(fields=["period", "account"], name="line_of_period"),
        )  # drill-down, the rules
        triggers = (
            pgtrigger.Protect(
                name="line_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        """Return account and name."""
        return f"{self.account} {self.name}".strip()


class BudgetSubtotal(RightsModel):
    """What the lines of a subtítulo add up to in a period: kept, so that a page reads thirteen rows
    and not six hundred.
    """

    period = models.ForeignKey(
        BudgetPeriod, models.PROTECT, verbose_name=_("período"), related_name="subtotals"
    )
    account = CodeField(_("subtítulo"), max_length=2)
    lines_count = models.PositiveIntegerField(_("líneas"))
    initial_clp = models.BigIntegerField(_("presupuesto inicial"))
    current_clp = models.BigIntegerField(_("presupuesto vigente"))
    committed_clp = models.BigIntegerField(_("comprometido"))
    accrued_clp = models.BigIntegerField(_("devengado (ejecutado)"))
    paid_clp = models.BigIntegerField(_("pagado o percibido"))

    class Meta:
        verbose_name = _("suma de un subtítulo")
        verbose_name_plural = _("sumas por subtítulo")
        constraints = (models.UniqueConstraint(fields=["period", "account"], name="subtotal_once"),)
        triggers = (
            pgtrigger.Protect(
                name="subtotal_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        """Return the subtítulo."""
        return self.account
