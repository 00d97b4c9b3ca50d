"""The bodies that decide together: forums of every kind, who sits in them and for whom, and
alliances, which do not vote.
"""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, TruncDate
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization, Territory
from commitments.plans.models import Plan
from commitments.plans.states import Precision
from commitments.sources.models import SourceDocument
from forums.bodies.quorum import QUORUMS, TIES
from ogp_portal.foundation.permissions.rights import RightsModel, RightsQuerySet
from ogp_portal.foundation.published import Dated, Identified, tracked


@tracked()
class Forum(Dated, RightsModel):
    """A body that meets to deliberate or decide: its act, its rules, its periods."""

    class Kind(models.TextChoices):
        """What the documents call it."""

        MULTI_STAKEHOLDER = "multi_stakeholder", _("foro multiactor")
        ROUND_TABLE = "round_table", _("mesa de gobierno abierto")
        ADVISORY_COUNCIL = "advisory_council", _("consejo asesor")
        THEMATIC_TABLE = "thematic_table", _("mesa temática")
        SOCIETY_COUNCIL = "society_council", _("consejo de la sociedad civil (COSOC)")
        MUNICIPAL_NETWORK = "municipal_network", _("red municipal")

    slug = models.SlugField(_("dirección"), max_length=120, unique=True)
    name = models.CharField(_("nombre"), max_length=200)
    kind = models.CharField(_("clase"), max_length=20, choices=Kind)
    position = models.PositiveSmallIntegerField(_("orden en su clase"), default=0)
    convener = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name=_("institución que lo convoca"),
        related_name="forums",
    )
    plan = models.ForeignKey(
        Plan,
        models.PROTECT,
        verbose_name=_("plan que acompaña"),
        null=True,
        blank=True,
        related_name="forums",
    )
    purpose = models.TextField(_("para qué existe"), blank=True)
    composition = models.TextField(
        _("cómo se compone"), blank=True, help_text=_("La regla de composición, si la hay.")
    )
    founding_act = models.CharField(_("acto que lo crea"), max_length=300, blank=True)
    founded_on = models.DateField(_("fecha del acto"), null=True, blank=True)
    rules = models.TextField(
        _("reglas de funcionamiento"), blank=True, help_text=_("Markdown. Se publican.")
    )
    rules_url = models.URLField(_("enlace a las reglas"), max_length=500, blank=True)
    quorum = models.CharField(
        _("quórum para sesionar y votar"), max_length=20, choices=QUORUMS, default="half_plus_one"
    )
    tie_rule = models.CharField(_("si hay empate"), max_length=20, choices=TIES, default="falls")
    meets_every_months = models.PositiveSmallIntegerField(
        _("se reúne al menos cada tantos meses"),
        null=True,
        blank=True,
        help_text=_("OGP pide 6 al foro multiactor (requisito 1.1)."),
    )
    starts_on = models.DateField(_("desde"), null=True, blank=True)
    ends_on = models.DateField(_("hasta (ese día ya no)"), null=True, blank=True)
    precision = models.CharField(
        _("precisión de las fechas"), max_length=5, choices=Precision, default=Precision.DAY
    )
    source = models.ForeignKey(
        SourceDocument, models.PROTECT, verbose_name=_("fuente"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("foro")
        verbose_name_plural = _("foros")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gt=F("starts_on")),
                name="forum_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name


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
        return self.filter(kind__in=(Seat.Kind.CHAIR, Seat.Kind.MEMBER))


@tracked()
class Seat(Identified, RightsModel):
    """A place in a forum between two dates (half-open): for whom it speaks is public, who holds it
    is not.
    """

    class Kind(models.TextChoices):
        """What the seat may do."""

        CHAIR = "chair", _("presidencia")
        MEMBER = "member", _("integrante")
        ALTERNATE = "alternate", _("suplente")
        OBSERVER = "observer", _("observación, sin voto")

    forum = models.ForeignKey(Forum, models.PROTECT, verbose_name=_("foro"), related_name="seats")
    label = models.CharField(_("a quién representa o cargo"), max_length=200)
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
    instrument = models.CharField(_("acto que lo nombra"), max_length=300, blank=True)
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
            ),
            models.CheckConstraint(
                condition=Q(kind="alternate", stands_in_for__isnull=False)
                | (~Q(kind="alternate") & Q(stands_in_for=None)),
                name="seat_alternate_of_somebody",
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


@tracked()
class Alliance(Identified, RightsModel):
    """An organization belongs to an alliance or network with others.

    Not a forum: nobody sits or votes in it here.
    """

    class Kind(models.TextChoices):
        """With whom."""

        PUBLIC_PRIVATE = "public_private", _("alianza público-privada")
        INTERNATIONAL = "international", _("alianza internacional")

    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name=_("institución"), related_name="alliances"
    )
    name = models.CharField(_("alianza o red"), max_length=200)
    kind = models.CharField(_("clase"), max_length=20, choices=Kind)
    partner = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name=_("organización con que se hace"),
        null=True,
        blank=True,
        related_name="allied_with",
    )
    position = models.PositiveSmallIntegerField(_("orden"), default=0)
    source = models.ForeignKey(
        SourceDocument, models.PROTECT, verbose_name=_("fuente"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("alianza")
        verbose_name_plural = _("alianzas")
        constraints = (
            models.UniqueConstraint(fields=["organization", "name"], name="alliance_once"),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Headcount(Identified, RightsModel):
    """How many people came, without saying who: by sector, organization and territory."""

    sector = models.CharField(
        _("sector"),
        max_length=20,
        choices=[*Organization.Sector.choices, ("citizens", _("ciudadanía"))],
    )
    organization_name = models.CharField(
        _("organización, si vino por una"), max_length=200, blank=True
    )
    territory = models.ForeignKey(
        Territory,
        models.PROTECT,
        verbose_name=_("territorio"),
        null=True,
        blank=True,
        related_name="+",
    )
    people = models.PositiveIntegerField(_("personas"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """Return the sector and the number."""
        return f"{self.get_sector_display()}: {self.people}"
