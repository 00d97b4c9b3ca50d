"""Programs of approved institutions that are told of every public change, and what each
was told.
"""

import datetime
from typing import ClassVar

import pghistory
from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from ogp_portal.foundation.documents.model_fields import CodeField, ProseField
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.models import JournalEntry
from transparency.webhooks import signing
from transparency.webhooks.states import WEBHOOK, WebhookState


@pghistory.track()
class Webhook(RightsModel):
    """An address of an institution to which every public change is posted, signed.

    Its secret is derived, never stored.
    """

    machine: ClassVar[Machine] = WEBHOOK

    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name=_("institución"), related_name="webhooks"
    )
    url = models.URLField(
        _("dirección que recibe"),
        max_length=500,
        validators=[URLValidator(schemes=["https"])],
        help_text=_("Con https y un nombre público: no se envía nada a direcciones privadas."),
    )
    key_number = models.PositiveSmallIntegerField(
        _("número de la clave"), default=1, editable=False
    )
    old_key_until = models.DateTimeField(
        _("la clave anterior firma hasta"), null=True, blank=True, editable=False
    )
    state = models.CharField(
        _("estado"), max_length=20, choices=WEBHOOK.choices, default=WEBHOOK.initial
    )
    state_reason = ProseField(_("motivo del estado"), blank=True)
    approved_at = models.DateTimeField(_("aprobado"), null=True, blank=True, editable=False)
    last_success_at = models.DateTimeField(
        _("último envío recibido"), null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("aviso automático (webhook)")
        verbose_name_plural = _("avisos automáticos (webhooks)")
        constraints = (
            WEBHOOK.state_check("webhook_state_known"),
            WEBHOOK.reason_check("webhook_negative_has_reason"),
            models.CheckConstraint(
                condition=Q(url__startswith="https://"),
                name="webhook_is_https",
                violation_error_message=_("La dirección empieza con https://."),
            ),
            models.UniqueConstraint(
                fields=["organization", "url"],
                condition=~Q(state=WebhookState.REVOKED),
                name="webhook_once",
                violation_error_message=_(
                    "La institución ya tiene un aviso automático a esa dirección."
                ),
            ),
        )

    def __str__(self) -> str:
        """Return who is told."""
        return f"{self.organization}: {self.url}"

    @property
    def secret(self) -> str:
        """Return the secret its receiver checks signatures with."""
        return signing.secret(settings.SECRET_KEY, webhook=self.pk, number=self.key_number)

    def secrets_at(self, at: datetime.datetime) -> list[str]:
        """Return the secrets that sign at an instant: its own, and after a change for a day the one
        before, so that its receiver can change in between.
        """
        numbers = [self.key_number]
        if self.old_key_until and at < self.old_key_until:
            numbers.append(self.key_number - 1)
        return [
            signing.secret(settings.SECRET_KEY, webhook=self.pk, number=number)
            for number in numbers
        ]


class WebhookMessage(RightsModel):
    """A message to a webhook: the changes it tells of are fixed at its first try, so that every try
    carries the same `webhook-id`; how often it was tried and what the receiver said.
    """

    webhook = models.ForeignKey(
        Webhook, models.CASCADE, verbose_name=_("aviso automático"), related_name="messages"
    )
    message_id = CodeField(_("webhook-id"), max_length=60, unique=True)
    entries = models.JSONField(_("cambios"), default=list)
    begun_at = models.DateTimeField(
        _("primer intento"), db_default=models.functions.Now(), editable=False
    )
    tried_at = models.DateTimeField(_("último intento"), null=True)
    attempts = models.PositiveSmallIntegerField(_("intentos"), default=0)
    problem = CodeField(_("qué falló"), max_length=300, blank=True)
    received_at = models.DateTimeField(_("recibido"), null=True)

    class Meta:
        verbose_name = _("mensaje a un aviso automático")
        verbose_name_plural = _("mensajes a avisos automáticos")
        constraints = (
            models.UniqueConstraint(
                fields=["webhook"],
                condition=Q(received_at=None),
                name="webhook_message_one_waits",
                violation_error_message=_("Ya hay un mensaje de este aviso que espera."),
            ),
        )

    def __str__(self) -> str:
        """Return its id."""
        return self.message_id


class Delivery(RightsModel):
    """A change that a webhook received. What is not here is still owed to it."""

    webhook = models.ForeignKey(
        Webhook, models.CASCADE, verbose_name=_("aviso automático"), related_name="deliveries"
    )
    entry = models.ForeignKey(
        JournalEntry,
        models.PROTECT,
        verbose_name=_("cambio"),
        related_name="+",
        db_constraint=False,
    )
    delivered_at = models.DateTimeField(
        _("recibido"), db_default=models.functions.Now(), editable=False
    )

    class Meta:
        verbose_name = _("envío")
        verbose_name_plural = _("envíos")
        constraints = (models.UniqueConstraint(fields=["webhook", "entry"], name="delivery_once"),)

    def __str__(self) -> str:
        """Return whom and what."""
        return f"{self.webhook_id} ← {self.entry_id}"
