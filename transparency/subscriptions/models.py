"""Who follows what by mail, and what was sent to whom. Whoever leaves is deleted, not marked."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation import languages
from ogp_portal.foundation.documents.model_fields import CodeField
from ogp_portal.foundation.events import topics
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.published import Identified


class Subscriber(Identified, RightsModel):
    """An address that follows something. Deleted with its last subscription."""

    email = models.EmailField(_("correo electrónico"), unique=True)
    language = CodeField(_("idioma"), max_length=10, default=languages.own)
    bounces = models.PositiveSmallIntegerField(_("rebotes seguidos"), default=0)
    created_at = models.DateTimeField(_("desde"), db_default=models.functions.Now(), editable=False)

    class Meta:
        verbose_name = _("quien sigue por correo")
        verbose_name_plural = _("quienes siguen por correo")

    def __str__(self) -> str:
        """Return the number, never the address."""
        return f"#{self.pk}"


class Subscription(Identified, RightsModel):
    """A subscriber follows a topic: asked for, and in force once confirmed from the
    mailbox itself.
    """

    class Frequency(models.TextChoices):
        """How often."""

        IMMEDIATE = "immediate", _("apenas pase algo")
        WEEKLY = "weekly", _("una vez a la semana")
        MONTHLY = "monthly", _("una vez al mes")

    subscriber = models.ForeignKey(
        Subscriber, models.CASCADE, verbose_name=_("quien sigue"), related_name="subscriptions"
    )
    kind = CodeField(_("qué sigue"), max_length=12)
    target = CodeField(_("dirección de lo que sigue"), max_length=600)
    frequency = models.CharField(
        _("cada cuánto"), max_length=10, choices=Frequency, default=Frequency.WEEKLY
    )
    requested_at = models.DateTimeField(
        _("pedida"), db_default=models.functions.Now(), editable=False
    )
    confirmed_at = models.DateTimeField(_("confirmada"), null=True, editable=False)
    confirmation_digest = CodeField(
        _("resumen del código de confirmación"), max_length=64, unique=True, editable=False
    )

    class Meta:
        verbose_name = _("suscripción")
        verbose_name_plural = _("suscripciones")
        constraints = (
            models.UniqueConstraint(
                fields=["subscriber", "kind", "target"], name="subscription_once"
            ),
        )
        indexes = (
            models.Index(
                fields=["frequency", "kind", "target"],
                name="subscription_topic",
                condition=Q(confirmed_at__isnull=False),
            ),
        )  # who is told of a topic

    def __str__(self) -> str:
        """Return what is followed, never who."""
        return f"{self.kind}: {self.target}"

    @property
    def label(self) -> str:
        """Return what kind of thing is followed, in words."""
        return topics.label(self.kind)


class Mailing(RightsModel):
    """One sending to everybody of a frequency: what happened from `since` until before `until`.

    The topics with news are fixed when it begins.
    """

    frequency = models.CharField(_("cada cuánto"), max_length=10, choices=Subscription.Frequency)
    since = models.DateTimeField(_("desde"))
    until = models.DateTimeField(_("hasta (ese instante ya no)"))
    topics = models.JSONField(_("temas con novedades"), default=list)
    begun_at = models.DateTimeField(
        _("empezado"), db_default=models.functions.Now(), editable=False
    )

    class Meta:
        verbose_name = _("envío de novedades")
        verbose_name_plural = _("envíos de novedades")
        constraints = (
            models.UniqueConstraint(fields=["frequency", "until"], name="mailing_once"),
            models.CheckConstraint(
                condition=Q(until__gt=models.F("since")),
                name="mailing_window_half_open",
                violation_error_message=_("El término debe ser posterior al inicio."),
            ),
        )

    def __str__(self) -> str:
        """Return frequency and window."""
        return f"{self.frequency} {self.since:%Y-%m-%d %H:%M} – {self.until:%Y-%m-%d %H:%M}"


class Digest(RightsModel):
    """A subscriber's letter of a mailing: one, whatever happens.

    `sent_at` is written the instant before the last line is handed over.
    """

    mailing = models.ForeignKey(
        Mailing, models.CASCADE, verbose_name=_("envío"), related_name="digests"
    )
    subscriber = models.ForeignKey(
        Subscriber, models.CASCADE, verbose_name=_("para"), related_name="digests"
    )
    sent_at = models.DateTimeField(_("entregada al servidor de correo"), null=True)
    attempts = models.PositiveSmallIntegerField(_("intentos"), default=0)
    due_at = models.DateTimeField(_("no antes de"), db_default=models.functions.Now())
    last_error = CodeField(_("último error"), max_length=300, blank=True)
    is_given_up = models.BooleanField(_("abandonada"), default=False)

    class Meta:
        verbose_name = _("carta de novedades")
        verbose_name_plural = _("cartas de novedades")
        constraints = (
            models.UniqueConstraint(fields=["mailing", "subscriber"], name="digest_once"),
        )
        indexes = (
            models.Index(
                fields=["id"], name="digest_waiting", condition=Q(sent_at=None, is_given_up=False)
            ),
        )  # the sender

    def __str__(self) -> str:
        """Return the number."""
        return f"#{self.pk}"
