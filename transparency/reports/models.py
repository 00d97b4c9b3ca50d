"""The monthly compliance report: the frozen facts of a month, and the editions made from them."""

from typing import ClassVar

import pghistory
import pgtrigger
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
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.published import Identified, tracked
from transparency.reports.states import REPORT, ReportState


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
