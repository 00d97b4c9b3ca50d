"""Amendments: how a published commitment, or a plan in force, changes in the open, the old beside
the new.
"""

from typing import ClassVar, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.amendments.states import AMENDMENT, OPEN, AmendmentState
from commitments.organizations.models import OrganizationChange
from commitments.plans.models import Axis, Commitment, Milestone, Plan
from ogp_portal.foundation.documents.model_fields import CodeField, ProseField, TitleField
from ogp_portal.foundation.permissions.four_eyes import two_people
from ogp_portal.foundation.permissions.rights import RightsModel, RightsQuerySet
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.published import Identified, tracked


class AmendmentQuerySet(RightsQuerySet["Amendment"]):
    """Amendments, asked by what they change."""

    def of(self, row: Commitment | Plan) -> Self:
        """Keep those of a commitment or of a plan itself."""
        return self.filter(plan=row) if isinstance(row, Plan) else self.filter(commitment=row)

    def open(self) -> Self:
        """Keep those that are not in force nor given up."""
        return self.filter(state__in=OPEN)

    def in_force(self) -> Self:
        """Keep those that changed what they are of."""
        return self.filter(state=AmendmentState.IN_FORCE)


@tracked()
class Amendment(Identified, RightsModel):
    """What changes of a published commitment or of a plan in force, in one act, and why. In force
    it never changes.
    """

    class Kind(models.TextChoices):
        """What the change is.

        A correction of form mends words that were written wrongly (Ley 19.880, article 62) and
        promises nothing else than before.
        """

        CORRECTION = "correction", _("corrección de forma")
        MODIFICATION = "modification", _("modificación")

    machine: ClassVar[Machine] = AMENDMENT

    commitment = models.ForeignKey(
        Commitment,
        models.PROTECT,
        verbose_name=_("compromiso"),
        null=True,
        blank=True,
        related_name="amendments",
    )
    plan = models.ForeignKey(
        Plan,
        models.PROTECT,
        verbose_name=_("plan"),
        null=True,
        blank=True,
        related_name="amendments",
    )
    number = models.PositiveSmallIntegerField(_("número"), null=True, blank=True, editable=False)
    kind = models.CharField(
        _("tipo de cambio"), max_length=20, choices=Kind, default=Kind.MODIFICATION
    )
    reason = ProseField(_("motivo"), blank=True)
    agreement = TitleField(
        _("acuerdo del foro"),
        max_length=300,
        blank=True,
        help_text=_("Si el foro lo acordó: el número del acuerdo o su dirección."),
    )
    state = models.CharField(
        _("estado"), max_length=20, choices=AMENDMENT.choices, default=AMENDMENT.initial
    )
    state_reason = ProseField(_("motivo del estado"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("escribe"),
        null=True,
        blank=True,
        related_name="written_amendments",
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("revisa"),
        null=True,
        blank=True,
        related_name="reviewed_amendments",
    )
    because_of = models.ForeignKey(
        OrganizationChange,
        models.PROTECT,
        verbose_name=_("por el cambio de una institución"),
        null=True,
        blank=True,
        editable=False,
        related_name="amendments",
    )
    submitted_at = models.DateTimeField(_("enviada"), null=True, blank=True)
    approved_at = models.DateTimeField(_("vigente desde"), null=True, blank=True)
    version = models.PositiveIntegerField(_("versión del registro"), default=1, editable=False)

    objects: ClassVar = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("modificación")
        verbose_name_plural = _("modificaciones")
        constraints = (
            models.CheckConstraint(
                condition=Q(commitment__isnull=False, plan=None)
                | Q(commitment=None, plan__isnull=False),
                name="amendment_of_one_thing",
                violation_error_message=_(
                    "Una modificación es de un compromiso o de un plan, y de uno solo."
                ),
            ),
            AMENDMENT.state_check("amendment_state_known"),
            AMENDMENT.reason_check("amendment_negative_has_reason"),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "returned", "discarded")) | ~Q(reason=""),
                name="amendment_has_reason",
                violation_error_message=_("Escriba por qué cambia lo publicado: se publica."),
            ),
            models.CheckConstraint(
                condition=two_people("author", "reviewer"),
                name="amendment_four_eyes",
                violation_error_message=_("Quien escribió la modificación no la aprueba."),
            ),
            models.CheckConstraint(
                condition=~Q(state="in_force")
                | Q(reviewer__isnull=False, approved_at__isnull=False, number__isnull=False),
                name="amendment_in_force_by_someone",
                violation_error_message=_(
                    "Una modificación vigente dice quién la aprobó, cuándo y su número."
                ),
            ),
            models.UniqueConstraint(
                fields=["commitment"],
                condition=Q(state__in=OPEN),
                name="amendment_one_open",
                violation_error_message=_(
                    "Este compromiso ya tiene una modificación en trabajo: termínela primero."
                ),
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(state__in=OPEN),
                name="plan_amendment_one_open",
                violation_error_message=_(
                    "Este plan ya tiene una modificación en trabajo: termínela primero."
                ),
            ),
            models.UniqueConstraint(fields=["commitment", "number"], name="amendment_number_once"),
            models.UniqueConstraint(fields=["plan", "number"], name="plan_amendment_number_once"),
        )
        triggers = (
            pgtrigger.Protect(
                name="amendment_in_force_never_changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state=AmendmentState.IN_FORCE),
            ),
        )

    def __str__(self) -> str:
        """Return its kind, its number and what it is of."""
        number = f" {self.number}" if self.number else ""
        return f"{self.get_kind_display()}{number}: {self.amended}"

    @property
    def amended(self) -> Commitment | Plan:
        """Return what it changes."""
        row = self.commitment or self.plan
        assert row is not None  # noqa: S101 - the database keeps one of the two
        return row

    @property
    def under(self) -> Plan:
        """Return the plan it changes, or that of the commitment it changes."""
        row = self.amended
        return row if isinstance(row, Plan) else row.plan


