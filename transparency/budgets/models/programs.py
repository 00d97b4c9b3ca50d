"""Programmes of an institution's budget."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from commitments.sources.models import SourceDocument
from ogp_portal.foundation.documents.model_fields import CodeField, ProseField, TitleField
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.published import Dated, tracked


@tracked()
class BudgetProgram(Dated, RightsModel):
    """A programme of an institution's budget: what it pays for, in plain words."""

    slug = models.SlugField(_("dirección"), max_length=150, unique=True)
    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name=_("institución"), related_name="budget_programs"
    )
    code = CodeField(_("código del programa"), max_length=10, blank=True)
    name = TitleField(_("nombre"), max_length=200)
    sheet_title = TitleField(_("título de su ficha ciudadana"), max_length=200, blank=True)
    description = ProseField(_("qué es, en palabras simples"), blank=True)
    source = models.ForeignKey(
        SourceDocument, models.PROTECT, verbose_name=_("fuente"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("programa presupuestario")
        verbose_name_plural = _("programas presupuestarios")
        constraints = (
            models.UniqueConstraint(fields=["organization", "code"], name="program_code_once"),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name
