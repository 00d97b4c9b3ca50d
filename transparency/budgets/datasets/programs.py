"""Programmes as published data."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.api.columns import MODIFIED, api_address, reference
from ogp_portal.foundation.api.datasets import Column, Dataset, Filter
from transparency.budgets.models import BudgetProgram

PROGRAMS = Dataset(
    name="budget-programs",
    heading="programas-presupuestarios",
    title=_("Programas presupuestarios"),
    sentence=_(
        "Los programas del presupuesto de cada institución, con su explicación en palabras simples."
    ),
    rows=lambda user: BudgetProgram.objects.allowing("view", user),
    columns=(
        Column("slug", "direccion", _("Identificador estable del programa."), "string"),
        reference(
            "institution", "institucion", _("Institución."), "organization__slug", "organizations"
        ),
        Column(
            "code",
            "codigo",
            _("Código del programa; vacío si la institución tiene un solo presupuesto."),
            "string",
        ),
        Column("name", "nombre", _("Nombre."), "string"),
        Column("description", "descripcion", _("Qué es, en palabras simples."), "text"),
        reference("source", "fuente", _("Documento del que viene."), "source__slug", "sources"),
        api_address("budget-programs", "slug"),
        MODIFIED,
    ),
    filters=(Filter("institution", _("Institución."), path="organization__slug", is_many=True),),
)
