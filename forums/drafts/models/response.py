"""The reasoned response to one comment or to several."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forums.drafts.models.consultation import Consultation
from forums.drafts.models.draft import Change
from forums.drafts.states import RESPONSE, Outcome, ResponseState
from ogp_portal.foundation.documents.model_fields import ProseField
from ogp_portal.foundation.permissions.four_eyes import approved_by_another
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.published import Identified, tracked


@tracked()
class Response(Identified, RightsModel):
    """The reasoned answer to one comment or to several, written by one person and approved by
    another.
    """

    machine: ClassVar[Machine] = RESPONSE

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, verbose_name=_("consulta"), related_name="responses"
    )
    outcome = models.CharField(_("qué se decidió"), max_length=20, choices=Outcome)
    reason = ProseField(_("por qué"))
    state = models.CharField(
        _("estado"), max_length=20, choices=RESPONSE.choices, default=RESPONSE.initial
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("quien la escribió"),
        related_name="+",
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("quien la aprobó"),
        null=True,
        editable=False,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("publicada"), null=True, editable=False)
    changes = models.ManyToManyField(
        Change, verbose_name=_("cambios que causó"), blank=True, related_name="responses"
    )

    class Meta:
        verbose_name = _("respuesta fundada")
        verbose_name_plural = _("respuestas fundadas")
        constraints = (
            RESPONSE.state_check("response_state_known"),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="response_has_reason",
                violation_error_message=_("Escriba el porqué de la respuesta: se publica."),
            ),
            models.CheckConstraint(
                condition=Q(state=ResponseState.DRAFT, approved_by=None, approved_at=None)
                | (
                    Q(
                        state=ResponseState.APPROVED,
                        approved_by__isnull=False,
                        approved_at__isnull=False,
                    )
                    & approved_by_another("written_by", "approved_by")
                ),
                name="response_approved_by_another",
                violation_error_message=_(
                    "La respuesta la aprueba otra persona, no quien la escribió."
                ),
            ),
        )

    def __str__(self) -> str:
        """Return what was decided."""
        return str(self.get_outcome_display())
