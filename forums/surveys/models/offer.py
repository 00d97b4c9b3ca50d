"""Offers of help that came with the answers of a survey."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from forums.surveys.models.survey import Survey
from forums.surveys.states import OFFER, OfferState
from ogp_portal.foundation import languages
from ogp_portal.foundation.documents.model_fields import CodeField, ProseField
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.published import Identified, tracked


@tracked(exclude=["email"])
class OfferOfHelp(Identified, RightsModel):
    """How somebody could contribute: taken up by an institution or declined with thanks and a
    reason.
    """

    machine: ClassVar[Machine] = OFFER

    survey = models.ForeignKey(
        Survey, models.PROTECT, verbose_name=_("consulta"), related_name="offers"
    )
    text = ProseField(_("qué se ofrece"))
    email = models.EmailField(_("correo para responder"), blank=True)
    language = CodeField(_("idioma"), max_length=10, default=languages.own)
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name=_("quién lo acepta"),
        null=True,
        blank=True,
        related_name="offers_taken",
    )
    state = models.CharField(
        _("estado"), max_length=20, choices=OFFER.choices, default=OFFER.initial
    )
    state_reason = ProseField(_("motivo del estado"), blank=True)
    offered_on = models.DateField(_("ofrecido el"))

    class Meta:
        verbose_name = _("ofrecimiento de ayuda")
        verbose_name_plural = _("ofrecimientos de ayuda")
        constraints = (
            OFFER.state_check("offer_state_known"),
            OFFER.reason_check("offer_negative_has_reason"),
            models.CheckConstraint(
                condition=~Q(state=OfferState.TAKEN_UP) | Q(organization__isnull=False),
                name="offer_has_a_taker",
                violation_error_message=_("Diga qué institución acepta el ofrecimiento."),
            ),
        )

    def __str__(self) -> str:
        """Return the survey it came by: its text is not public by itself."""
        return str(self.survey)
