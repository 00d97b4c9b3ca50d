"""A session of a forum: what it was called for, its papers, who came."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments.sources.models import SourceDocument
from forums.bodies.models import Forum, Headcount, Seat
from forums.process.models import Stage
from forums.sessions.states import SESSION, SessionState
from ogp_portal.foundation.documents.model_fields import CodeField, ProseField, TitleField
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.published import Dated, Identified, Scanned, tracked


@tracked()
class Session(Dated, RightsModel):
    """A meeting of a forum.

    `quorum_needed` and `seats_called` are fixed when it is convened, by the rule and the seats of
    that day.
    """

    machine: ClassVar[Machine] = SESSION

    forum = models.ForeignKey(
        Forum, models.PROTECT, verbose_name=_("foro"), related_name="sessions"
    )
    stage = models.ForeignKey(
        Stage,
        models.PROTECT,
        verbose_name=_("etapa del plan a la que pertenece"),
        null=True,
        blank=True,
        related_name="sessions",
    )
    slug = models.SlugField(_("dirección"), max_length=160, unique=True)
    number = models.PositiveSmallIntegerField(_("número"), null=True, blank=True)
    title = TitleField(_("título"), max_length=200)
    purpose = ProseField(_("para qué se convoca"), blank=True)
    starts_at = models.DateTimeField(_("comienza"), null=True, blank=True)
    ends_at = models.DateTimeField(_("termina"), null=True, blank=True)
    date_note = TitleField(_("lo que la fuente dice de la fecha"), max_length=200, blank=True)
    place = TitleField(_("lugar"), max_length=200, blank=True)
    remote_url = models.URLField(
        _("enlace para participar a distancia (lo ven los asientos)"), max_length=500, blank=True
    )
    recording_url = models.URLField(_("grabación"), max_length=500, blank=True)
    is_accountability = models.BooleanField(
        _("rinde cuentas de la ejecución del plan"),
        default=False,
        help_text=_("Se muestran avances y se recogen comentarios."),
    )
    state = models.CharField(
        _("estado"), max_length=20, choices=SESSION.choices, default=SESSION.initial
    )
    state_reason = ProseField(_("motivo del estado"), blank=True)
    seats_called = models.PositiveSmallIntegerField(
        _("asientos con voto convocados"), null=True, editable=False
    )
    quorum_needed = models.PositiveSmallIntegerField(_("quórum"), null=True, editable=False)
    convened_at = models.DateTimeField(_("convocada"), null=True, editable=False)
    times_changed = models.PositiveSmallIntegerField(
        _("veces que cambió la convocatoria"), default=0, editable=False
    )
    source = models.ForeignKey(
        SourceDocument, models.PROTECT, verbose_name=_("fuente"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("sesión")
        verbose_name_plural = _("sesiones")
        constraints = (
            SESSION.state_check("session_state_known"),
            SESSION.reason_check("session_negative_has_reason"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_start",
                violation_error_message=_("El término debe ser posterior al inicio."),
            ),
            models.CheckConstraint(
                condition=~Q(state=SessionState.CONVENED) | Q(starts_at__isnull=False),
                name="session_convened_has_date",
                violation_error_message=_("Antes de convocar, escriba cuándo es la sesión."),
            ),
        )
        indexes = (
            models.Index(fields=["forum", "-starts_at"], name="session_of_forum"),
        )  # forum page; lights

    def __str__(self) -> str:
        """Return the title."""
        return self.title


@tracked()
class AgendaItem(Identified, RightsModel):
    """A point of the programme."""

    session = models.ForeignKey(
        Session, models.CASCADE, verbose_name=_("sesión"), related_name="agenda"
    )
    position = models.PositiveSmallIntegerField(_("orden"))
    title = TitleField(_("punto"), max_length=300)
    description = ProseField(_("de qué se trata"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutos"), null=True, blank=True)

    class Meta:
        verbose_name = _("punto de la tabla")
        verbose_name_plural = _("puntos de la tabla")
        constraints = (
            models.UniqueConstraint(fields=["session", "position"], name="agenda_position_once"),
        )

    def __str__(self) -> str:
        """Return the point."""
        return self.title


@tracked(exclude=["file"])
class Paper(Identified, Scanned, RightsModel):
    """A document of a session; a restricted one is seen by the seats and the secretariat alone."""

    session = models.ForeignKey(
        Session, models.CASCADE, verbose_name=_("sesión"), related_name="papers"
    )
    title = TitleField(_("título"), max_length=200)
    file = models.FileField(_("archivo"), upload_to="sesiones/", max_length=300)
    media_type = CodeField(_("tipo de archivo"), max_length=100)
    size = models.PositiveBigIntegerField(_("tamaño en bytes"))
    sha256 = CodeField(_("sha256"), max_length=64)
    is_restricted = models.BooleanField(_("solo para los asientos"), default=False)

    class Meta:
        verbose_name = _("documento de la sesión")
        verbose_name_plural = _("documentos de la sesión")
        constraints = (models.UniqueConstraint(fields=["session", "sha256"], name="paper_once"),)

    def __str__(self) -> str:
        """Return the title."""
        return self.title


@tracked()
class Attendance(Identified, RightsModel):
    """Whether a seat was there."""

    class Status(models.TextChoices):
        """How."""

        PRESENT = "present", _("presente")
        REMOTE = "remote", _("a distancia")
        EXCUSED = "excused", _("con excusa")
        ABSENT = "absent", _("ausente")

    session = models.ForeignKey(
        Session, models.CASCADE, verbose_name=_("sesión"), related_name="attendances"
    )
    seat = models.ForeignKey(
        Seat, models.PROTECT, verbose_name=_("asiento"), related_name="attendances"
    )
    status = models.CharField(_("asistencia"), max_length=10, choices=Status)

    class Meta:
        verbose_name = _("asistencia")
        verbose_name_plural = _("asistencias")
        constraints = (models.UniqueConstraint(fields=["session", "seat"], name="attendance_once"),)

    def __str__(self) -> str:
        """Return seat and status."""
        return f"{self.seat}: {self.get_status_display()}"


@tracked()
class SessionHeadcount(Headcount):
    """People who came to a session without a seat."""

    session = models.ForeignKey(
        Session, models.CASCADE, verbose_name=_("sesión"), related_name="headcounts"
    )

    class Meta(Headcount.Meta):
        abstract = False
        verbose_name = _("público de una sesión")
        verbose_name_plural = _("público de las sesiones")
        constraints = (
            models.UniqueConstraint(
                fields=["session", "sector", "organization_name", "territory"],
                nulls_distinct=False,
                name="session_headcount_once",
            ),
        )
