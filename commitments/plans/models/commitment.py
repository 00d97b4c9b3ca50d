"""Commitments: the promise, every field of the OGP template, its versions, actors and contact."""

import datetime
from typing import ClassVar, Self

import pghistory
import pgtrigger
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
from commitments.plans.models.vocabulary import PolicyArea, Theme, Value
from commitments.plans.states import COMMITMENT, CommitmentState, Level, Precision
from commitments.sources.models import SourceDocument
from ogp_portal.foundation.permissions.rights import RightsModel, RightsQuerySet
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.published import Dated, Identified, tracked

NEVER = datetime.date(9999, 12, 31)  # where "no date" stands in the order
SHORT = 140  # "Breve descripción (límite de 140 caracteres)", OGP compliance template


class PromiseText(models.Model):
    """The words of the promise: the fields of the template and the parts of a commitment in the
    guide of Chile's fifth plan.
    """

    title = models.CharField(_("nombre"), max_length=300)
    summary = models.TextField(
        _("breve descripción"),
        blank=True,
        help_text=_("Una oración que cualquiera entienda. Límite: 140 caracteres."),
    )
    problem = models.TextField(
        _("problema o statu quo"),
        blank=True,
        help_text=_("¿Qué problema aborda? ¿Cuál es la brecha en gobierno abierto?"),
    )
    objective = models.TextField(_("objetivo principal"), blank=True)
    description = models.TextField(
        _("descripción"), blank=True, help_text=_("¿Cuál es el compromiso? ¿Qué implica?")
    )
    components = models.TextField(
        _("componentes y productos entregables"),
        blank=True,
        help_text=_("Actividades clave y productos entregables."),
    )
    relevance = models.TextField(_("relevancia para los valores OGP"), blank=True)
    ambition = models.TextField(_("ambición"), blank=True)
    expected_results = models.TextField(_("resultados esperados"), blank=True)
    additional_information = models.TextField(_("información adicional"), blank=True)

    class Meta:
        abstract = True

    @classmethod
    def text_fields(cls) -> list[str]:
        """Return the names of the fields that make the promise's text."""
        return [field.name for field in PromiseText._meta.get_fields()]


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
    ogp_id = models.CharField(_("identificador OGP"), max_length=20, blank=True)
    state = models.CharField(
        _("estado"), max_length=20, choices=COMMITMENT.choices, default=COMMITMENT.initial
    )
    state_reason = models.TextField(_("motivo del estado"), blank=True)
    is_proposed = models.BooleanField(_("propuesto en público"), default=False)
    proposed_on = models.DateField(_("propuesto en público el"), null=True, blank=True)
    published_on = models.DateField(_("publicado el"), null=True, blank=True)
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
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="commitment_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(budget_clp=None) | Q(budget_clp__gte=0),
                name="commitment_budget_not_negative",
            ),
            models.CheckConstraint(
                condition=models.lookups.LessThanOrEqual(Length("summary"), SHORT)
                | Q(keeps_long_summary=True),
                name="commitment_summary_short",
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

    @property
    def sentence(self) -> str:
        """Return the promise in one sentence: its brief description, or the first sentence of what
        its source says.
        """
        whole = self.summary or self.objective or self.description
        if len(whole) <= SHORT:
            return whole
        lines = [line.strip().removeprefix("- ") for line in whole.split("\n") if line.strip()]
        opening = f"{lines[0]} {'; '.join(lines[1:])}" if lines[0].endswith(":") else lines[0]
        return opening.split(". ")[0].strip().rstrip(".") + "."


@tracked(pghistory.InsertEvent())
class CommitmentVersion(Identified, PromiseText, RightsModel):
    """The promise's text as it stood from a moment on.

    Never changed or deleted: the new stands beside the old.
    """

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, verbose_name=_("compromiso"), related_name="versions"
    )
    number = models.PositiveSmallIntegerField(_("versión"))
    reason = models.TextField(_("por qué cambió"), blank=True)
    at = models.DateTimeField(_("desde"), db_default=models.functions.Now(), editable=False)

    class Meta:
        verbose_name = _("versión del compromiso")
        verbose_name_plural = _("versiones del compromiso")
        constraints = (
            models.UniqueConstraint(fields=["commitment", "number"], name="version_number_once"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="version_change_has_reason"
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="version_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        """Return title and number."""
        return f"{self.title} · v{self.number}"


@pghistory.track()
class Contact(RightsModel):
    """Who answers for a commitment: the post is public; name, e-mail and phone only for those who
    need them.
    """

    commitment = models.OneToOneField(
        Commitment, models.CASCADE, verbose_name=_("compromiso"), related_name="contact"
    )
    post = models.CharField(_("cargo"), max_length=200)
    name = models.CharField(_("nombre"), max_length=200, blank=True)
    email = models.EmailField(_("correo electrónico"), blank=True)
    phone = models.CharField(_("teléfono"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("persona responsable")
        verbose_name_plural = _("personas responsables")

    def __str__(self) -> str:
        """Return the post, never the person."""
        return self.post


@tracked()
class Actor(Identified, RightsModel):
    """Another actor involved, as the source names it; linked to an organization where it is
    registered.
    """

    class Kind(models.TextChoices):
        """The groups of the template."""

        GOVERNMENT = "government", _("gobierno")
        CIVIL_SOCIETY = "civil_society", _("sociedad civil")
        PRIVATE = "private", _("iniciativa privada")
        WORKING_GROUP = "working_group", _("grupo de trabajo")
        MULTILATERAL = "multilateral", _("organismo multilateral")

    commitment = models.ForeignKey(
        Commitment, models.CASCADE, verbose_name=_("compromiso"), related_name="actors"
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name=_("institución"),
        null=True,
        blank=True,
        related_name="acting_in",
    )
    name = models.CharField(_("nombre"), max_length=200)
    kind = models.CharField(_("grupo"), max_length=20, choices=Kind)

    class Meta:
        verbose_name = _("actor involucrado")
        verbose_name_plural = _("otros actores involucrados")
        constraints = (models.UniqueConstraint(fields=["commitment", "name"], name="actor_once"),)

    def __str__(self) -> str:
        """Return the name."""
        return self.name
