"""Where proposals come from and what they became: other proposals, and commitments."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments.plans.models import Commitment
from forums.proposals.models.proposal import Proposal
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.published import Identified, tracked


@tracked(pghistory.InsertEvent())
class Lineage(Identified, RightsModel):
    """One proposal went into another: united with it, or as a part of it."""

    class Kind(models.TextChoices):
        """How."""

        MERGE = "merge", _("se unió a")
        SPLIT = "split", _("se dividió en")

    parent = models.ForeignKey(
        Proposal, models.PROTECT, verbose_name=_("de"), related_name="went_into"
    )
    child = models.ForeignKey(
        Proposal, models.PROTECT, verbose_name=_("a"), related_name="came_from"
    )
    kind = models.CharField(_("clase"), max_length=10, choices=Kind)

    class Meta:
        verbose_name = _("trazabilidad entre propuestas")
        verbose_name_plural = _("trazabilidad entre propuestas")
        constraints = (
            models.UniqueConstraint(fields=["parent", "child"], name="lineage_once"),
            models.CheckConstraint(
                condition=~Q(parent=F("child")),
                name="lineage_not_of_itself",
                violation_error_message=_("Una propuesta no viene de sí misma."),
            ),
        )

    def __str__(self) -> str:
        """Return both ends."""
        return f"{self.parent} → {self.child}"


@tracked(pghistory.InsertEvent())
class Origin(Identified, RightsModel):
    """A commitment comes from a proposal."""

    proposal = models.ForeignKey(
        Proposal, models.PROTECT, verbose_name=_("propuesta"), related_name="became"
    )
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, verbose_name=_("compromiso"), related_name="origins"
    )

    class Meta:
        verbose_name = _("origen de un compromiso")
        verbose_name_plural = _("orígenes de los compromisos")
        constraints = (
            models.UniqueConstraint(fields=["proposal", "commitment"], name="origin_once"),
        )

    def __str__(self) -> str:
        """Return both ends."""
        return f"{self.proposal} → {self.commitment}"
