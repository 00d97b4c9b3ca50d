"""Progress as the government tells it: updates with their claims, and the evidence behind them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments.plans.models import Commitment, Milestone
from commitments.plans.states import DelayCause, Level
from commitments.progress.states import (
    OPEN_UPDATE,
    PUBLIC_UPDATE,
    UPDATE,
    UpdateState,
)
from commitments.sources.models import SourceDocument
from ogp_portal.foundation.documents.model_fields import CodeField, ProseField, TitleField
from ogp_portal.foundation.permissions.four_eyes import two_people
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.published import Identified, Scanned, tracked


@tracked()
class ProgressUpdate(Identified, RightsModel):
    """What an institution reports for a period.

    A period without progress is declared; silence is never progress.
    """

    machine: ClassVar[Machine] = UPDATE

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, verbose_name=_("compromiso"), related_name="updates"
    )
    period_starts_on = models.DateField(_("período: desde"))
    period_ends_on = models.DateField(_("período: hasta (inclusive)"))
    narrative = ProseField(_("qué se hizo"), blank=True)
    is_nil = models.BooleanField(_("sin avance en el período"), default=False)
    delay_cause = models.CharField(
        _("causa, si no hubo avance o hay atraso"), max_length=20, choices=DelayCause, blank=True
    )
    claimed_level = models.CharField(
        _("cumplimiento declarado"), max_length=20, choices=Level, blank=True
    )
    results = ProseField(_("descripción de los resultados"), blank=True)
    next_steps = ProseField(_("próximos pasos"), blank=True)
    challenges = ProseField(_("lo que queda por lograr y desafíos"), blank=True)
    source_note = TitleField(
        _("en qué se basa"),
        max_length=300,
        blank=True,
        help_text=_(
            "Documento, acta o registro. Obligatorio si no adjunta un medio de verificación."
        ),
    )
    source = models.ForeignKey(
        SourceDocument, models.PROTECT, verbose_name=_("fuente"), null=True, blank=True
    )
    state = models.CharField(
        _("estado"), max_length=20, choices=UPDATE.choices, default=UPDATE.initial
    )
    state_reason = ProseField(_("motivo del estado"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("escribe"),
        null=True,
        blank=True,
        related_name="written_updates",
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("revisa"),
        null=True,
        blank=True,
        related_name="reviewed_updates",
    )
    submitted_at = models.DateTimeField(_("enviado"), null=True, blank=True)
    approved_at = models.DateTimeField(_("aprobado"), null=True, blank=True)
    version = models.PositiveIntegerField(_("versión del registro"), default=1, editable=False)

    class Meta:
        verbose_name = _("reporte de avance")
        verbose_name_plural = _("reportes de avance")
        constraints = (
            UPDATE.state_check("update_state_known"),
            UPDATE.reason_check("update_negative_has_reason"),
            models.CheckConstraint(
                condition=Q(period_ends_on__gte=F("period_starts_on")),
                name="update_period_ends_after_start",
                violation_error_message=_("El término no puede ser anterior al inicio."),
            ),
            models.CheckConstraint(
                condition=Q(is_nil=True) | ~Q(narrative=""),
                name="update_says_something",
                violation_error_message=_("Cuente qué pasó, o marque que no hubo novedades."),
            ),
            models.CheckConstraint(
                condition=two_people("author", "reviewer"),
                name="update_four_eyes",
                violation_error_message=_("Quien escribió el reporte no lo revisa."),
            ),
            models.CheckConstraint(
                condition=~Q(state=UpdateState.APPROVED)
                | Q(reviewer__isnull=False)
                | Q(source__isnull=False),
                name="update_approved_by_someone_or_sourced",
                violation_error_message=_(
                    "Un reporte aprobado dice quién lo revisó, o de qué fuente viene."
                ),
            ),
            models.UniqueConstraint(
                fields=["commitment", "period_starts_on"],
                condition=Q(state__in=OPEN_UPDATE),
                name="update_one_open_per_period",
                violation_error_message=_(
                    "Ya hay un reporte sin terminar de ese compromiso y período."
                ),
            ),
        )
        indexes = (
            models.Index(
                fields=["commitment", "-period_ends_on"],
                name="update_latest",
                condition=Q(state__in=PUBLIC_UPDATE),
            ),
        )

    def __str__(self) -> str:
        """Return commitment and period."""
        return f"{self.commitment} · {self.period_starts_on:%m-%Y}"


@tracked()
class MilestoneClaim(Identified, RightsModel):
    """What an update says of one milestone."""

    update_of = models.ForeignKey(
        ProgressUpdate, models.CASCADE, verbose_name=_("reporte"), related_name="claims"
    )
    milestone = models.ForeignKey(
        Milestone, models.PROTECT, verbose_name=_("hito"), related_name="claims"
    )
    progress = models.PositiveSmallIntegerField(_("avance (%)"))
    completed_on = models.DateField(_("cumplido el"), null=True, blank=True)

    class Meta:
        verbose_name = _("avance declarado de un hito")
        verbose_name_plural = _("avances declarados por hito")
        constraints = (
            models.UniqueConstraint(fields=["update_of", "milestone"], name="claim_once"),
            models.CheckConstraint(
                condition=Q(progress__lte=100),
                name="claim_at_most_100",
                violation_error_message=_("El avance va de 0 a 100."),
            ),
            models.CheckConstraint(
                condition=Q(progress=100, completed_on__isnull=False)
                | Q(progress__lt=100, completed_on=None),
                name="claim_100_has_date",
                violation_error_message=_(
                    "Con avance 100 se dice en qué fecha se cumplió; con menos, ninguna."
                ),
            ),
        )

    def __str__(self) -> str:
        """Return milestone and percent."""
        return f"{self.milestone}: {self.progress} %"


@tracked()
class Evidence(Identified, Scanned, RightsModel):
    """A file or link that proves something: typed by its content, hashed, with licence and date."""

    class Kind(models.TextChoices):
        """What it is."""

        FILE = "file", _("archivo")
        LINK = "link", _("enlace")

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, verbose_name=_("compromiso"), related_name="evidence"
    )
    update_of = models.ForeignKey(
        ProgressUpdate,
        models.PROTECT,
        verbose_name=_("reporte"),
        null=True,
        blank=True,
        related_name="evidence",
    )
    milestones = models.ManyToManyField(
        Milestone, verbose_name=_("hitos que prueba"), blank=True, related_name="evidence"
    )
    kind = models.CharField(_("clase"), max_length=10, choices=Kind)
    title = TitleField(_("título"), max_length=200)
    url = models.URLField(_("enlace"), max_length=500, blank=True)
    file = models.FileField(_("archivo"), upload_to="evidencia/%Y/", blank=True, max_length=300)
    media_type = CodeField(_("tipo"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("tamaño en bytes"), default=0)
    sha256 = CodeField(_("sha256"), max_length=64, blank=True)
    licence = TitleField(_("licencia"), max_length=60, default="CC BY 4.0")
    dated_on = models.DateField(_("fecha del documento"), null=True, blank=True)
    added_at = models.DateTimeField(
        _("agregado"), db_default=models.functions.Now(), editable=False
    )

    class Meta:
        verbose_name = _("medio de verificación")
        verbose_name_plural = _("medios de verificación")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="link", file="") & ~Q(url="")
                | Q(kind="file", url="", sha256__regex=r"^[0-9a-f]{64}$") & ~Q(file=""),
                name="evidence_is_file_or_link",
                violation_error_message=_(
                    "La evidencia es un archivo o un enlace: uno de los dos."
                ),
            ),
            models.UniqueConstraint(
                fields=["commitment", "update_of", "sha256"],
                condition=~Q(sha256=""),
                name="evidence_file_once",
                nulls_distinct=False,
                violation_error_message=_("Ese archivo ya está en este reporte."),
            ),
        )

    def __str__(self) -> str:
        """Return the title."""
        return self.title
