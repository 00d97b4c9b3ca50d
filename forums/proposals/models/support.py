"""Who supports a proposal: one account, once."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forums.proposals.models.proposal import Proposal
from ogp_portal.foundation.permissions.rights import RightsModel


class Support(RightsModel):
    """An account supports a proposal: once."""

    proposal = models.ForeignKey(
        Proposal, models.CASCADE, verbose_name=_("propuesta"), related_name="supports"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("cuenta"), related_name="supports"
    )

    class Meta:
        verbose_name = _("apoyo")
        verbose_name_plural = _("apoyos")
        constraints = (
            models.UniqueConstraint(fields=["proposal", "user"], name="one_support_an_account"),
        )

    def __str__(self) -> str:
        """Return the proposal, never the person."""
        return str(self.proposal)