@tracked()
class AmendedField(Identified, RightsModel):
    """One thing that an amendment changes: of the commitment or the plan, of one of its milestones
    or axes, or one of these that it adds.
    """

    NEW_MILESTONE: ClassVar = "milestone"
    NEW_AXIS: ClassVar = "new_axis"

    amendment = models.ForeignKey(
        Amendment, models.CASCADE, verbose_name=_("modificación"), related_name="fields"
    )
    position = models.PositiveSmallIntegerField(_("orden"))
    milestone = models.ForeignKey(
        Milestone,
        models.PROTECT,
        verbose_name=_("hito"),
        null=True,
        blank=True,
        related_name="amended_fields",
    )
    axis = models.ForeignKey(
        Axis,
        models.PROTECT,
        verbose_name=_("eje"),
        null=True,
        blank=True,
        related_name="amended_fields",
    )
    name = CodeField(_("campo"), max_length=40)
    value = models.JSONField(_("valor nuevo"), null=True)
    stood = models.JSONField(_("valor anterior"), null=True)
    before = ProseField(_("decía"), blank=True)
    after = ProseField(_("dice"), blank=True)

    class Meta:
        verbose_name = _("cambio de una modificación")
        verbose_name_plural = _("cambios de modificaciones")
        constraints = (
            models.UniqueConstraint(
                fields=["amendment", "position"], name="amended_field_position_once"
            ),
        )
        triggers = (
            pgtrigger.Trigger(
                name="amended_field_in_force_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("in_force", "boolean")],
                func="""
                    SELECT bool_or(state = 'in_force') INTO in_force FROM commitments_amendment
                    WHERE id IN (NEW.amendment_id, OLD.amendment_id);
                    IF in_force THEN
                        RAISE EXCEPTION 'an amendment in force never changes';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
            ),
        )

    def __str__(self) -> str:
        """Return what changes."""
        return f"{self.name}: {self.before} → {self.after}"

    @property
    def of_plan(self) -> bool:
        """Say whether the amendment is of a plan itself."""
        return self.amendment.plan_id is not None
