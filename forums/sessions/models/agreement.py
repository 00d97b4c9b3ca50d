"""Agreements: what a session agreed that somebody would do, by when, and what came of it."""

import datetime
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from forums.sessions.models.session import Session
from forums.sessions.states import AGREEMENT, AgreementState
from ogp_portal.foundation.documents.model_fields import ProseField, TitleField
from ogp_portal.foundation.permissions.rights import RightsModel, RightsQuerySet
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.published import Identified, tracked


class AgreementQuerySet(RightsQuerySet["Agreement"]):
    """Agreements, asked by date."""

    def overdue(self, *, on: datetime.date) -> Self:
        """Keep the pending ones whose date has passed on the day `on`."""
        return self.filter(state=AgreementState.OPEN, due_on__lt=on)


@tracked()
class Agreement(Identified, RightsModel):
    """An obligation that a session took. Overdue is worked out from the date, never stored."""

    machine: ClassVar[Machine] = AGREEMENT

    session = models.ForeignKey(
        Session, models.PROTECT, verbose_name=_("sesión"), related_name="agreements"
    )
    number = models.PositiveSmallIntegerField(_("número"))
    text = ProseField(_("acuerdo"))
    responsible = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name=_("responde"),
        null=True,
        blank=True,
        related_name="agreements",
    )
    responsible_post = TitleField(_("cargo o equipo que responde"), max_length=200, blank=True)
    due_on = models.DateField(_("plazo"), null=True, blank=True)
    state = models.CharField(
        _("estado"), max_length=20, choices=AGREEMENT.choices, default=AGREEMENT.initial
    )
    state_reason = ProseField(_("motivo del estado"), blank=True)
    done_on = models.DateField(_("cumplido el"), null=True, blank=True)

    objects: ClassVar = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("acuerdo")
        verbose_name_plural = _("acuerdos")
        constraints = (
            AGREEMENT.state_check("agreement_state_known"),
            AGREEMENT.reason_check("agreement_negative_has_reason"),
            models.UniqueConstraint(fields=["session", "number"], name="agreement_number_once"),
        )

    def __str__(self) -> str:
        """Return the beginning of the text."""
        return self.text[:120]


@tracked()
class FollowUp(Identified, RightsModel):
    """What was told about an agreement on the way."""

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, verbose_name=_("acuerdo"), related_name="follow_ups"
    )
    told_on = models.DateField(_("fecha"))
    text = ProseField(_("qué se informó"))

    class Meta:
        verbose_name = _("seguimiento de un acuerdo")
        verbose_name_plural = _("seguimientos de los acuerdos")

    def __str__(self) -> str:
        """Return the date."""
        return str(self.told_on)
