"""What the portal found when it did the sums again: what was expected, what was found, by how much,
and what the institution says.
"""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.documents.model_fields import CodeField, ProseField
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.published import Identified, tracked
from transparency.budgets.models.periods import BudgetPeriod
from transparency.budgets.states import FINDING, FindingState


@tracked()
class Finding(Identified, RightsModel):
    """One difference in the accounts of a period, by one rule.

    Public from the moment it is seen; never deleted.

    `account` is "" where the whole period is meant; `measure` says which figure. `found` is
    what the source says, `expected` what the rest of its accounts asks it to be, both in `unit`:
    CLP, "%", or "" for a number of times or of a month; null where there is no such figure.
    `difference_clp` is its size in pesos, from which `severity` follows.
    """

    machine: ClassVar[Machine] = FINDING

    class Rule(models.TextChoices):
        """The rules of integrity."""

        R1 = "R1", _("El porcentaje publicado no es el que dan sus cifras")
        R2 = "R2", _("Las líneas no suman el total publicado")
        R3 = "R3", _("Se ejecutó más que el presupuesto vigente")
        R4 = "R4", _("Una cifra acumulada bajó respecto del mes anterior")
        R5 = "R5", _("El orden comprometido, devengado, pagado se rompe")
        R6 = "R6", _("Una cuenta está repetida, no existe o desapareció")
        R7 = "R7", _("Falta un mes")
        R8 = "R8", _("Los porcentajes no siguen una sola regla de redondeo")

    class Severity(models.TextChoices):
        """How much money it is about; a notice has none, or no more than rounding explains."""

        HIGH = "high", _("grave: $100 millones o más")
        MEDIUM = "medium", _("media: de $10 a $100 millones")
        LOW = "low", _("menor: menos de $10 millones")
        NOTICE = "notice", _("aviso: sin monto, un peso, o lo que el redondeo explica")

    slug = models.SlugField(_("dirección"), max_length=240, unique=True)
    rule = models.CharField(_("regla"), max_length=2, choices=Rule)
    period = models.ForeignKey(
        BudgetPeriod, models.PROTECT, verbose_name=_("período"), related_name="findings"
    )
    against = models.ForeignKey(
        BudgetPeriod,
        models.PROTECT,
        verbose_name=_("período con que se compara"),
        null=True,
        blank=True,
        related_name="+",
    )
    account = CodeField(_("cuenta"), max_length=30, blank=True)
    measure = CodeField(_("cifra"), max_length=20)
    unit = CodeField(_("unidad"), max_length=3)
    expected = models.DecimalField(
        _("esperado"), max_digits=40, decimal_places=6, null=True, blank=True
    )
    found = models.DecimalField(
        _("encontrado"), max_digits=40, decimal_places=6, null=True, blank=True
    )
    difference_clp = models.DecimalField(
        _("diferencia en pesos"), max_digits=30, decimal_places=0, default=0
    )
    severity = models.CharField(_("gravedad"), max_length=10, choices=Severity)
    state = models.CharField(
        _("estado"), max_length=20, choices=FINDING.choices, default=FINDING.initial
    )
    explanation = ProseField(_("explicación de la institución"), blank=True)
    explained_at = models.DateTimeField(_("explicado"), null=True, blank=True)
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("quien explicó"),
        null=True,
        blank=True,
        related_name="+",
    )
    outcome = ProseField(_("cómo se cerró"), blank=True)
    correction = models.ForeignKey(
        BudgetPeriod,
        models.PROTECT,
        verbose_name=_("fuente que lo corrige"),
        null=True,
        blank=True,
        related_name="corrects",
    )
    seen_at = models.DateTimeField(
        _("visto por primera vez"), db_default=models.functions.Now(), editable=False
    )

    class Meta:
        verbose_name = _("hallazgo")
        verbose_name_plural = _("hallazgos")
        constraints = (
            FINDING.state_check("finding_state_known"),
            models.UniqueConstraint(
                fields=["period", "rule", "account", "measure"], name="finding_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(FindingState.EXPLAINED, FindingState.DISPUTED))
                | ~Q(explanation=""),
                name="finding_answered_has_words",
                violation_error_message=_("Escriba la explicación: se publica."),
            ),
            models.CheckConstraint(
                condition=~Q(state=FindingState.SETTLED) | ~Q(outcome=""),
                name="finding_settled_has_outcome",
                violation_error_message=_("Diga cómo se resolvió."),
            ),
        )
        indexes = (
            models.Index(fields=["-difference_clp", "-id"], name="finding_largest"),
        )  # the public list
        triggers = (pgtrigger.Protect(name="finding_never_deleted", operation=pgtrigger.Delete),)

    def __str__(self) -> str:
        """Return rule, account and period."""
        return " · ".join(part for part in (self.rule, self.account, str(self.period)) if part)

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("finding", args=[self.slug])
