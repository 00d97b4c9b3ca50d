"""Keys of programs that read the API a lot: they raise the limit of requests and open nothing that
is not public.
"""

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.documents.model_fields import CodeField, ProseField, TitleField
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.permissions.states import Machine
from transparency.tokens.states import TOKEN


@pghistory.track(exclude=["digest"])
class ApiToken(RightsModel):
    """A key given to an institution or a study.

    Only its digest is kept: the key itself is shown once.
    """

    machine: ClassVar[Machine] = TOKEN

    label = TitleField(
        _("para qué"),
        max_length=120,
        unique=True,
        help_text=_("La institución o el estudio, nunca el nombre de una persona."),
    )
    digest = CodeField(_("sha256 de la llave"), max_length=64, unique=True, editable=False)
    units_per_minute = models.PositiveIntegerField(_("unidades por minuto"), default=6000)
    state = models.CharField(
        _("estado"), max_length=20, choices=TOKEN.choices, default=TOKEN.initial
    )
    state_reason = ProseField(_("motivo del estado"), blank=True)
    created_at = models.DateTimeField(_("desde"), db_default=models.functions.Now(), editable=False)

    class Meta:
        verbose_name = _("llave de la API")
        verbose_name_plural = _("llaves de la API")
        constraints = (
            TOKEN.state_check("token_state_known"),
            TOKEN.reason_check("token_negative_has_reason"),
            models.CheckConstraint(
                condition=Q(units_per_minute__gte=1, units_per_minute__lte=1_000_000),
                name="token_units_bounded",
                violation_error_message=_("Van de 1 a 1.000.000 de unidades por minuto."),
            ),
        )

    def __str__(self) -> str:
        """Return what it is for."""
        return self.label
