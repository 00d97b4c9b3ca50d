"""The public pages of money: institutions and their budgets, accounts, sheets with their PDF and
picture, findings, source files.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from commitments.organizations.models import Organization
from ogp_portal.foundation.documents import uploads
from ogp_portal.foundation.events import kept_documents
from ogp_portal.foundation.permissions.decorators import public
from ogp_portal.models import JournalEntry
from transparency.budgets import queries, rules
from transparency.budgets.documents.fiscal_package import FISCAL_PACKAGE, describe, package_facts
from transparency.budgets.documents.sheets import SHEET_PDF, pdf_facts
from transparency.budgets.models import BudgetPeriod, Finding
from transparency.budgets.states import FINDING, PeriodState

LATEST = 12
YEAR_DIGITS, MONTH_DIGITS = 4, 2


def _number(request: HttpRequest, name: str, *, digits: int) -> int | None:
    return queries.number(request.GET.get(name, ""), digits=digits)


def _text(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()


@public(cache=60, reads=("q", "pagina"))
def institution_list(request: HttpRequest) -> HttpResponse:
    """List the institutions that publish accounts."""
    context = queries.institutions(
        text=_text(request), page=_number(request, "pagina", digits=4) or 1
    )
    return render(request, "transparency/budgets/institution_list.html", context)


@public(cache=60, reads=("anio", "mes", "q"))
def institution(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an institution's budget in a year: how much is done, on what, month by month, and what
    came in.
    """
    organization = (
        Organization.objects.allowing("view", request.user)
        .select_related("territory")
        .filter(slug=slug)
        .first()
    )
    context = (
        queries.institution_page(
            organization,
            year=_number(request, "anio", digits=YEAR_DIGITS),
            month=_number(request, "mes", digits=MONTH_DIGITS),
            text=_text(request),
        )
        if organization
        else None
    )
    if context is None:
        raise Http404(_("No hay un presupuesto publicado en esa dirección."))
    return render(request, "transparency/budgets/institution.html", context)


@public(cache=60, reads=("institucion", "cuenta", "anio", "mes"))
def compare(request: HttpRequest) -> HttpResponse:
    """Show the budgets of several institutions beside one another."""
    query = {
        name: [value.replace("\x00", "") for value in values]
        for name, values in request.GET.lists()
    }
    return render(request, "transparency/budgets/compare.html", queries.compare(query))


def _period(request: HttpRequest, slug: str) -> BudgetPeriod:
    rows = BudgetPeriod.objects.allowing("view", request.user).select_related(
        "program__organization", "program__source", "source"
    )
    period: BudgetPeriod | None = rows.filter(slug=slug).first()
    if period is None:
        raise Http404(_("No hay cuentas en esa dirección."))
    return period


@public(cache=300)
def account(request: HttpRequest, slug: str, code: str = "") -> HttpResponse:
    """Show what an account is made of, one level down."""
    period = _period(request, slug)
    context = queries.account_page(period, code)
    if context is None:
        raise Http404(_("Esa cuenta no está en ese período."))
    return render(
        request,
        "transparency/budgets/account.html",
        {"period": period, "account": code, "organization": period.program.organization, **context},
    )


@public(cache=60, reads=("pagina",))
def sheet_list(request: HttpRequest) -> HttpResponse:
    """List the citizen sheets, the newest accounts first."""
    page = min(_number(request, "pagina", digits=4) or 1, 1000)
    return render(
        request, "transparency/budgets/sheet_list.html", queries.sheets(page=max(page, 1))
    )


@public(cache=60)
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a citizen sheet."""
    period = _period(request, slug)
    history = JournalEntry.objects.filter(
        subject_type="transparency.budgetperiod", subject_id=period.pk, is_public=True
    ).order_by("-at")[:LATEST]
    later = None
    if period.state != PeriodState.CURRENT:
        later = (
            BudgetPeriod.objects.current()
            .filter(
                program=period.program_id, side=period.side, year=period.year, month=period.month
            )
            .first()
        )
    return render(
        request,
        "transparency/budgets/sheet.html",
        {**queries.sheet_page(period), "history": history, "later": later},
    )


@public(cache=300)
def sheet_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Give a sheet as PDF/UA of one or two pages."""
    period = _period(request, slug)
    return kept_documents.give(request, SHEET_PDF, pdf_facts(period), name=f"{slug}.pdf")


@public(cache=300)
def source_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Give the file that accounts were loaded from, byte for byte."""
    period = _period(request, slug)
    if not period.file:
        raise Http404(_("Estas cuentas vienen de un documento, no de un archivo."))
    return uploads.give(
        period.file,
        sha256=period.sha256,
        media_type="application/octet-stream",
        name=period.file_name,
    )


@public(cache=300)
def fiscal_package(request: HttpRequest, slug: str, year: int) -> HttpResponseBase:
    """Give a year of an institution's accounts as a Fiscal Data Package."""
    organization = Organization.objects.allowing("view", request.user).filter(slug=slug).first()
    package = describe(organization, year) if organization else None
    if organization is None or package is None:
        raise Http404(_("No hay cuentas de ese año."))
    facts = package_facts(organization, year, package)
    return kept_documents.give(request, FISCAL_PACKAGE, facts, name=f"{slug}-{year}.zip")


@public(cache=60, reads=queries.FINDING_READS)
def finding_list(request: HttpRequest) -> HttpResponse:
    """List what the portal found when it did the sums again."""
    context = queries.findings_page(queries.FindingQuestion.read(request.GET.dict()))
    choices = {
        "rules": Finding.Rule.choices,
        "severities": Finding.Severity.choices,
        "states": FINDING.choices,
        "explained": rules.RULES,
    }
    return render(request, "transparency/budgets/finding_list.html", {**context, **choices})


@public(cache=60)
def finding(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a finding: what was expected, what was found, both figures, and what the institution
    says.
    """
    rows = Finding.objects.allowing("view", request.user).select_related(
        "period__program__organization", "against", "correction"
    )
    row = rows.filter(slug=slug).first()
    if row is None:
        raise Http404(_("No hay un hallazgo en esa dirección."))
    history = JournalEntry.objects.filter(
        subject_type="transparency.finding", subject_id=row.pk, is_public=True
    ).order_by("-at")[:LATEST]
    rule = next(rule for rule in rules.RULES if rule.name == row.rule)
    return render(
        request,
        "transparency/budgets/finding.html",
        {"finding": row, "rule": rule, "history": history},
    )
