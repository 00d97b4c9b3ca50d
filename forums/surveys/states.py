"""WHEN: the life of a survey, and of an offer of help.

Open or closed is asked of the clock, never stored.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State, States


class SurveyState(States):
    """The states of a survey."""

    DRAFT = State("draft", _("en preparación"))
    ANNOUNCED = State("announced", _("anunciada"))
    REPORTED = State("reported", _("con resultados publicados"), final=True)


SURVEY = Machine(
    SurveyState,
    moves=(
        Move("announce_survey", (SurveyState.DRAFT,), SurveyState.ANNOUNCED),
        Move("report_survey", (SurveyState.ANNOUNCED,), SurveyState.REPORTED),
    ),
)
PUBLIC_SURVEY = (SurveyState.ANNOUNCED, SurveyState.REPORTED)


class OfferState(States):
    """The states of an offer."""

    OFFERED = State("offered", _("por responder"))
    TAKEN_UP = State("taken_up", _("aceptado"))
    DECLINED = State("declined", _("declinado"), negative=True, final=True)
    DONE = State("done", _("cumplido"), final=True)


OFFER = Machine(
    OfferState,
    moves=(
        Move("take_up_offer", (OfferState.OFFERED,), OfferState.TAKEN_UP),
        Move("decline_offer", (OfferState.OFFERED, OfferState.TAKEN_UP), OfferState.DECLINED),
        Move("finish_offer", (OfferState.TAKEN_UP,), OfferState.DONE),
    ),
)
OFFER_TAKEN = (OfferState.TAKEN_UP, OfferState.DONE)


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    OPEN = "open", _("con palabras")
    SINGLE = "single", _("una opción")
    MULTIPLE = "multiple", _("varias opciones")
    SCALE = "scale", _("de 1 a 5")


class TextReading(models.TextChoices):
    """Whether a text may be published."""

    WAITING = "waiting", _("por leer")
    PUBLISHED = "published", _("publicada")
    WITHHELD = "withheld", _("reservada")


WITH_OPTIONS = (QuestionKind.SINGLE, QuestionKind.MULTIPLE)
