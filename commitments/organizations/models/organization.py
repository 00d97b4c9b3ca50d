"""Territories and organizations."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from commitments.sources.models import SourceDocument
from ogp_portal.foundation.documents.model_fields import (
    CodeField,
    InstitutionNameField,
    ProseField,
    TitleField,
)
from ogp_portal.foundation.permissions.rights import RightsModel, RightsQuerySet
from ogp_portal.foundation.published import Dated, tracked


@tracked()
class Territory(Dated, RightsModel):
    """A region, or a comuna of one, known by the code that its country gives it (in Chile the CUT:
    two digits a region, five a comuna, with the leading zero).

    `other_names` are what else people call it, one a line; `population` is the number of people
    that `population_source` states.
    """

    class Kind(models.TextChoices):
        """What the code stands for."""

        REGION = "region", _("región")
        COMUNA = "comuna", _("comuna")

    code = CodeField(_("código"), max_length=12, unique=True)
    slug = models.SlugField(_("dirección"), max_length=80, unique=True)
    name = TitleField(_("nombre"), max_length=80)
    kind = models.CharField(_("clase"), max_length=10, choices=Kind)
    region = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("región"),
        null=True,
        blank=True,
        related_name="comunas",
    )
    other_names = ProseField(
        _("otros nombres"),
        blank=True,
        help_text=_("Uno por línea: también se encuentra por ellos."),
    )
    population = models.PositiveIntegerField(_("habitantes"), null=True, blank=True)
    population_source = models.ForeignKey(
        SourceDocument,
        models.PROTECT,
        verbose_name=_("fuente de los habitantes"),
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("territorio")
        verbose_name_plural = _("territorios")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="region", region=None) | Q(kind="comuna", region__isnull=False),
                name="territory_region_fits_kind",
                violation_error_message=_(
                    "Una comuna lleva la región a la que pertenece; una región, ninguna."
                ),
            ),
            models.CheckConstraint(
                condition=Q(population=None) | Q(population_source__isnull=False),
                name="territory_population_has_source",
                violation_error_message=_("Diga de qué fuente vienen los habitantes."),
            ),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name


GOING_ON = """
WITH RECURSIVE going_on (id, successor_id) AS (
    SELECT id, successor_id FROM commitments_organization WHERE slug = %s
    UNION
    SELECT next.id, next.successor_id
    FROM commitments_organization next JOIN going_on ON next.id = going_on.successor_id
)
SELECT id FROM going_on
"""  # an organization, its successor, that of this one…


class OrganizationQuerySet(RightsQuerySet["Organization"]):
    """Organizations, asked by whether they still are."""

    def open(self) -> Self:
        """Keep those that were not closed: the others are named in nothing new."""
        return self.filter(closed_on=None)

    def going_on_from(self, slug: str) -> Self:
        """Keep that of an address and those that go on with what it did: its successor, that of
        this one, and so on. No query of its own.
        """
        return self.filter(pk__in=RawSQL(GOING_ON, [slug]))  # noqa: S611 - the slug is a parameter

    def heirs(self) -> dict[int | None, int | None]:
        """Return, by the key of each that closed, the key of the open one that goes on with what it
        did, or None: one query.
        """
        closed = dict(self.exclude(closed_on=None).values_list("pk", "successor"))
        found: dict[int | None, int | None] = {}
        for key, successor in closed.items():
            while successor in closed:
                successor = closed[successor]
            found[key] = successor
        return found


@tracked()
class Organization(Dated, RightsModel):
    """A body that answers for commitments, takes part in them or judges them."""

    class Sector(models.TextChoices):
        """Whom it speaks for (OGP's sectors)."""

        GOVERNMENT = "government", _("gobierno")
        CIVIL_SOCIETY = "civil_society", _("sociedad civil")
        ACADEMIA = "academia", _("academia")
        PRIVATE = "private", _("sector privado")
        INTERNATIONAL = "international", _("organismo internacional")

    slug = models.SlugField(_("dirección"), max_length=120, unique=True)
    name = InstitutionNameField(_("nombre"), max_length=200)
    short_name = InstitutionNameField(_("nombre corto"), max_length=60, blank=True)
    sector = models.CharField(_("sector"), max_length=20, choices=Sector)
    kind = TitleField(
        _("tipo"),
        max_length=80,
        blank=True,
        help_text=_("Por ejemplo: municipalidad, gobierno regional, fundación."),
    )
    territory = models.ForeignKey(
        Territory, models.PROTECT, verbose_name=_("territorio"), null=True, blank=True
    )
    website = models.URLField(_("sitio web"), blank=True)
    source = models.ForeignKey(
        SourceDocument, models.PROTECT, verbose_name=_("fuente"), null=True, blank=True
    )

    closed_on = models.DateField(_("ya no existe desde"), null=True, blank=True, editable=False)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("la continúa"),
        null=True,
        blank=True,
        editable=False,
        related_name="predecessors",
    )

    objects: ClassVar = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("institución u organización")
        verbose_name_plural = _("instituciones y organizaciones")
        constraints = (
            models.CheckConstraint(
                condition=Q(successor=None) | Q(closed_on__isnull=False),
                name="organization_closed_has_day",
                violation_error_message=_("Solo a una institución que se cerró la continúa otra."),
            ),
            models.CheckConstraint(
                condition=~Q(pk=F("successor")),
                name="organization_succeeded_by_another",
                violation_error_message=_("La que continúa es otra institución."),
            ),
        )

    def __str__(self) -> str:
        """Return the short name where there is one."""
        return self.short_name or self.name
