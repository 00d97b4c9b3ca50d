"""Milestones: the knots of the promise, with the first date promised kept for ever."""

import datetime
from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from commitments.plans import definitions, punctuality
from commitments.plans.models.commitment import Commitment
from commitments.plans.states import MILESTONE, DelayCause, MilestoneState
from ogp_portal.foundation.documents.model_fields import ProseField, TitleField
from ogp_portal.foundation.permissions.rights import RightsModel, RightsQuerySet
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.published import Identified, tracked


class MilestoneQuerySet(RightsQuerySet["Milestone"]):
    """Milestones, asked by what they are."""

    def open(self) -> Self:
        """Keep those still to be done."""
        return self.filter(definitions.open_milestones())

    def late(self, *, on: datetime.date) -> Self:
        """Keep those that somebody owes and whose date in force has passed on the day `on`."""
        return self.filter(definitions.late_milestones(on=on))

    def moved(self) -> Self:
        """Keep those of which some date was moved and counts as moved."""
        return self.filter(pk__in=counted_moves().values("milestone"))

    def late_or_moved(self, *, on: datetime.date) -> Self:
        """Keep those that are late on the day `on`, and those of which some date was moved."""
        late = Milestone.objects.late(on=on).values("pk")
        return self.filter(pk__in=late.union(counted_moves().values("milestone")))

    def with_moves(self) -> Self:
        """Add how many times the date moved, and when, for which cause and why the last time ("" of
        none).
        """
        moves = counted_moves().filter(milestone=OuterRef("pk"))
        number = moves.order_by().values("milestone").annotate(number=Count("pk")).values("number")
        last = moves.order_by("-at", "-pk")
        return self.annotate(
            times_moved=Coalesce(Subquery(number), 0),
            last_cause=Coalesce(
                Subquery(last.values("cause")[:1]), Value(""), output_field=models.CharField()
            ),
            last_reason=Coalesce(
                Subquery(last.values("reason")[:1]), Value(""), output_field=models.TextField()
            ),
            last_moved_at=Subquery(last.values("at")[:1]),
        )


def counted_moves() -> "models.QuerySet[Reschedule]":
    """Return the moves of dates that count."""
    return Reschedule.objects.filter(definitions.counted_moves())


