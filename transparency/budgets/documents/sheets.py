"""The sheet on paper: what the page shows, in HTML for the PDF.

No clock: the same accounts, the same bytes.
"""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from ogp_portal.foundation import languages
from ogp_portal.foundation.api.datasets import to_csv
from ogp_portal.foundation.documents import charts, pdf
from ogp_portal.foundation.events.kept_documents import DocumentKind
from transparency.budgets.models import BudgetPeriod
from transparency.budgets.queries import sheet_page
from transparency.budgets.queries.sheets import read_sheet


def sheet_html(period: BudgetPeriod) -> str:
    """Return a sheet as one HTML page with its own style, in Spanish, for its PDF."""
    css = (settings.BASE_DIR / "static" / "css" / "sheet.css").read_text(encoding="utf-8")
    with languages.in_own():
        facts = sheet_page(period)
        context = {
            **facts,
            "css": SafeString(css),
            "drawing": charts.bars(facts["printed_execution"]),
            **_portal(),
        }
        return render_to_string("transparency/budgets/sheet_print.html", context)


def pdf_facts(period: BudgetPeriod) -> dict[str, object]:
    """Return what the PDF of a sheet is made from, with its lines as CSV inside."""
    with languages.in_own():
        rows = read_sheet(period).rows
        words = gettext("Las cifras de esta ficha, en pesos")
    table = to_csv(
        ["cuenta", "nombre", "presupuesto_vigente", "ejecutado", "porcentaje_publicado"],
        ([row.account, row.name, row.current, row.accrued, row.printed] for row in rows),
    )
    attached = [pdf.Attached(f"{period.slug}.csv", "text/csv", table, words)]
    return pdf.order(
        sheet_html(period),
        title=f"{period.program.sheet_title or period.program.name} · {period}",
        language=languages.tag(languages.own()),
        at=period.imported_at,
        identifier=period.sha256[:32],
        attachments=attached,
    )


SHEET_PDF = DocumentKind("transparency.sheet_pdf", pdf.make, "application/pdf")


def _portal() -> dict[str, str]:
    return {
        "portal_url": settings.PORTAL_URL,
        "portal_name": settings.PORTAL_NAME,
        "portal_owner": settings.PORTAL_OWNER,
        "portal_host": settings.PORTAL_URL.partition("://")[2],
    }
