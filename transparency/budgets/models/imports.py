"""An accounting file on its way in, from the admin: previewed, confirmed by a person, written in
the background.
"""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from ogp_portal.foundation.documents.model_fields import (
    CodeField,
    ExactTextField,
    ProseField,
    TitleField,
)
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.permissions.states import Machine
from transparency.budgets.models.periods import BudgetPeriod
from transparency.budgets.states import IMPORT


@pghistory.track()
class BudgetImport(RightsModel):
    """One file for one institution.

    Nothing is written before it is confirmed, and then all of it or nothing.
    """

    machine: ClassVar[Machine] = IMPORT

    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name=_("institución"), related_name="budget_imports"
    )
    program_code = CodeField(_("código del programa"), max_length=10, blank=True)
    mapping = ExactTextField(_("correspondencia de columnas (TOML)"), blank=True)
    file = models.FileField(_("archivo"), upload_to="importaciones/%Y/", max_length=300)
    file_name = TitleField(_("nombre del archivo"), max_length=200)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("pedido por"), related_name="+"
    )
    period = models.ForeignKey(
        BudgetPeriod, models.PROTECT, verbose_name=_("cuenta que se cargó"), null=True, blank=True
    )
    progress_note = TitleField(_("paso en curso"), max_length=200, blank=True)
    state = models.CharField(
        _("estado"), max_length=20, choices=IMPORT.choices, default=IMPORT.initial
    )
    state_reason = ProseField(_("motivo del estado"), blank=True)
    created_at = models.DateTimeField(
        _("pedido"), db_default=models.functions.Now(), editable=False
    )

    class Meta:
        verbose_name = _("carga de cuentas")
        verbose_name_plural = _("cargas de cuentas")
        constraints = (
            IMPORT.state_check("budget_import_state_known"),
            IMPORT.reason_check("budget_import_negative_has_reason"),
        )

    def __str__(self) -> str:
        """Return the file's name."""
        return self.file_name
