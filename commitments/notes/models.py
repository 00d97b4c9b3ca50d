"""What the staff tell one another about a commitment, never in public."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commitments.plans.models import Commitment
from ogp_portal.foundation.documents.model_fields import ProseField
from ogp_portal.foundation.permissions.rights import RightsModel, RightsQuerySet


class Note(RightsModel):
    """A note of somebody of the team on a commitment, for the team alone: in no dataset, no export
    and no history. Deleted two years after it was written, by its author before, and with her.
    """

    public_id = models.UUIDField(
        _("identificador"), db_default=RandomUUID(), editable=False, unique=True
    )
    commitment = models.ForeignKey(
        Commitment, models.CASCADE, verbose_name=_("compromiso"), related_name="notes"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("la escribió"), related_name="+"
    )
    text = ProseField(_("nota"), max_length=4000)
    at = models.DateTimeField(_("cuándo"), db_default=Now(), editable=False)

    objects: ClassVar = RightsQuerySet.as_manager()

    class Meta:
        verbose_name = _("nota del equipo")
        verbose_name_plural = _("notas del equipo")
        indexes = (
            models.Index(fields=["commitment", "-at"], name="note_of_commitment"),
        )  # its page

    def __str__(self) -> str:
        """Return the number, never the words."""
        return f"#{self.pk}"
