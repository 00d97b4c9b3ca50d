"""A survey or prior consultation: its window, its questions and their options."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.plans.models import Plan
from commitments.sources.models import SourceDocument
from forums.process.models import Stage
from forums.sessions.models import Session
from forums.surveys.states import SURVEY, QuestionKind
from ogp_portal.foundation.documents.model_fields import ProseField, TitleField
from ogp_portal.foundation.permissions.rights import RightsModel, RightsQuerySet
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.permissions.windows import WindowedQuerySet
from ogp_portal.foundation.published import Dated, Identified, tracked


class SurveyQuerySet(RightsQuerySet["Survey"], WindowedQuerySet):  # type: ignore[override]
    """Surveys, asked by window."""


@tracked()
class Survey(Dated, RightsModel):
    """Questions put to everybody in a window.

    A loaded one whose source states no window was not answered here.
    """

    machine: ClassVar[Machine] = SURVEY

    plan = models.ForeignKey(Plan, models.PROTECT, verbose_name=_("plan"), related_name="surveys")
    stage = models.ForeignKey(
        Stage,
        models.PROTECT,
        verbose_name=_("etapa"),
        null=True,
        blank=True,
        related_name="surveys",
    )
    session = models.ForeignKey(
        Session,
        models.PROTECT,
        verbose_name=_("sesión a la que prepara"),
        null=True,
        blank=True,
        related_name="surveys",
    )
    slug = models.SlugField(_("dirección"), max_length=120, unique=True)
    title = TitleField(_("título"), max_length=200)
    introduction = ProseField(_("para qué se pregunta"), blank=True)
    opens_at = models.DateTimeField(_("abre"), null=True, blank=True)
    closes_at = models.DateTimeField(_("cierra (ese instante ya no)"), null=True, blank=True)
    date_note = TitleField(_("lo que la fuente dice de la fecha"), max_length=200, blank=True)
    needs_account = models.BooleanField(
        _("se responde con cuenta"),
        default=False,
        help_text=_(
            "Una respuesta por cuenta. Sin cuenta, una por navegador: no se puede asegurar más."
        ),
    )
    state = models.CharField(
        _("estado"), max_length=20, choices=SURVEY.choices, default=SURVEY.initial
    )
    state_reason = ProseField(_("motivo del estado"), blank=True)
    sheet_count = models.PositiveIntegerField(_("respuestas recibidas"), null=True, editable=False)
    reported_at = models.DateTimeField(_("resultados publicados"), null=True, editable=False)
    source = models.ForeignKey(
        SourceDocument, models.PROTECT, verbose_name=_("fuente"), null=True, blank=True
    )

    objects: ClassVar = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("consulta previa o encuesta")
        verbose_name_plural = _("consultas previas y encuestas")
        constraints = (
            SURVEY.state_check("survey_state_known"),
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(closes_at__gt=models.F("opens_at")),
                name="survey_window_half_open",
                violation_error_message=_("El cierre debe ser posterior a la apertura."),
            ),
        )

    def __str__(self) -> str:
        """Return the title."""
        return self.title


@tracked()
class Question(Identified, RightsModel):
    """One question.

    `is_offer`: its answer is an offer of help, which somebody takes up or declines.
    """

    Kind = QuestionKind

    survey = models.ForeignKey(
        Survey, models.CASCADE, verbose_name=_("consulta"), related_name="questions"
    )
    position = models.PositiveSmallIntegerField(_("orden"))
    text = TitleField(_("pregunta"), max_length=400)
    kind = models.CharField(_("cómo se responde"), max_length=10, choices=Kind, default=Kind.OPEN)
    is_required = models.BooleanField(_("obligatoria"), default=False)
    is_offer = models.BooleanField(_("es un ofrecimiento de ayuda"), default=False)

    class Meta:
        verbose_name = _("pregunta")
        verbose_name_plural = _("preguntas")
        constraints = (
            models.UniqueConstraint(fields=["survey", "position"], name="question_position_once"),
            models.CheckConstraint(
                condition=Q(is_offer=False) | Q(kind=QuestionKind.OPEN),
                name="question_offer_is_open",
                violation_error_message=_("Un ofrecimiento de ayuda se responde con texto."),
            ),
        )

    def __str__(self) -> str:
        """Return the question."""
        return self.text


@tracked()
class Choice(Identified, RightsModel):
    """One option of a question."""

    question = models.ForeignKey(
        Question, models.CASCADE, verbose_name=_("pregunta"), related_name="choices"
    )
    position = models.PositiveSmallIntegerField(_("orden"))
    label = TitleField(_("opción"), max_length=200)

    class Meta:
        verbose_name = _("opción")
        verbose_name_plural = _("opciones")
        constraints = (models.UniqueConstraint(fields=["question", "label"], name="choice_once"),)

    def __str__(self) -> str:
        """Return the label."""
        return self.label
