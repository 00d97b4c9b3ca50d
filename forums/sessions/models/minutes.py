"""The minutes of a session: written, circulated among the seats, observed, answered, approved, and
then public for good.
"""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forums.bodies.models import Seat
from forums.sessions.models.session import Session
from forums.sessions.states import MINUTES, MinutesState
from ogp_portal.foundation.documents.model_fields import CodeField, ProseField
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.published import Identified, changes_any, tracked

APPROVED_FOR_GOOD = (
    "session",
    "text",
    "state",
    "edition",
    "circulated_at",
    "closes_at",
    "approved_at",
    "record",
)


@tracked(exclude=["file"])
class Minutes(Identified, RightsModel):
    """The text (Markdown) of what was said and agreed, and with each edition that circulates the
    `record` of the session: roll call, quorum, programme, ballots, agreements and papers as they
    stood (`documents.record_of`).

    Until it is approved only the seats and the secretariat read it; after that neither changes.
    """

    machine: ClassVar[Machine] = MINUTES

    session = models.OneToOneField(
        Session, models.PROTECT, verbose_name=_("sesión"), related_name="minutes"
    )
    text = ProseField(_("acta"))
    state = models.CharField(
        _("estado"), max_length=20, choices=MINUTES.choices, default=MINUTES.initial
    )
    state_reason = ProseField(_("motivo del estado"), blank=True)
    edition = models.PositiveSmallIntegerField(_("versión circulada"), default=0)
    circulated_at = models.DateTimeField(_("circulada"), null=True)
    closes_at = models.DateTimeField(_("observaciones hasta (ese instante ya no)"), null=True)
    approved_at = models.DateTimeField(_("aprobada"), null=True)
    file = models.FileField(_("PDF"), upload_to="actas/", blank=True, max_length=300)
    sha256 = CodeField(_("sha256 del PDF"), max_length=64, blank=True)
    record = models.JSONField(_("lo que consta de la sesión"), default=dict, editable=False)

    class Meta:
        verbose_name = _("acta")
        verbose_name_plural = _("actas")
        constraints = (MINUTES.state_check("minutes_state_known"),)
        triggers = (
            pgtrigger.Protect(
                name="approved_minutes_never_change",
                operation=pgtrigger.Update,
                condition=changes_any(*APPROVED_FOR_GOOD)
                & pgtrigger.Q(old__state=MinutesState.APPROVED),
            ),
            pgtrigger.Protect(
                name="approved_minutes_are_never_deleted",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state=MinutesState.APPROVED),
            ),
        )

    def __str__(self) -> str:
        """Return whose minutes they are."""
        return str(self.session)


@tracked()
class Observation(Identified, RightsModel):
    """What a seat asks to change in the circulated minutes, and what was answered: an answer is
    obligatory before approval.
    """

    minutes = models.ForeignKey(
        Minutes, models.CASCADE, verbose_name=_("acta"), related_name="observations"
    )
    seat = models.ForeignKey(
        Seat, models.PROTECT, verbose_name=_("asiento"), related_name="observations"
    )
    edition = models.PositiveSmallIntegerField(_("versión observada"))
    text = ProseField(_("observación"))
    is_accepted = models.BooleanField(_("aceptada"), null=True)
    answer = ProseField(_("respuesta"), blank=True)

    class Meta:
        verbose_name = _("observación al acta")
        verbose_name_plural = _("observaciones a las actas")
        constraints = (
            models.CheckConstraint(
                condition=Q(is_accepted=None) | ~Q(answer=""),
                name="observation_answer_has_reason",
                violation_error_message=_("Escriba por qué se acoge o no la observación."),
            ),
        )

    def __str__(self) -> str:
        """Return the seat."""
        return str(self.seat)


@tracked()
class Confirmation(Identified, RightsModel):
    """A seat that was there confirms an edition of the minutes."""

    minutes = models.ForeignKey(
        Minutes, models.CASCADE, verbose_name=_("acta"), related_name="confirmations"
    )
    seat = models.ForeignKey(
        Seat, models.PROTECT, verbose_name=_("asiento"), related_name="confirmations"
    )
    edition = models.PositiveSmallIntegerField(_("versión confirmada"))

    class Meta:
        verbose_name = _("conformidad con el acta")
        verbose_name_plural = _("conformidades con las actas")
        constraints = (
            models.UniqueConstraint(
                fields=["minutes", "seat", "edition"], name="confirmation_once"
            ),
        )

    def __str__(self) -> str:
        """Return the seat."""
        return str(self.seat)
