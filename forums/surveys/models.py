"""Surveys and prior consultations: questions, answers that lead back to nobody, results as they
were published, offers of help.
"""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization, Territory
from commitments.plans.models import Plan
from commitments.sources.models import SourceDocument
from forums.process.models import Stage
from forums.sessions.models import Session
from forums.surveys.states import OFFER, SURVEY, OfferState
from ogp_portal.foundation import languages
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
    title = models.CharField(_("título"), max_length=200)
    introduction = models.TextField(_("para qué se pregunta"), blank=True)
    opens_at = models.DateTimeField(_("abre"), null=True, blank=True)
    closes_at = models.DateTimeField(_("cierra (ese instante ya no)"), null=True, blank=True)
    date_note = models.CharField(_("lo que la fuente dice de la fecha"), max_length=200, blank=True)
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
    state_reason = models.TextField(_("motivo del estado"), blank=True)
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

    class Kind(models.TextChoices):
        """How it is answered."""

        OPEN = "open", _("con palabras")
        SINGLE = "single", _("una opción")
        MULTIPLE = "multiple", _("varias opciones")
        SCALE = "scale", _("de 1 a 5")

    survey = models.ForeignKey(
        Survey, models.CASCADE, verbose_name=_("consulta"), related_name="questions"
    )
    position = models.PositiveSmallIntegerField(_("orden"))
    text = models.CharField(_("pregunta"), max_length=400)
    kind = models.CharField(_("cómo se responde"), max_length=10, choices=Kind, default=Kind.OPEN)
    is_required = models.BooleanField(_("obligatoria"), default=False)
    is_offer = models.BooleanField(_("es un ofrecimiento de ayuda"), default=False)

    class Meta:
        verbose_name = _("pregunta")
        verbose_name_plural = _("preguntas")
        constraints = (
            models.UniqueConstraint(fields=["survey", "position"], name="question_position_once"),
            models.CheckConstraint(
                condition=Q(is_offer=False) | Q(kind="open"), name="question_offer_is_open"
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
    label = models.CharField(_("opción"), max_length=200)

    class Meta:
        verbose_name = _("opción")
        verbose_name_plural = _("opciones")
        constraints = (models.UniqueConstraint(fields=["question", "label"], name="choice_once"),)

    def __str__(self) -> str:
        """Return the label."""
        return self.label


class Sheet(RightsModel):
    """One filled-in sheet.

    It leads to no account and no address; its key only keeps the same sending from counting twice.
    The day, not the instant.
    """

    survey = models.ForeignKey(
        Survey, models.PROTECT, verbose_name=_("consulta"), related_name="sheets"
    )
    submission_key = models.UUIDField(_("clave del envío"), unique=True)
    sector = models.CharField(_("sector"), max_length=20, blank=True)
    territory = models.ForeignKey(
        Territory, models.PROTECT, verbose_name=_("comuna"), null=True, blank=True, related_name="+"
    )
    answered_on = models.DateField(_("día"))

    class Meta:
        verbose_name = _("respuesta a una consulta")
        verbose_name_plural = _("respuestas a las consultas")

    def __str__(self) -> str:
        """Return the day."""
        return str(self.answered_on)


class Respondent(RightsModel):
    """An account has answered a survey that asks for one: that it did, not what."""

    survey = models.ForeignKey(
        Survey, models.PROTECT, verbose_name=_("consulta"), related_name="respondents"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        verbose_name=_("cuenta"),
        related_name="answered_surveys",
    )

    class Meta:
        verbose_name = _("cuenta que respondió")
        verbose_name_plural = _("cuentas que respondieron")
        constraints = (
            models.UniqueConstraint(fields=["survey", "user"], name="one_sheet_an_account"),
        )

    def __str__(self) -> str:
        """Return the survey."""
        return str(self.survey)


class Answer(Identified, RightsModel):
    """What a sheet says to a question: a text, one of its options, or a number from 1 to 5.

    A text is published only once somebody read it.
    """

    class Reading(models.TextChoices):
        """Whether a text may be published."""

        WAITING = "waiting", _("por leer")
        PUBLISHED = "published", _("publicada")
        WITHHELD = "withheld", _("reservada")

    sheet = models.ForeignKey(
        Sheet, models.PROTECT, verbose_name=_("respuesta"), related_name="answers"
    )
    question = models.ForeignKey(
        Question, models.PROTECT, verbose_name=_("pregunta"), related_name="answers"
    )
    choice = models.ForeignKey(
        Choice, models.PROTECT, verbose_name=_("opción"), null=True, related_name="answers"
    )
    number = models.PositiveSmallIntegerField(_("número"), null=True)
    text = models.TextField(_("texto"), blank=True)
    public_text = models.TextField(_("texto que se publica"), blank=True)
    reading = models.CharField(
        _("lectura"), max_length=10, choices=Reading, default=Reading.WAITING
    )
    withheld_reason = models.CharField(_("por qué se reserva"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("contestación")
        verbose_name_plural = _("contestaciones")
        constraints = (
            models.CheckConstraint(
                condition=~Q(reading="withheld") | ~Q(withheld_reason=""),
                name="answer_withheld_has_reason",
            ),
        )
        indexes = (
            models.Index(fields=["question", "choice", "number"], name="answer_counted"),  # results
            models.Index(
                fields=["question", "reading"], name="answer_texts", condition=~Q(text="")
            ),  # reading; texts on the page
        )

    def __str__(self) -> str:
        """Return the question."""
        return str(self.question)


@tracked()
class Result(Identified, RightsModel):
    """One figure of the results, frozen when they were published;

    `people` is empty where the group is too small to be shown.
    """

    question = models.ForeignKey(
        Question, models.PROTECT, verbose_name=_("pregunta"), related_name="results"
    )
    position = models.PositiveSmallIntegerField(_("orden"))
    label = models.CharField(_("respuesta"), max_length=200)
    people = models.PositiveIntegerField(_("personas"), null=True)
    of = models.PositiveIntegerField(_("personas que respondieron la pregunta"))

    class Meta:
        verbose_name = _("resultado")
        verbose_name_plural = _("resultados")
        constraints = (
            models.UniqueConstraint(fields=["question", "position"], name="result_once"),
        )
        triggers = (
            pgtrigger.Protect(
                name="result_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        """Return the label."""
        return self.label


@tracked(exclude=["email"])
class OfferOfHelp(Identified, RightsModel):
    """How somebody could contribute: taken up by an institution or declined with thanks and a
    reason.
    """

    machine: ClassVar[Machine] = OFFER

    survey = models.ForeignKey(
        Survey, models.PROTECT, verbose_name=_("consulta"), related_name="offers"
    )
    text = models.TextField(_("qué se ofrece"))
    email = models.EmailField(_("correo para responder"), blank=True)
    language = models.CharField(_("idioma"), max_length=10, default=languages.own)
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name=_("quién lo acepta"),
        null=True,
        blank=True,
        related_name="offers_taken",
    )
    state = models.CharField(
        _("estado"), max_length=20, choices=OFFER.choices, default=OFFER.initial
    )
    state_reason = models.TextField(_("motivo del estado"), blank=True)
    offered_on = models.DateField(_("ofrecido el"))

    class Meta:
        verbose_name = _("ofrecimiento de ayuda")
        verbose_name_plural = _("ofrecimientos de ayuda")
        constraints = (
            OFFER.state_check("offer_state_known"),
            OFFER.reason_check("offer_negative_has_reason"),
            models.CheckConstraint(
                condition=~Q(state=OfferState.TAKEN_UP) | Q(organization__isnull=False),
                name="offer_has_a_taker",
            ),
        )

    def __str__(self) -> str:
        """Return the survey it came by: its text is not public by itself."""
        return str(self.survey)
