"""What people answer, joined to no account, and the figures as they were published."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Territory
from forums.surveys.models.survey import Choice, Question, Survey
from forums.surveys.states import TextReading
from ogp_portal.foundation.documents.model_fields import CodeField, ProseField, TitleField
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.published import Identified, tracked


class Sheet(RightsModel):
    """One filled-in sheet.

    It leads to no account and no address; its key only keeps the same sending from counting twice.
    The day, not the instant.
    """

    survey = models.ForeignKey(
        Survey, models.PROTECT, verbose_name=_("consulta"), related_name="sheets"
    )
    submission_key = models.UUIDField(_("clave del envío"), unique=True)
    sector = CodeField(_("sector"), max_length=20, blank=True)
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

    Reading = TextReading

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
    text = ProseField(_("texto"), blank=True)
    public_text = ProseField(_("texto que se publica"), blank=True)
    reading = models.CharField(
        _("lectura"), max_length=10, choices=TextReading, default=TextReading.WAITING
    )
    withheld_reason = TitleField(_("por qué se reserva"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("contestación")
        verbose_name_plural = _("contestaciones")
        constraints = (
            models.CheckConstraint(
                condition=~Q(reading=TextReading.WITHHELD) | ~Q(withheld_reason=""),
                name="answer_withheld_has_reason",
                violation_error_message=_("Escriba por qué se reserva el texto."),
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
    label = TitleField(_("respuesta"), max_length=200)
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
