"""Commitments: the promise, every field of the OGP template, and the measures kept beside it."""

import datetime
from typing import ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models import Value as Constant
from django.db.models.functions import Coalesce, Concat, Length
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization, Territory
from commitments.plans import definitions
from commitments.plans.fulfilment import level_expression
from commitments.plans.models.plan import Axis, Plan
from commitments.plans.models.text import SHORT, PromiseText
from commitments.plans.models.vocabulary import PolicyArea, Theme, Value
from commitments.plans.states import COMMITMENT, CommitmentState, Level, Precision
from commitments.sources.models import SourceDocument
from ogp_portal.foundation.documents.model_fields import CodeField, ProseField
from ogp_portal.foundation.permissions.rights import RightsModel, RightsQuerySet
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.published import Dated, tracked

NEVER = datetime.date(9999, 12, 31)  # where "no date" stands in the order


class CommitmentQuerySet(RightsQuerySet["Commitment"]):
    """Commitments, asked by what they are."""

    def public(self) -> Self:
        """Keep what anybody sees: published, closed, withdrawn, or proposed in public while being
        co-created.
        """
        return self.filter(definitions.public())

    def promised(self) -> Self:
        """Keep those that count as promises of their plan: no drafts, none withdrawn."""
        return self.filter(definitions.promised())

    def late(self, *, on: datetime.date) -> Self:
        """Keep those with an open milestone whose date in force has passed on the day `on`."""
        return self.filter(definitions.late(on=on))


