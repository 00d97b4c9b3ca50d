"""The seats of a forum: for whom each speaks, what it may do, and between which dates."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, TruncDate
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from commitments.sources.models import SourceDocument
from forums.bodies.models.forum import Forum
from ogp_portal.foundation.documents.model_fields import TitleField
from ogp_portal.foundation.permissions.rights import RightsModel, RightsQuerySet
from ogp_portal.foundation.published import Identified, tracked


class SeatKind(models.TextChoices):
    """What the seat may do."""

    CHAIR = "chair", _("presidencia")
    MEMBER = "member", _("integrante")
    ALTERNATE = "alternate", _("suplente")
    OBSERVER = "observer", _("observación, sin voto")


COUNTED = (SeatKind.CHAIR, SeatKind.MEMBER)  # for quorum and votes; an alternate stands in for one


class SeatQuerySet(RightsQuerySet["Seat"]):
    """Seats, asked by date."""

    def current(self) -> Self:
        """Keep those in force today, by the database's clock."""
        today = TruncDate(Now())
        return self.filter(
            Q(ends_on=None) | Q(ends_on__gt=today), Q(starts_on=None) | Q(starts_on__lte=today)
        )

    def voting(self) -> Self:
        """Keep the seats that count for quorum and votes: neither observers nor alternates, who
        stand in for one of these.
        """
        return self.filter(kind__in=COUNTED)


@tracked()
class Seat(Identified, RightsModel):
    """A place in a forum between two dates (half-open): for whom it speaks is public, who holds it
    is not.
    """

    Kind = SeatKind

    forum = models.ForeignKey(Forum, models.PROTECT, verbose_name=_("foro"), related_name="seats")
    label = TitleField(_("a quién representa o cargo"), max_length=200)
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name=_("organización"),
        null=True,
        blank=True,
        related_name="seats",
    )
    sector = models.CharField(_("sector"), max_length=20, choices=Organization.Sector)
    kind = models.CharField(_("clase"), max_length=10, choices=Kind, default=Kind.MEMBER)
    stands_in_for = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("suplente de"),
        null=True,
        blank=True,
        related_name="alternates",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("persona que lo ocupa"),
        null=True,
        blank=True,
        related_name="seats",
    )
    instrument = TitleField(_("acto que lo nombra"), max_length=300, blank=True)
    starts_on = models.DateField(_("desde"), null=True, blank=True)
    ends_on = models.DateField(_("hasta (ese día ya no)"), null=True, blank=True)
    source = models.ForeignKey(
        SourceDocument, models.PROTECT, verbose_name=_("fuente"), null=True, blank=True
    )

    objects: ClassVar = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("asiento")
        verbose_name_plural = _("asientos")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gt=F("starts_on")),
                name="seat_ends_after_start",
                violation_error_message=_("El término debe ser posterior al inicio."),
            ),
            models.CheckConstraint(
                condition=Q(kind=SeatKind.ALTERNATE, stands_in_for__isnull=False)
                | (~Q(kind=SeatKind.ALTERNATE) & Q(stands_in_for=None)),
                name="seat_alternate_of_somebody",
                violation_error_message=_(
                    "Una suplencia dice de qué asiento; los demás asientos, de ninguno."
                ),
            ),
            models.UniqueConstraint(
                fields=["forum", "label", "kind", "starts_on"],
                nulls_distinct=False,
                name="seat_once",
            ),
        )

    def __str__(self) -> str:
        """Return for whom the seat speaks, never the person."""
        return self.label
