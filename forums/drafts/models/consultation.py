"""A consultation on a version: in which window, what is asked, with which papers, and who takes
part under which number.
"""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forums.drafts.models.draft import DraftVersion
from forums.drafts.states import CONSULTATION, SHOWN, ConsultationState
from ogp_portal.foundation.documents.model_fields import CodeField, ProseField, TitleField
from ogp_portal.foundation.permissions.rights import RightsModel, RightsQuerySet
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.permissions.windows import Windowed, WindowedQuerySet, window_check
from ogp_portal.foundation.published import Dated, Identified, Scanned, tracked


class ConsultationQuerySet(RightsQuerySet["Consultation"], WindowedQuerySet):  # type: ignore[override]
    """Consultations, asked by what they are."""

    def shown(self) -> Self:
        """Keep those that were announced."""
        return self.filter(state__in=SHOWN)


@tracked(exclude=["comment_count", "file"])
class Consultation(Windowed, Dated, RightsModel):
    """Comments are taken on a version in a window.

    `comment_count` gives each its number, in the statement that holds the window open.
    """

    machine: ClassVar[Machine] = CONSULTATION

    version = models.ForeignKey(
        DraftVersion,
        models.PROTECT,
        verbose_name=_("versión consultada"),
        related_name="consultations",
    )
    slug = models.SlugField(_("dirección"), max_length=120, unique=True)
    title = TitleField(_("título"), max_length=200)
    summary = ProseField(_("de qué trata, en palabras sencillas"))
    rules = ProseField(
        _("reglas de los comentarios"),
        help_text=_("Se publican antes de recibir: por qué un comentario puede reservarse."),
    )
    answer_days = models.PositiveSmallIntegerField(
        _("se responde en tantos días hábiles desde el cierre"), default=20
    )
    state = models.CharField(
        _("estado"), max_length=20, choices=CONSULTATION.choices, default=CONSULTATION.initial
    )
    state_reason = ProseField(_("motivo del estado"), blank=True)
    comment_count = models.PositiveIntegerField(
        _("comentarios recibidos"), default=0, editable=False
    )
    answered_at = models.DateTimeField(_("respondida"), null=True, editable=False)
    edition = models.PositiveSmallIntegerField(_("edición del informe"), default=0, editable=False)
    file = models.FileField(
        _("informe de retroalimentación"),
        upload_to="retroalimentacion/",
        max_length=300,
        blank=True,
        editable=False,
    )
    sha256 = CodeField(_("huella del informe"), max_length=64, blank=True, editable=False)

    objects: ClassVar = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consulta de un borrador")
        verbose_name_plural = _("consultas de borradores")
        constraints = (
            CONSULTATION.state_check("consultation_state_known"),
            CONSULTATION.reason_check("consultation_negative_has_reason"),
            window_check("consultation_window_half_open"),
            models.CheckConstraint(
                condition=models.Q(state=ConsultationState.DRAFT) | ~models.Q(rules="", summary=""),
                name="consultation_announced_has_rules",
                violation_error_message=_("Antes de anunciarla, escriba sus reglas o su resumen."),
            ),
        )

    def __str__(self) -> str:
        """Return the title."""
        return self.title


@tracked()
class ConsultationQuestion(Identified, RightsModel):
    """Something the government wants answered about its text."""

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, verbose_name=_("consulta"), related_name="questions"
    )
    position = models.PositiveSmallIntegerField(_("orden"))
    text = TitleField(_("pregunta"), max_length=400)

    class Meta:
        verbose_name = _("pregunta de una consulta")
        verbose_name_plural = _("preguntas de las consultas")
        constraints = (
            models.UniqueConstraint(
                fields=["consultation", "position"], name="consultation_question_once"
            ),
        )

    def __str__(self) -> str:
        """Return the question."""
        return self.text


@tracked(exclude=["file"])
class ConsultationDocument(Identified, Scanned, RightsModel):
    """A paper that helps to understand the text."""

    consultation = models.ForeignKey(
        Consultation, models.CASCADE, verbose_name=_("consulta"), related_name="documents"
    )
    title = TitleField(_("título"), max_length=200)
    file = models.FileField(_("archivo"), upload_to="consultas/", max_length=300)
    media_type = CodeField(_("tipo de archivo"), max_length=100)
    size = models.PositiveBigIntegerField(_("tamaño en bytes"))
    sha256 = CodeField(_("sha256"), max_length=64)

    class Meta:
        verbose_name = _("documento de una consulta")
        verbose_name_plural = _("documentos de las consultas")
        constraints = (
            models.UniqueConstraint(
                fields=["consultation", "sha256"], name="consultation_document_once"
            ),
        )

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class Voice(RightsModel):
    """An account that comments in a consultation, under a number: the one place that
    joins the two.
    """

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, verbose_name=_("consulta"), related_name="voices"
    )
    number = models.PositiveIntegerField(_("número"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("cuenta"),
        null=True,
        related_name="voices",
    )

    class Meta:
        verbose_name = _("participante de una consulta")
        verbose_name_plural = _("participantes de las consultas")
        constraints = (
            models.UniqueConstraint(fields=["consultation", "number"], name="voice_number_once"),
            models.UniqueConstraint(fields=["consultation", "user"], name="one_voice_an_account"),
        )

    def __str__(self) -> str:
        """Return the number, never the person."""
        return str(_("Participante %(n)s") % {"n": self.number})
