"""What budgets and their findings give to the whole portal."""

from celery.schedules import crontab
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from commitments.plans.access import TEAM_ALONE
from ogp_portal.administration.workflow import forget_closed_accounts
from ogp_portal.foundation.events.journal import Act
from ogp_portal.foundation.events.search_index import Findable, joined, text_of
from ogp_portal.foundation.events.topics import page
from ogp_portal.foundation.personal_data import WITH_ITS_ACCOUNT, Personal
from ogp_portal.foundation.subjects import MenuEntry, Page, RowPages, Scheduled, Subject
from transparency.budgets import access, datasets, models, tasks
from transparency.budgets.documents.fiscal_package import FISCAL_PACKAGE
from transparency.budgets.documents.sheets import SHEET_PDF
from transparency.budgets.states import PeriodState
from transparency.budgets.workflow import answering, jobs


def institutions_with_accounts() -> QuerySet[Organization]:
    """Return the institutions that have accounts in force."""
    accounts = models.BudgetPeriod.objects.current().filter(program__organization=OuterRef("pk"))
    return Organization.objects.filter(Exists(accounts))


CURRENT = models.BudgetPeriod.objects.filter(program=OuterRef("pk"), state=PeriodState.CURRENT)
LINES = models.BudgetLine.objects.filter(
    period__program=OuterRef("pk"), period__state=PeriodState.CURRENT
).distinct()


def titled() -> Combinable:
    """Return what was found, of which programme."""
    rules = [
        When(rule=value, then=Value(str(label))) for value, label in models.Finding.Rule.choices
    ]
    return text_of(Case(*rules, default=Value("")), Value(" · "), "period__program__name")


SUBJECT = Subject(
    position=10,
    access=access,
    datasets=(
        datasets.PROGRAMS,
        datasets.PERIODS,
        datasets.LINES,
        datasets.ACCOUNTS,
        datasets.FINDINGS,
    ),
    machines=(models.BudgetPeriod, models.Finding, models.BudgetImport),
    documents=(SHEET_PDF, FISCAL_PACKAGE),
    consequences=(answering.tell_institution, jobs.run_import),
    calendar=(Scheduled("check-budgets", tasks.check_budgets, crontab(hour="1", minute="30")),),
    personal={
        models.Finding: {
            "explained_by": Personal(
                _("Que nadie cierre lo que explicó."),
                WITH_ITS_ACCOUNT,
                TEAM_ALONE,
                kept_by=(forget_closed_accounts,),
            ),
        },
        models.BudgetImport: {
            "requested_by": Personal(
                _("Que solo confirme quien pidió la carga."),
                WITH_ITS_ACCOUNT,
                TEAM_ALONE,
                kept_by=(forget_closed_accounts,),
            ),
        },
    },
    without_personal_data=(
        models.BudgetAccount,
        models.BudgetLine,
        models.BudgetLink,
        models.BudgetPeriod,
        models.BudgetProgram,
        models.BudgetSubtotal,
        models.ReferenceValue,
    ),
    pages=(
        Page(
            "budget",
            (MenuEntry(_("Presupuesto"), 40, ("/presupuesto/", "/fichas/", "/hallazgos/")),),
        ),
        Page("sheet_list"),
        Page("finding_list"),
        RowPages("sheet", of=models.BudgetPeriod, in_sitemap=False),
        RowPages("finding", of=models.Finding, in_sitemap=False),
        RowPages("budget_institution", rows=institutions_with_accounts),
    ),
    acts={
        "import_budget": Act(_("Se cargaron las cuentas")),
        "register_sheet": Act(_("Se cargó la ficha que publica su fuente")),
        "check_budget": Act(_("El portal hizo de nuevo las sumas")),
        "explain_finding": Act(_("La institución explicó el hallazgo")),
        "dispute_finding": Act(_("La institución no está de acuerdo con el hallazgo")),
        "settle_finding": Act(_("Se cerró el hallazgo")),
    },
    found=(
        Findable(
            "cuentas",
            _("Presupuestos y cuentas"),
            page("budget_institution"),
            models.BudgetProgram,
            within=Q(Exists(CURRENT)),
            title="name",
            words=("sheet_title", "description", joined(LINES, "name")),
            address="organization__slug",
            places=("organization__territory__slug", "organization__territory__region__slug"),
            of="organization__name",
            changed_by={"transparency.budgetperiod": "periods"},
            takes_words=True,
        ),
        Findable(
            "hallazgos",
            _("Hallazgos en las cuentas"),
            page("finding"),
            models.Finding,
            title=titled,
            words=("explanation", "outcome", "period__program__organization__name"),
            year="period__year",
            places=(
                "period__program__organization__territory__slug",
                "period__program__organization__territory__region__slug",
            ),
            of="period__program__organization__name",
        ),
    ),
)
