"""The monthly compliance report: the frozen facts of a month, the editions made from them, and what
the coordination tells of a month.
"""

from typing import ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.plans.models import Plan
from ogp_portal.foundation.documents.model_fields import (
    CodeField,
    ExactTextField,
    ProseField,
    TitleField,
)
from ogp_portal.foundation.permissions.four_eyes import two_people
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.published import Identified, tracked
from transparency.reports.states import (
    NARRATIVE,
    OPEN_NARRATIVE,
    REPORT,
    NarrativeState,
    ReportState,
)


@pghistory.track(pghistory.InsertEvent())
class ComplianceSnapshot(RightsModel):
    """The facts of a plan as they stood at the cut-off of a month: JSON in canonical form and its
    sha256. Never changes.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, verbose_name=_("plan"), related_name="snapshots")
    month = models.DateField(_("mes (día 1)"))
    edition = models.PositiveSmallIntegerField(_("edición"), default=1)
    cut_off_at = models.DateTimeField(_("corte"))
    taken_at = models.DateTimeField(_("tomado"))
    body = ExactTextField(_("contenido (JSON canónico)"))
    sha256 = CodeField(_("sha256"), max_length=64)

    class Meta:
        verbose_name = _("corte mensual")
        verbose_name_plural = _("cortes mensuales")
        constraints = (
            models.UniqueConstraint(fields=["plan", "month", "edition"], name="snapshot_once"),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="snapshot_month_is_day_1",
                violation_error_message=_("El mes se escribe por su primer día."),
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="snapshot_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        """Return plan, month and edition."""
        return f"{self.plan} · {self.month:%m-%Y} · {self.edition}"


@tracked()
class ComplianceReport(Identified, RightsModel):
    """An edition of the month's report.

    A correction is a new edition that says what changed; older ones stay.
    """

    machine: ClassVar[Machine] = REPORT

    snapshot = models.OneToOneField(
        ComplianceSnapshot, models.PROTECT, verbose_name=_("corte"), related_name="report"
    )
    what_changed = ProseField(_("qué corrige esta edición"), blank=True)
    state = models.CharField(
        _("estado"), max_length=20, choices=REPORT.choices, default=REPORT.initial
    )
    state_reason = ProseField(_("motivo del estado"), blank=True)
    progress_note = TitleField(_("paso en curso"), max_length=200, blank=True)
    file = models.FileField(_("PDF"), upload_to="informes/", blank=True, max_length=300)
    sha256 = CodeField(_("sha256 del PDF"), max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("tamaño en bytes"), default=0)
    pages = models.PositiveSmallIntegerField(_("páginas"), default=0)
    issued_at = models.DateTimeField(_("emitido"), null=True, blank=True)

    class Meta:
        verbose_name = _("informe mensual de cumplimiento")
        verbose_name_plural = _("informes mensuales de cumplimiento")
        constraints = (
            REPORT.state_check("report_state_known"),
            models.CheckConstraint(
                condition=~Q(state=ReportState.ISSUED)
                | (~Q(file="") & ~Q(sha256="") & Q(issued_at__isnull=False)),
                name="issued_report_has_file",
                violation_error_message=_(
                    "Un informe emitido tiene su archivo, su huella y su fecha."
                ),
            ),
        )

    def __str__(self) -> str:
        """Return the snapshot's name."""
        return str(self.snapshot)


@tracked()
class MonthNarrative(Identified, RightsModel):
    """What the coordination of a plan tells of a month: the last one approved is printed in its
    report. Approved it never changes; another one takes its place.
    """

    machine: ClassVar[Machine] = NARRATIVE

    plan = models.ForeignKey(
        Plan, models.PROTECT, verbose_name=_("plan"), related_name="narratives"
    )
    month = models.DateField(_("mes"))
    text = ProseField(
        _("qué se hizo en el mes"),
        max_length=12_000,
        blank=True,
        help_text=_(
            "Lo que se hizo y dónde consta, en Markdown. Otra persona de la coordinación lo lee y "
            "lo aprueba. El informe sale en su fecha, con este texto o sin él."
        ),
    )
    state = models.CharField(
        _("estado"), max_length=20, choices=NARRATIVE.choices, default=NARRATIVE.initial
    )
    state_reason = ProseField(_("motivo del estado"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("escribe"),
        null=True,
        blank=True,
        related_name="written_narratives",
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("revisa"),
        null=True,
        blank=True,
        related_name="reviewed_narratives",
    )
    submitted_at = models.DateTimeField(_("enviado"), null=True, blank=True)
    approved_at = models.DateTimeField(_("aprobado"), null=True, blank=True)

    class Meta:
        verbose_name = _("relato del mes")
        verbose_name_plural = _("relatos del mes")
        constraints = (
            NARRATIVE.state_check("narrative_state_known"),
            NARRATIVE.reason_check("narrative_negative_has_reason"),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="narrative_month_is_day_1",
                violation_error_message=_("El mes se escribe por su primer día."),
            ),
            models.CheckConstraint(
                condition=two_people("author", "reviewer"),
                name="narrative_four_eyes",
                violation_error_message=_("Quien escribió el relato no lo aprueba."),
            ),
            models.CheckConstraint(
                condition=~Q(state=NarrativeState.APPROVED)
                | Q(reviewer__isnull=False, approved_at__isnull=False),
                name="narrative_approved_by_someone",
                violation_error_message=_("Un relato aprobado dice quién lo aprobó y cuándo."),
            ),
            models.UniqueConstraint(
                fields=["plan", "month"],
                condition=Q(state__in=OPEN_NARRATIVE),
                name="narrative_one_open",
                violation_error_message=_("Ya hay un relato sin terminar de ese mes."),
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="narrative_approved_never_changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state=NarrativeState.APPROVED),
            ),
        )

    def __str__(self) -> str:
        """Return plan and month."""
        return f"{self.plan} · {self.month:%m-%Y}"
