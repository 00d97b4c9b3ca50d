"""Ballots: one vote a seat.

An open one keeps who voted what; a secret one keeps who voted, and how many each option has, and
nothing that joins them.
"""

from typing import ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from forums.bodies.models import Seat
from forums.bodies.quorum import TieRule
from forums.sessions.models.session import Session
from forums.sessions.states import BALLOT
from ogp_portal.foundation.documents.model_fields import ProseField, TitleField
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.published import Identified, tracked


@tracked()
class Ballot(Identified, RightsModel):
    """A question put to the seats of a session.

    Quorum and seats are fixed when it opens; the result when it is counted.
    """

    machine: ClassVar[Machine] = BALLOT

    session = models.ForeignKey(
        Session, models.PROTECT, verbose_name=_("sesión"), related_name="ballots"
    )
    position = models.PositiveSmallIntegerField(_("orden"))
    question = TitleField(_("qué se vota"), max_length=400)
    is_secret = models.BooleanField(_("secreta"), default=False)
    tie_rule = models.CharField(_("si hay empate"), max_length=20, choices=TieRule)
    state = models.CharField(
        _("estado"), max_length=20, choices=BALLOT.choices, default=BALLOT.initial
    )
    state_reason = ProseField(_("motivo del estado"), blank=True)
    opened_at = models.DateTimeField(_("abierta"), null=True, editable=False)
    closes_at = models.DateTimeField(
        _("se puede votar hasta (ese instante ya no)"), null=True, blank=True
    )
    seats_called = models.PositiveSmallIntegerField(
        _("asientos con voto"), null=True, editable=False
    )
    quorum_needed = models.PositiveSmallIntegerField(_("quórum"), null=True, editable=False)
    voters = models.PositiveSmallIntegerField(_("votaron"), null=True, editable=False)
    has_quorum = models.BooleanField(_("hubo quórum"), null=True, editable=False)
    is_tie = models.BooleanField(_("hubo empate"), null=True, editable=False)
    winner = TitleField(_("opción aprobada"), max_length=120, blank=True, editable=False)

    class Meta:
        verbose_name = _("votación")
        verbose_name_plural = _("votaciones")
        constraints = (
            BALLOT.state_check("ballot_state_known"),
            BALLOT.reason_check("ballot_negative_has_reason"),
            models.UniqueConstraint(fields=["session", "position"], name="ballot_position_once"),
        )

    def __str__(self) -> str:
        """Return the question."""
        return self.question


@pghistory.track(pghistory.InsertEvent(), exclude=["votes", "modified_at", "public_id"])
class BallotOption(Identified, RightsModel):
    """One answer that can be voted;

    `votes` counts secret votes as they come and open ones when they are counted. Its row keeps no
    history, which would tell one vote from the next.
    """

    ballot = models.ForeignKey(
        Ballot, models.CASCADE, verbose_name=_("votación"), related_name="options"
    )
    position = models.PositiveSmallIntegerField(_("orden"))
    label = TitleField(_("opción"), max_length=120)
    is_abstention = models.BooleanField(_("es abstención"), default=False)
    votes = models.PositiveSmallIntegerField(_("votos"), default=0)

    class Meta:
        verbose_name = _("opción de una votación")
        verbose_name_plural = _("opciones de las votaciones")
        constraints = (models.UniqueConstraint(fields=["ballot", "label"], name="option_once"),)

    def __str__(self) -> str:
        """Return the label."""
        return self.label


class Turn(RightsModel):
    """A seat has voted. In a secret ballot this is all that is kept of it, without the instant."""

    ballot = models.ForeignKey(
        Ballot, models.PROTECT, verbose_name=_("votación"), related_name="turns"
    )
    seat = models.ForeignKey(Seat, models.PROTECT, verbose_name=_("asiento"), related_name="turns")
    own_seat = models.ForeignKey(
        Seat, models.PROTECT, verbose_name=_("asiento que votó por él"), related_name="turns_cast"
    )

    class Meta:
        verbose_name = _("turno de votar")
        verbose_name_plural = _("turnos de votar")
        constraints = (models.UniqueConstraint(fields=["ballot", "seat"], name="one_vote_a_seat"),)
        triggers = (
            pgtrigger.Protect(
                name="turn_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        """Return the seat."""
        return str(self.seat)


@tracked(pghistory.InsertEvent())
class Vote(Identified, RightsModel):
    """What a seat voted in an open ballot. Never changed."""

    ballot = models.ForeignKey(
        Ballot, models.PROTECT, verbose_name=_("votación"), related_name="votes"
    )
    seat = models.ForeignKey(Seat, models.PROTECT, verbose_name=_("asiento"), related_name="votes")
    option = models.ForeignKey(
        BallotOption, models.PROTECT, verbose_name=_("opción"), related_name="open_votes"
    )

    class Meta:
        verbose_name = _("voto")
        verbose_name_plural = _("votos")
        constraints = (models.UniqueConstraint(fields=["ballot", "seat"], name="vote_once"),)
        triggers = (
            pgtrigger.Protect(
                name="vote_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        """Return seat and option."""
        return f"{self.seat}: {self.option}"
