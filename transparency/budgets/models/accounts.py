"""The words of each account, and what it pays for."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.plans.models import Commitment
from commitments.sources.models import SourceDocument
from ogp_portal.foundation.documents.model_fields import CodeField, ProseField, TitleField
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.published import Identified, tracked
from transparency.budgets.models.programs import BudgetProgram
from transparency.budgets.states import Side


@tracked(
    pghistory.UpdateEvent(label="before", row=pghistory.Old), pghistory.DeleteEvent()
)  # files bring hundreds: what matters is what they said before
class BudgetAccount(Identified, RightsModel):
    """The words of an account from a year on: its name, what it is spent on, who may apply for it.

    Codes change meaning between years (33.03.150 did), so a name holds from `year` until a later
    row of the same account. Without a programme it is the classification of everybody; with one,
    the words of that programme's own source.
    """

    program = models.ForeignKey(
        BudgetProgram,
        models.PROTECT,
        verbose_name=_("programa"),
        null=True,
        blank=True,
        related_name="accounts",
    )
    side = models.CharField(_("gastos o ingresos"), max_length=10, choices=Side)
    year = models.PositiveSmallIntegerField(_("desde el año"))
    account = CodeField(_("cuenta"), max_length=30)
    name = TitleField(_("nombre"), max_length=300)
    explanation = ProseField(_("en qué se gasta, en palabras simples"), blank=True)
    who_may_apply = ProseField(_("quién puede postular"), blank=True)
    source = models.ForeignKey(
        SourceDocument, models.PROTECT, verbose_name=_("fuente"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("cuenta del clasificador")
        verbose_name_plural = _("clasificador de cuentas")
        constraints = (
            models.UniqueConstraint(
                fields=["program", "side", "year", "account"],
                nulls_distinct=False,
                name="account_words_once",
            ),
        )

    def __str__(self) -> str:
        """Return account and name."""
        return f"{self.account} {self.name}"


@tracked()
class BudgetLink(Identified, RightsModel):
    """What an account pays for: a commitment of a plan, or an investment project by its
    BIP code.
    """

    program = models.ForeignKey(
        BudgetProgram, models.PROTECT, verbose_name=_("programa"), related_name="links"
    )
    side = models.CharField(
        _("gastos o ingresos"), max_length=10, choices=Side, default=Side.EXPENSE
    )
    account = CodeField(_("cuenta (o el comienzo de varias)"), max_length=30)
    commitment = models.ForeignKey(
        Commitment,
        models.PROTECT,
        verbose_name=_("compromiso"),
        null=True,
        blank=True,
        related_name="budget_links",
    )
    bip_code = CodeField(_("código BIP del proyecto"), max_length=12, blank=True)
    project = TitleField(_("nombre del proyecto"), max_length=200, blank=True)
    note = TitleField(_("por qué se unen"), max_length=300)

    class Meta:
        verbose_name = _("enlace de una cuenta")
        verbose_name_plural = _("enlaces de cuentas")
        constraints = (
            models.CheckConstraint(
                condition=Q(commitment__isnull=False, bip_code="")
                | (Q(commitment=None) & ~Q(bip_code="")),
                name="link_to_one_thing",
                violation_error_message=_(
                    "Enlace la cuenta con un compromiso o con un código BIP: uno de los dos."
                ),
            ),
            models.UniqueConstraint(
                fields=["program", "side", "account", "commitment", "bip_code"],
                nulls_distinct=False,
                name="link_once",
            ),
        )

    def __str__(self) -> str:
        """Return the account."""
        return f"{self.account} · {self.program}"
