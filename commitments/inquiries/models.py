"""What a citizen asks about a commitment, or objects to a claimed fact of it ("esto no es así"),
and how it was answered in public.
"""

import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.inquiries.states import (
    DECIDED,
    INQUIRY,
    LISTED,
    OPEN_INQUIRY,
    InquiryState,
)
from commitments.plans.models import Commitment, Milestone
from ogp_portal.foundation import languages
from ogp_portal.foundation.documents import uploads
from ogp_portal.foundation.documents.model_fields import CodeField, ProseField, TitleField
from ogp_portal.foundation.permissions.four_eyes import two_people
from ogp_portal.foundation.permissions.rights import RightsModel, RightsQuerySet
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.published import Dated, Identified, Scanned, tracked


class InquiryQuerySet(RightsQuerySet["Inquiry"]):
    """Inquiries, asked by what they are."""

    def waiting(self) -> Self:
        """Keep those published that nobody has answered yet."""
        return self.filter(state=InquiryState.PUBLISHED)

    def overdue(self, *, on: datetime.date) -> Self:
        """Keep those whose date of answer passed without one on the day `on`."""
        return self.filter(state__in=OPEN_INQUIRY, answer_due_on__lt=on)


@tracked(exclude=["email", "tracking_digest", "confirmation_digest", "submission_key"])
class Inquiry(Dated, RightsModel):
    """A question, or an objection to a milestone said to be complete.

    Asked without an account; answered by two people.

    `state_reason` is the public answer, or why it is not shown. The prepared answer is the
    institution's draft and public to nobody.
    """

    class Kind(models.TextChoices):
        """What it is."""

        QUESTION = "question", _("pregunta")
        CHALLENGE = "challenge", _("objeción")

    machine: ClassVar[Machine] = INQUIRY

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, verbose_name=_("compromiso"), related_name="inquiries"
    )
    milestone = models.ForeignKey(
        Milestone,
        models.PROTECT,
        verbose_name=_("hito que se objeta"),
        null=True,
        blank=True,
        related_name="inquiries",
    )
    kind = models.CharField(_("clase"), max_length=10, choices=Kind)
    slug = models.SlugField(_("dirección"), max_length=60, unique=True)
    text = ProseField(_("texto"))
    link = models.URLField(_("enlace a la prueba"), max_length=500, blank=True)
    state = models.CharField(
        _("estado"), max_length=20, choices=INQUIRY.choices, default=INQUIRY.initial
    )
    state_reason = ProseField(_("respuesta o motivo público"), blank=True)
    received_at = models.DateTimeField(
        _("recibida"), db_default=models.functions.Now(), editable=False
    )
    published_at = models.DateTimeField(_("publicada"), null=True, editable=False)
    answer_due_on = models.DateField(_("respuesta a más tardar"), editable=False)
    answered_at = models.DateTimeField(_("respondida"), null=True, editable=False)
    has_reopened = models.BooleanField(_("reabrió el hito"), default=False, editable=False)

    prepared_act = CodeField(_("resultado propuesto"), max_length=20, blank=True)
    prepared_text = ProseField(_("respuesta preparada"), blank=True)
    prepared_progress = models.PositiveSmallIntegerField(
        _("avance real del hito, si se reabre"), default=0
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("prepara"),
        null=True,
        blank=True,
        related_name="+",
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("aprueba"),
        null=True,
        blank=True,
        related_name="+",
    )
    return_reason = ProseField(_("por qué se devolvió la respuesta preparada"), blank=True)

    email = models.EmailField(_("correo electrónico"), blank=True)
    email_confirmed_at = models.DateTimeField(_("correo confirmado"), null=True, editable=False)
    language = CodeField(_("idioma de las cartas"), max_length=10, default=languages.own)
    submission_key = models.UUIDField(_("clave del envío"), unique=True, editable=False)
    tracking_digest = CodeField(
        _("resumen del código de seguimiento"), max_length=64, unique=True, editable=False
    )
    confirmation_digest = CodeField(
        _("resumen del código de confirmación"), max_length=64, unique=True, editable=False
    )

    objects: ClassVar = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("pregunta u objeción")
        verbose_name_plural = _("preguntas y objeciones")
        constraints = (
            INQUIRY.state_check("inquiry_state_known"),
            INQUIRY.reason_check("inquiry_negative_has_reason"),
            models.CheckConstraint(
                condition=~Q(state__in=DECIDED)
                | (~Q(state_reason="") & Q(answered_at__isnull=False)),
                name="inquiry_decided_has_answer",
                violation_error_message=_(
                    "Lo que se decide lleva su respuesta y la fecha de ella."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind="question", milestone=None)
                | Q(kind="challenge", milestone__isnull=False),
                name="inquiry_challenge_names_milestone",
                violation_error_message=_("Una objeción dice a qué hito; una pregunta, a ninguno."),
            ),
            models.CheckConstraint(
                condition=Q(kind="challenge") | Q(has_reopened=False),
                name="inquiry_only_a_challenge_reopens",
                violation_error_message=_("Solo una objeción vuelve a abrir un hito."),
            ),
            models.CheckConstraint(
                condition=two_people("prepared_by", "approved_by"),
                name="inquiry_four_eyes",
                violation_error_message=_("Quien preparó la respuesta no la aprueba."),
            ),
        )
        indexes = (
            models.Index(
                fields=["commitment", "-received_at"],
                name="inquiry_of_commitment",
                condition=Q(state__in=LISTED),
            ),  # the commitment's page
            models.Index(
                fields=["-received_at", "-id"], name="inquiry_latest", condition=Q(state__in=LISTED)
            ),  # the list
        )

    def __str__(self) -> str:
        """Return what it is and of what; never its text, which may not be public."""
        return f"{self.get_kind_display()}: {self.commitment}"


@tracked(exclude=["file"])
class InquiryFile(Identified, Scanned, RightsModel):
    """A file that came with an objection as its proof. Public with its text."""

    inquiry = models.ForeignKey(
        Inquiry, models.CASCADE, verbose_name=_("objeción"), related_name="files"
    )
    title = TitleField(_("título"), max_length=200)
    file = models.FileField(_("archivo"), upload_to="objeciones/", max_length=300)
    media_type = CodeField(_("tipo de archivo"), max_length=100)
    size = models.PositiveBigIntegerField(_("tamaño en bytes"))
    sha256 = CodeField(_("sha256"), max_length=64)

    class Meta:
        verbose_name = _("prueba de una objeción")
        verbose_name_plural = _("pruebas de las objeciones")
        constraints = (
            models.UniqueConstraint(fields=["inquiry", "sha256"], name="inquiry_file_once"),
        )

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    @property
    def type_name(self) -> str:
        """Return what kind of file it is as people know it: PDF, PNG…"""
        return uploads.kind_of(self.media_type)
