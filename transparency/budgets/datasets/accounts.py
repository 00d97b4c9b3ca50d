"""The words of accounts as published data."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.api.columns import ID, MODIFIED, api_address, choice, reference
from ogp_portal.foundation.api.datasets import Column, Dataset, Filter
from transparency.budgets.datasets.columns import CLASSIFIER
from transparency.budgets.models import BudgetAccount, Side

ACCOUNTS = Dataset(
    name="budget-accounts",
    heading="clasificador-de-cuentas",
    title=_("Clasificador de cuentas"),
    sentence=_(
        "Qué significa cada cuenta desde un año, en general o en un programa: un mismo "
        "código cambia de nombre con los años."
    ),
    rows=lambda user: BudgetAccount.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference(
            "program",
            "programa",
            _("Programa; vacío si vale para todos."),
            "program__slug",
            "budget-programs",
        ),
        choice("side", "lado", _("Gastos o ingresos."), Side.choices),
        Column("year", "desde_el_anio", _("Desde qué año vale."), "integer"),
        Column("account", "cuenta", _("La cuenta por partes."), "string", rule=CLASSIFIER),
        Column("name", "nombre", _("Nombre."), "string"),
        Column("explanation", "explicacion", _("En qué se gasta, en palabras simples."), "text"),
        Column(
            "who_may_apply",
            "quien_puede_postular",
            _("Quién puede postular a esos fondos."),
            "text",
        ),
        reference("source", "fuente", _("Documento del que viene."), "source__slug", "sources"),
        api_address("budget-accounts", "public_id"),
        MODIFIED,
    ),
    filters=(
        Filter("program", _("Programa."), path="program__slug", is_many=True),
        Filter("side", _("Gastos o ingresos."), path="side", choices=tuple(Side.values)),
        Filter("account", _("Cuenta exacta."), path="account", is_many=True),
    ),
)
