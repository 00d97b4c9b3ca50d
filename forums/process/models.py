"""The calendar by which a plan is made together with people."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments.plans.models import Plan
from commitments.plans.states import Precision
from commitments.sources.models import SourceDocument
from forums.process.states import STAGE
from ogp_portal.foundation.documents.model_fields import CodeField, ProseField, TitleField
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.published import Identified, Scanned, tracked


@tracked()
class Stage(Identified, RightsModel):
    """A stage ("momento clave") of a plan's co-creation, with the dates its source states; a date
    not stated stays empty.
    """

    machine: ClassVar[Machine] = STAGE

    plan = models.ForeignKey(Plan, models.CASCADE, verbose_name=_("plan"), related_name="stages")
    position = models.PositiveSmallIntegerField(_("orden"))
    name = TitleField(_("nombre"), max_length=200)
    description = ProseField(_("qué se hace"), blank=True)
    opens_on = models.DateField(_("desde"), null=True, blank=True)
    closes_on = models.DateField(_("hasta"), null=True, blank=True)
    precision = models.CharField(
        _("precisión de las fechas"), max_length=5, choices=Precision, default=Precision.DAY
    )
    date_note = TitleField(_("lo que la fuente dice de la fecha"), max_length=200, blank=True)
    state = models.CharField(
        _("estado"), max_length=20, choices=STAGE.choices, default=STAGE.initial
    )
    state_reason = ProseField(_("motivo del estado"), blank=True)
    source = models.ForeignKey(
        SourceDocument, models.PROTECT, verbose_name=_("fuente"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("etapa de cocreación")
        verbose_name_plural = _("etapas de cocreación")
        constraints = (
            STAGE.state_check("stage_state_known"),
            models.UniqueConstraint(fields=["plan", "position"], name="stage_position_once"),
            models.CheckConstraint(
                condition=Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
                name="stage_closes_after_opening",
                violation_error_message=_("El cierre no puede ser anterior a la apertura."),
            ),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name


@tracked(exclude=["file"])
class StageEvidence(Identified, Scanned, RightsModel):
    """What proves that a stage was done: a link or a file, kept with its hash."""

    class Kind(models.TextChoices):
        """What it shows."""

        OUTREACH = "outreach", _("difusión")
        INPUT = "input", _("recepción de aportes")
        MEETING = "meeting", _("encuentro")
        REPORT = "report", _("resultados o retroalimentación")

    stage = models.ForeignKey(
        Stage, models.CASCADE, verbose_name=_("etapa"), related_name="evidence"
    )
    kind = models.CharField(_("qué muestra"), max_length=10, choices=Kind)
    title = TitleField(_("título"), max_length=200)
    happened_on = models.DateField(_("fecha"))
    url = models.URLField(_("enlace"), max_length=500, blank=True)
    file = models.FileField(_("archivo"), upload_to="etapas/", max_length=300, blank=True)
    media_type = CodeField(_("tipo de archivo"), max_length=100, blank=True)
    sha256 = CodeField(_("sha256"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("prueba de una etapa")
        verbose_name_plural = _("pruebas de las etapas")
        constraints = (
            models.CheckConstraint(
                condition=~Q(url="") | ~Q(file=""),
                name="stage_evidence_has_something",
                violation_error_message=_("La prueba es un enlace o un archivo: agregue uno."),
            ),
            models.UniqueConstraint(
                fields=["stage", "sha256"],
                condition=~Q(sha256=""),
                name="stage_evidence_once",
                violation_error_message=_("Ese mismo archivo ya es prueba de esta etapa."),
            ),
        )

    def __str__(self) -> str:
        """Return the title."""
        return self.title
