"""Plans: who promises together, for which period, along which axes, and what sources state about
their totals.
"""

import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from commitments.plans import definitions
from commitments.plans.states import PLAN, PUBLIC_PLAN, Precision
from commitments.sources.models import SourceDocument
from ogp_portal.foundation.documents.model_fields import ProseField, TitleField
from ogp_portal.foundation.permissions.rights import RightsModel, RightsQuerySet
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.published import Dated, Identified, tracked


class PlanQuerySet(RightsQuerySet["Plan"]):
    """Plans, asked by what they are."""

    def under_way(self) -> Self:
        """Keep those a report is owed for: in co-creation, submitted or in force."""
        return self.filter(definitions.under_way())

    def reported_of(self, month: datetime.date) -> Self:
        """Keep those that a report of a month is owed for, whatever they are since."""
        return self.filter(definitions.reported_of(month))

    def public(self) -> Self:
        """Keep those that anybody sees."""
        return self.filter(state__in=PUBLIC_PLAN)


@tracked()
class Plan(Dated, RightsModel):
    """A set of commitments that a government, or several together, promise for a period."""

    class Kind(models.TextChoices):
        """Where the plan comes from."""

        NATIONAL = "ogp_national", _("plan de acción nacional OGP")
        LOCAL = "ogp_local", _("plan de acción local OGP")
        PROGRAMME = "programme", _("programa de gobierno")
        INTERNAL = "internal", _("plan interno")

    machine: ClassVar[Machine] = PLAN

    slug = models.SlugField(_("dirección"), max_length=120, unique=True)
    kind = models.CharField(_("clase"), max_length=20, choices=Kind)
    ordinal = models.PositiveSmallIntegerField(_("número de orden"), null=True, blank=True)
    title = TitleField(_("título"), max_length=200)
    summary = ProseField(_("en pocas palabras"), blank=True)
    starts_on = models.DateField(_("inicio"), null=True, blank=True)
    ends_on = models.DateField(_("término"), null=True, blank=True)
    precision = models.CharField(
        _("precisión de las fechas"), max_length=5, choices=Precision, default=Precision.DAY
    )
    in_force_at = models.DateTimeField(_("cuándo entró en ejecución"), null=True, editable=False)
    state = models.CharField(_("estado"), max_length=20, choices=PLAN.choices, default=PLAN.initial)
    state_reason = ProseField(_("motivo del estado"), blank=True)
    is_historical = models.BooleanField(
        _("histórico: se muestra como fue publicado"), default=False
    )
    source = models.ForeignKey(
        SourceDocument, models.PROTECT, verbose_name=_("fuente"), null=True, blank=True
    )
    copied_from = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("copiado de"),
        null=True,
        blank=True,
        editable=False,
        related_name="copies",
    )
    members = models.ManyToManyField(
        Organization, through="PlanMember", verbose_name=_("consorcio"), related_name="plans"
    )  # type: ignore[var-annotated]

    objects: ClassVar = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("planes")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="plan_ends_after_start",
                violation_error_message=_("El término no puede ser anterior al inicio."),
            ),
            PLAN.state_check("plan_state_known"),
            PLAN.reason_check("plan_negative_has_reason"),
        )

    def __str__(self) -> str:
        """Return the title."""
        return self.title


@tracked()
class PlanMember(Identified, RightsModel):
    """An organization's place in a plan: leads it, is a member of the consortium, or monitors it
    from outside.
    """

    class Part(models.TextChoices):
        """What the organization is to the plan."""

        LEAD = "lead", _("encabeza")
        MEMBER = "member", _("integra el consorcio")
        MONITOR = "monitor", _("monitorea desde fuera")

    plan = models.ForeignKey(Plan, models.CASCADE, verbose_name=_("plan"), related_name="places")
    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name=_("institución"), related_name="plan_places"
    )
    part = models.CharField(_("papel"), max_length=10, choices=Part, default=Part.MEMBER)

    class Meta:
        verbose_name = _("integrante del plan")
        verbose_name_plural = _("integrantes del plan")
        constraints = (
            models.UniqueConstraint(fields=["plan", "organization"], name="plan_member_once"),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(part="lead"),
                name="plan_has_one_lead",
                violation_error_message=_("El plan ya tiene una institución que lo encabeza."),
            ),
        )

    def __str__(self) -> str:
        """Return the organization and its part."""
        return f"{self.organization} ({self.get_part_display()})"


@tracked()
class Axis(Identified, RightsModel):
    """One of a plan's lines of work."""

    plan = models.ForeignKey(Plan, models.CASCADE, verbose_name=_("plan"), related_name="axes")
    slug = models.SlugField(_("dirección"), max_length=120)
    name = TitleField(_("nombre"), max_length=120)
    description = ProseField(_("descripción"), blank=True)
    position = models.PositiveSmallIntegerField(_("orden"), default=1)

    class Meta:
        verbose_name = _("eje")
        verbose_name_plural = _("ejes")
        constraints = (
            models.UniqueConstraint(fields=["plan", "slug"], name="axis_slug_once_in_plan"),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name


@tracked()
class PublishedTotal(Identified, RightsModel):
    """A total that a source states: kept as stated, even where it is wrong, and shown beside what
    is registered.
    """

    class Counts(models.TextChoices):
        """What the source counted."""

        COMMITMENTS = "commitments", _("compromisos")
        COMPLETE = "complete", _("compromisos cumplidos")
        DIALOGUES = "dialogues", _("diálogos")
        PROPOSALS = "proposals", _("propuestas")
        CLUSTERS = "clusters", _("agrupaciones de compromisos")

    plan = models.ForeignKey(
        Plan, models.CASCADE, verbose_name=_("plan"), related_name="published_totals"
    )
    axis = models.ForeignKey(
        Axis,
        models.CASCADE,
        verbose_name=_("eje"),
        null=True,
        blank=True,
        related_name="published_totals",
    )
    counts = models.CharField(_("qué cuenta"), max_length=20, choices=Counts)
    value = models.PositiveIntegerField(_("cifra"))
    stated_on = models.DateField(_("fecha de la cifra"), null=True, blank=True)
    source = models.ForeignKey(SourceDocument, models.PROTECT, verbose_name=_("fuente"))
    note = ProseField(_("nota"), blank=True)

    class Meta:
        verbose_name = _("total publicado")
        verbose_name_plural = _("totales publicados")
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "axis", "counts", "source"],
                name="total_once_per_source",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        """Return figure and thing."""
        return f"{self.value} {self.get_counts_display()}"
