"""The public pages of money: institutions and their budgets, accounts, sheets with their PDF and
picture, findings, source files.
"""

import hashlib
from collections.abc import Callable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from commitments.organizations.models import Organization
from ogp_portal.foundation.events import rates
from ogp_portal.foundation.permissions.decorators import public
from ogp_portal.models import JournalEntry
from transparency.budgets import documents, packages, queries, rules
from transparency.budgets.models import BudgetPeriod, Finding
from transparency.budgets.states import FINDING

FILES_A_MINUTE = 30
LATEST = 12
YEAR_DIGITS, MONTH_DIGITS = 4, 2


def _number(request: HttpRequest, name: str, *, digits: int) -> int | None:
    """Return a small whole number of the address, None for anything else."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def _text(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()


@public(cache=60)
def institution_list(request: HttpRequest) -> HttpResponse:
    """List the institutions that publish accounts."""
    context = queries.institutions(
        text=_text(request), page=_number(request, "pagina", digits=4) or 1
    )
    return render(request, "transparency/budgets/institution_list.html", context)


@public(cache=60)
def institution(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an institution's budget in a year: how much is done, on what, month by month, and what
    came in.
    """
    found = (
        Organization.objects.allowing("view", request.user)
        .select_related("territory")
        .filter(slug=slug)
        .first()
    )
    year, month = (
        _number(request, "anio", digits=YEAR_DIGITS),
        _number(request, "mes", digits=MONTH_DIGITS),
    )
    context = (
        queries.institution_page(found, year=year, month=month, text=_text(request))
        if found
        else None
    )
    if context is None:
        raise Http404(_("No hay un presupuesto publicado en esa dirección."))
    return render(request, "transparency/budgets/institution.html", context)


@public(cache=60)
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
    found: BudgetPeriod | None = rows.filter(slug=slug).first()
    if found is None:
        raise Http404(_("No hay cuentas en esa dirección."))
    return found


@public(cache=300)
def account(request: HttpRequest, slug: str, code: str = "") -> HttpResponse:
    """Show what an account is made of, one level down."""
    period = _period(request, slug)
    context = queries.drill(period, code)
    if context is None:
        raise Http404(_("Esa cuenta no está en ese período."))
    return render(
        request,
        "transparency/budgets/account.html",
        {"period": period, "account": code, "organization": period.program.organization, **context},
    )


@public(cache=60)
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
    if period.state != "current":
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


def _kept(
    request: HttpRequest, place: str, make: Callable[[], bytes], *, media_type: str, name: str
) -> HttpResponseBase:
    """Give a file that is made once and kept under the digest of what it is made from."""
    if not default_storage.exists(place):
        try:
            rates.limit(request, "files", a_minute=FILES_A_MINUTE)
        except rates.TooOften:
            words = _("Demasiados archivos en un minuto: espera un momento y vuelve a intentarlo.")
            return HttpResponse(words, status=429, content_type="text/plain; charset=utf-8")
        default_storage.save(place, ContentFile(make()))
    return FileResponse(
        default_storage.open(place, "rb"),
        as_attachment=True,
        filename=name,
        content_type=media_type,
    )


@public(cache=300)
def sheet_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Give a sheet as PDF/UA of one or two pages."""
    period = _period(request, slug)
    html = documents.sheet_html(period)
    digest = hashlib.sha256(html.encode()).hexdigest()
    return _kept(
        request,
        f"fichas/{digest}.pdf",
        lambda: documents.sheet_pdf(period, html),
        media_type="application/pdf",
        name=f"{slug}.pdf",
    )


@public(cache=3600)
def source_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Give the file that accounts were loaded from, byte for byte."""
    period = _period(request, slug)
    if not period.file:
        raise Http404(_("Estas cuentas vienen de un documento, no de un archivo."))
    return FileResponse(
        period.file.open("rb"),
        as_attachment=True,
        filename=period.file_name,
        content_type="application/octet-stream",
    )


@public(cache=300)
def fiscal_package(request: HttpRequest, slug: str, year: int) -> HttpResponseBase:
    """Give a year of an institution's accounts as a Fiscal Data Package."""
    organization = Organization.objects.allowing("view", request.user).filter(slug=slug).first()
    package = packages.describe(organization, year) if organization else None
    if organization is None or package is None:
        raise Http404(_("No hay cuentas de ese año."))
    place = f"fiscal/{slug}-{year}-{package.digest[:32]}.zip"
    return _kept(
        request,
        place,
        lambda: packages.pack(organization, year, package),
        media_type="application/zip",
        name=f"{slug}-{year}.zip",
    )


@public(cache=60)
def finding_list(request: HttpRequest) -> HttpResponse:
    """List what the portal found when it did the sums again."""
    context = queries.find_findings(queries.FindingQuestion.read(request.GET.dict()))
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
    found = rows.filter(slug=slug).first()
    if found is None:
        raise Http404(_("No hay un hallazgo en esa dirección."))
    history = JournalEntry.objects.filter(
        subject_type="transparency.finding", subject_id=found.pk, is_public=True
    ).order_by("-at")[:LATEST]
    rule = next(one for one in rules.RULES if one.name == found.rule)
    return render(
        request,
        "transparency/budgets/finding.html",
        {"finding": found, "rule": rule, "history": history},
    )