@tracked()
class Milestone(Identified, RightsModel):
    """A step with a product and a date. Overdue is derived from the clock, never stored."""

    machine: ClassVar[Machine] = MILESTONE

    commitment = models.ForeignKey(
        Commitment, models.CASCADE, verbose_name=_("compromiso"), related_name="milestones"
    )
    position = models.PositiveSmallIntegerField(_("orden"))
    title = TitleField(_("hito"), max_length=300)
    deliverable = ProseField(_("producto entregable"), blank=True)
    responsible = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name=_("responsable, si es otra institución"),
        null=True,
        blank=True,
        related_name="milestones",
    )
    starts_on = models.DateField(_("inicio"), null=True, blank=True)
    due_on = models.DateField(_("plazo vigente"))
    first_due_on = models.DateField(_("primer plazo prometido"), editable=False)
    weight = models.PositiveSmallIntegerField(_("peso"), default=1)
    state = models.CharField(
        _("estado"), max_length=20, choices=MILESTONE.choices, default=MILESTONE.initial
    )
    state_reason = ProseField(_("motivo del estado"), blank=True)
    progress = models.PositiveSmallIntegerField(_("avance (%)"), default=0)
    completed_on = models.DateField(_("cumplido el"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cuándo se canceló"), null=True, editable=False)
    is_derived = models.BooleanField(
        _("derivado del relato, no de un hito publicado"), default=False
    )

    objects: ClassVar = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("hito")
        verbose_name_plural = _("hitos")
        constraints = (
            MILESTONE.state_check("milestone_state_known"),
            MILESTONE.reason_check("milestone_negative_has_reason"),
            models.UniqueConstraint(
                fields=["commitment", "position"],
                name="milestone_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=1),
                name="milestone_weight_positive",
                violation_error_message=_("El peso es de 1 o más."),
            ),
            models.CheckConstraint(
                condition=Q(progress__lte=100),
                name="milestone_progress_at_most_100",
                violation_error_message=_("El avance va de 0 a 100."),
            ),
            models.CheckConstraint(
                condition=Q(state=MilestoneState.COMPLETE, progress=100, completed_on__isnull=False)
                | (~Q(state=MilestoneState.COMPLETE) & Q(progress__lt=100, completed_on=None)),
                name="milestone_complete_is_100_with_date",
                violation_error_message=_(
                    "Un hito cumplido tiene avance 100 y la fecha en que se cumplió; uno que "
                    "no, menos de 100 y ninguna fecha."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(state=MilestoneState.NOT_STARTED) | Q(progress=0),
                name="milestone_not_started_is_0",
                violation_error_message=_("Un hito no iniciado tiene avance 0."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(due_on__gte=F("starts_on")),
                name="milestone_due_after_start",
                violation_error_message=_("El plazo no puede ser anterior al inicio."),
            ),
        )
        indexes = (
            models.Index(
                fields=["due_on"],
                name="milestone_open_due",
                condition=definitions.open_milestones(),
            ),  # home: what is due
            models.Index(
                fields=["due_on", "public_id"], name="milestone_api_due"
            ),  # API: ordering=due_on; calendars
        )
        triggers = (
            pgtrigger.Trigger(
                name="first_due_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__first_due_on__df=pgtrigger.F("new__first_due_on")),
                declare=[("still_draft", "boolean")],
                func="""
                    SELECT published_on IS NULL INTO still_draft FROM commitments_commitment \
WHERE id = NEW.commitment_id;
                    IF still_draft THEN RETURN NEW; END IF;
                    RAISE EXCEPTION 'the first date promised never changes';
                """,
            ),
        )

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    @property
    def is_open(self) -> bool:
        """Say whether it is still to be done."""
        return definitions.is_open_milestone(self.state)

    @property
    def is_owed(self) -> bool:
        """Say whether it is open and its commitment still reported on; reads the commitment."""
        return definitions.is_owed_milestone(self.state, commitment_state=self.commitment.state)

    def is_late(self, *, on: datetime.date) -> bool:
        """Say whether its date has passed on the day `on` and somebody owes it; reads the
        commitment.
        """
        return definitions.is_late_milestone(
            self.state,
            commitment_state=self.commitment.state,
            due_on=self.due_on,
            on=on,
        )

    def delay(self, *, on: datetime.date) -> punctuality.Delay:
        """Return how late it is on the day `on`; reads the commitment.

        The times moved are counted where they are listed.
        """
        return punctuality.delay(
            due_on=self.due_on,
            first_due_on=self.first_due_on,
            completed_on=self.completed_on,
            is_owed=self.is_owed,
            on=on,
        )


@tracked(pghistory.InsertEvent())
class Reschedule(Identified, RightsModel):
    """A date that moved, with its cause and its public reason. Never changed or deleted.

    Whoever moved it and says the same day that it was wrong writes another, which `corrects` it and
    goes on from where that one began: the two are one move, or none where the date is again what it
    was (`definitions.counted_moves`).
    """

    milestone = models.ForeignKey(
        Milestone, models.PROTECT, verbose_name=_("hito"), related_name="reschedules"
    )
    from_on = models.DateField(_("desde"))
    to_on = models.DateField(_("hasta"))
    cause = models.CharField(_("causa"), max_length=20, choices=DelayCause)
    reason = ProseField(_("motivo"))
    at = models.DateTimeField(
        _("cuándo se movió"), db_default=models.functions.Now(), editable=False
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("quién la movió"),
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    corrects = models.OneToOneField(
        "self",
        models.PROTECT,
        verbose_name=_("corrige a"),
        null=True,
        blank=True,
        editable=False,
        related_name="correction",
    )

    class Meta:
        verbose_name = _("reprogramación")
        verbose_name_plural = _("reprogramaciones")
        constraints = (
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="reschedule_has_reason",
                violation_error_message=_("Escriba por qué se mueve el plazo: se publica."),
            ),
            models.CheckConstraint(
                condition=~Q(to_on=F("from_on")) | Q(corrects__isnull=False),
                name="reschedule_moves",
                violation_error_message=_("Ese ya es el plazo: elija otra fecha."),
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="reschedule_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        """Return both dates."""
        return f"{self.from_on} → {self.to_on}"


@tracked(pghistory.InsertEvent())
class Reopening(Identified, RightsModel):
    """A completion that was taken back, with its public reason. Never changed or deleted.

    It is true of the day the milestone was said to be complete, and known from the instant `at`.
    """

    milestone = models.ForeignKey(
        Milestone, models.PROTECT, verbose_name=_("hito"), related_name="reopenings"
    )
    completed_on = models.DateField(_("figuraba cumplido el"))
    progress = models.PositiveSmallIntegerField(_("avance real (%)"))
    reason = ProseField(_("motivo"))
    at = models.DateTimeField(
        _("cuándo se corrigió"), db_default=models.functions.Now(), editable=False
    )

    class Meta:
        verbose_name = _("corrección de un cumplimiento")
        verbose_name_plural = _("correcciones de cumplimientos")
        constraints = (
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="reopening_has_reason",
                violation_error_message=_("Escriba por qué se corrige: se publica."),
            ),
            models.CheckConstraint(
                condition=Q(progress__lt=100),
                name="reopening_is_not_complete",
                violation_error_message=_("Escriba el avance real, de 0 a 99."),
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="reopening_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        """Return the day that no longer stands."""
        return f"{self.completed_on}"
