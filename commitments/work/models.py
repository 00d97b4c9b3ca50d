"""The roles of somebody who leaves, proposed for a successor."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.rights import RightsModel, RightsQuerySet


class Succession(RightsModel):
    """What an administrator proposes when somebody leaves: all her roles to a successor, from a
    day on, until another administrator confirms it as one act; both withdraw it. Deleted then, or
    after a month. It gives nothing by itself.
    """

    public_id = models.UUIDField(
        _("identificador"), db_default=RandomUUID(), editable=False, unique=True
    )
    leaving = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("quien se va"), related_name="+"
    )
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("quien continúa"), related_name="+"
    )
    starts_on = models.DateField(_("desde qué día"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("lo propone"), related_name="+"
    )
    proposed_at = models.DateTimeField(_("propuesto"), db_default=Now(), editable=False)

    objects: ClassVar = RightsQuerySet.as_manager()

    class Meta:
        verbose_name = _("relevo por confirmar")
        verbose_name_plural = _("relevos por confirmar")
        constraints = (
            models.UniqueConstraint(
                fields=["leaving"],
                name="succession_once",
                violation_error_message=_("Ya hay un relevo de esa persona por confirmar."),
            ),
            models.CheckConstraint(
                condition=~Q(leaving=F("successor")),
                name="succession_of_two",
                violation_error_message=_("Quien sigue es otra persona."),
            ),
        )

    def __str__(self) -> str:
        """Return the number, never the people."""
        return f"#{self.pk}"