@tracked(
    exclude=[
        "search",
        "sort_key",
        "computed_level",
        "computed_progress",
        "has_begun",
        "milestone_count",
        "complete_count",
        "open_due_on",
        "times_moved",
        "last_report_on",
        "claimed_level",
    ]
)
class Commitment(Dated, PromiseText, RightsModel):
    """A promise with somebody who answers for it.

    The columns after `version` are measures kept beside the row so that a list of 300,000 can be
    filtered: they are rebuilt from milestones and updates in the transaction of every change by
    `plans.measures`, and by nothing else.
    """

    machine: ClassVar[Machine] = COMMITMENT

    plan = models.ForeignKey(
        Plan, models.PROTECT, verbose_name=_("plan"), related_name="commitments"
    )
    axis = models.ForeignKey(
        Axis,
        models.PROTECT,
        verbose_name=_("eje"),
        null=True,
        blank=True,
        related_name="commitments",
    )
    slug = models.SlugField(_("dirección"), max_length=200, unique=True)
    number = models.PositiveSmallIntegerField(_("número"), null=True, blank=True)
    ogp_id = CodeField(_("identificador OGP"), max_length=20, blank=True)
    state = models.CharField(
        _("estado"), max_length=20, choices=COMMITMENT.choices, default=COMMITMENT.initial
    )
    state_reason = ProseField(_("motivo del estado"), blank=True)
    is_proposed = models.BooleanField(_("propuesto en público"), default=False)
    proposed_on = models.DateField(_("propuesto en público el"), null=True, blank=True)
    published_on = models.DateField(_("publicado el"), null=True, blank=True)
    published_at = models.DateTimeField(_("cuándo se publicó"), null=True, editable=False)
    ended_at = models.DateTimeField(_("cuándo se cerró o retiró"), null=True, editable=False)
    theme = models.ForeignKey(
        Theme,
        models.PROTECT,
        verbose_name=_("tema"),
        null=True,
        blank=True,
        related_name="commitments",
    )
    values = models.ManyToManyField(
        Value, verbose_name=_("valores"), blank=True, related_name="commitments"
    )
    policy_areas = models.ManyToManyField(
        PolicyArea, verbose_name=_("áreas de política"), blank=True, related_name="commitments"
    )
    territories = models.ManyToManyField(
        Territory, verbose_name=_("territorios"), blank=True, related_name="commitments"
    )
    responsible = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name=_("institución responsable"),
        null=True,
        blank=True,
        related_name="commitments",
    )
    implementer = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name=_("institución que lo implementa, si es otra"),
        null=True,
        blank=True,
        related_name="implemented_commitments",
    )
    starts_on = models.DateField(_("inicio"), null=True, blank=True)
    ends_on = models.DateField(_("término"), null=True, blank=True)
    concluded_on = models.DateField(_("fecha de conclusión informada"), null=True, blank=True)
    precision = models.CharField(
        _("precisión de las fechas"), max_length=5, choices=Precision, default=Precision.DAY
    )
    budget_clp = models.BigIntegerField(_("presupuesto (pesos)"), null=True, blank=True)
    keeps_long_summary = models.BooleanField(
        _("texto histórico sobre el límite, conservado"), default=False
    )
    source = models.ForeignKey(
        SourceDocument, models.PROTECT, verbose_name=_("fuente"), null=True, blank=True
    )
    version = models.PositiveIntegerField(_("versión del registro"), default=1, editable=False)

    computed_progress = models.PositiveSmallIntegerField(
        _("avance calculado"), null=True, editable=False
    )
    has_begun = models.BooleanField(default=False, editable=False)
    milestone_count = models.PositiveIntegerField(default=0, editable=False)
    complete_count = models.PositiveIntegerField(default=0, editable=False)
    open_due_on = models.DateField(null=True, editable=False)
    times_moved = models.PositiveIntegerField(default=0, editable=False)
    last_report_on = models.DateField(null=True, editable=False)
    claimed_level = models.CharField(max_length=20, choices=Level, blank=True, editable=False)
    computed_level = models.GeneratedField(
        expression=level_expression(),
        output_field=models.CharField(max_length=20),
        db_persist=True,
    )
    sort_key = models.GeneratedField(
        expression=Func(F("title"), function="portal_sort_key"),
        output_field=models.CharField(max_length=400),
        db_persist=True,
    )
    search = models.GeneratedField(
        expression=Func(
            Concat(
                F("title"),
                Constant(" "),
                F("summary"),
                Constant(" "),
                F("objective"),
                Constant(" "),
                F("problem"),
                Constant(" "),
                F("description"),
                output_field=models.TextField(),
            ),
            function="portal_search",
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects: ClassVar = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("compromiso")
        verbose_name_plural = _("compromisos")
        constraints = (
            COMMITMENT.state_check("commitment_state_known"),
            COMMITMENT.reason_check("commitment_negative_has_reason"),
            models.CheckConstraint(
                condition=~Q(state=CommitmentState.CLOSED)
                | Q(computed_level__in=("", Level.COMPLETE))
                | ~Q(state_reason=""),
                name="commitment_closed_unfulfilled_explains",
                violation_error_message=_(
                    "Explique en público por qué se cierra sin haberse cumplido."
                ),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="commitment_ends_after_start",
                violation_error_message=_("El término no puede ser anterior al inicio."),
            ),
            models.CheckConstraint(
                condition=Q(budget_clp=None) | Q(budget_clp__gte=0),
                name="commitment_budget_not_negative",
                violation_error_message=_("El presupuesto no puede ser negativo."),
            ),
            models.CheckConstraint(
                condition=models.lookups.LessThanOrEqual(Length("summary"), SHORT)
                | Q(keeps_long_summary=True),
                name="commitment_summary_short",
                violation_error_message=_("La descripción breve tiene hasta 140 caracteres."),
            ),
            models.UniqueConstraint(
                fields=["plan", "number"], name="commitment_number_once_in_plan"
            ),
        )
        indexes = (
            GinIndex(fields=["search"], name="commitment_search"),  # list: text search
            models.Index(
                fields=["sort_key", "id"], name="commitment_by_title"
            ),  # list: sorted by title
            models.Index(
                fields=["plan", "sort_key", "id"], name="commitment_in_plan"
            ),  # list filtered by plan; plan page
            models.Index(
                fields=["open_due_on", "sort_key", "id"], name="commitment_by_due"
            ),  # list: sorted by date; late ones
            models.Index(
                Coalesce("open_due_on", NEVER), "slug", name="commitment_api_due"
            ),  # API: ordering=next_due_on
            models.Index(
                Coalesce("computed_progress", -1), "slug", name="commitment_api_progress"
            ),  # API: ordering=computed_progress
        )

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    @property
    def is_public(self) -> bool:
        """Say whether anybody sees it."""
        return definitions.is_public(self.state, is_proposed=self.is_proposed)

    def is_late(self, *, on: datetime.date) -> bool:
        """Say whether one of its milestones is late on the day `on`."""
        return definitions.is_late(self.state, open_due_on=self.open_due_on, on=on)
