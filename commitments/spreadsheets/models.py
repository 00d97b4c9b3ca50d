"""A spreadsheet on its way in: the file as it came, how its columns match, how far the work is."""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.plans.models import Plan
from commitments.spreadsheets.states import IMPORT
from ogp_portal.foundation.documents.model_fields import ProseField, TitleField
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.permissions.states import Machine


@pghistory.track(exclude=["done_rows", "before"])
class ImportJob(RightsModel):
    """One import of one file into one plan. Nothing is written before it is confirmed."""

    machine: ClassVar[Machine] = IMPORT

    plan = models.ForeignKey(
        Plan, models.PROTECT, verbose_name=_("plan"), related_name="import_jobs"
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("pedido por"),
        related_name="import_jobs",
    )
    file = models.FileField(_("archivo"), upload_to="importaciones/%Y/")
    file_name = TitleField(_("nombre del archivo"), max_length=200)
    mapping = models.JSONField(_("correspondencia de columnas"), default=dict)
    skips_wrong_rows = models.BooleanField(_("omitir las filas con errores"), default=False)
    total_rows = models.PositiveIntegerField(_("filas"), default=0)
    done_rows = models.PositiveIntegerField(_("filas hechas"), default=0)
    outcome = models.JSONField(_("resultado"), default=dict)
    before = models.JSONField(_("lo que había antes, para deshacer"), default=dict, editable=False)
    state = models.CharField(
        _("estado"), max_length=20, choices=IMPORT.choices, default=IMPORT.initial
    )
    state_reason = ProseField(_("motivo del estado"), blank=True)
    created_at = models.DateTimeField(
        _("pedido"), db_default=models.functions.Now(), editable=False
    )

    class Meta:
        verbose_name = _("importación")
        verbose_name_plural = _("importaciones")
        constraints = (
            IMPORT.state_check("import_state_known"),
            IMPORT.reason_check("import_negative_has_reason"),
        )

    def __str__(self) -> str:
        """Return the file's name."""
        return self.file_name
