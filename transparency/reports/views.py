"""The public list of monthly reports, their PDFs and their snapshots."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from commitments.plans import reporting
from ogp_portal.foundation.events import kept_documents
from ogp_portal.foundation.permissions.decorators import public
from transparency.reports import queries, workflow
from transparency.reports.models import ComplianceReport

MOST = 240


@public(cache=60)
def report_list(request: HttpRequest) -> HttpResponse:
    """List issued reports by month, newest first."""
    reports = queries.issued().order_by(
        "-snapshot__month", "snapshot__plan__title", "-snapshot__edition"
    )
    latest = workflow.latest_month(timezone.localdate())
    following = reporting.month_after(latest)
    context = {
        "reports": list(reports[:MOST]),
        "next_month": following,
        "closes": reporting.closes(following, days=settings.REPORTING_DAYS),
    }
    return render(request, "transparency/reports/report_list.html", context)


def _find(slug: str, year: int, month: int, edition: int) -> ComplianceReport:
    report = (
        queries.issued()
        .filter(
            snapshot__plan__slug=slug,
            snapshot__month__year=year,
            snapshot__month__month=month,
            snapshot__edition=edition,
        )
        .first()
    )
    if report is None:
        raise Http404
    return report


@public(cache=300)
def report_pdf(
    request: HttpRequest, slug: str, year: int, month: int, edition: int
) -> HttpResponseBase:
    """Give the PDF of an edition, as it was issued."""
    report = _find(slug, year, month, edition)
    return kept_documents.give_issued(
        request,
        report.file,
        workflow.REPAIR,
        {"report": report.pk},
        sha256=report.sha256,
        name=f"informe-{slug}-{year}-{month:02}-{edition}.pdf",
    )


@public(cache=300)
def report_snapshot(
    request: HttpRequest, slug: str, year: int, month: int, edition: int
) -> HttpResponse:
    """Give the snapshot an edition was made from, byte for byte what its sha256 says."""
    snapshot = _find(slug, year, month, edition).snapshot
    name = f"corte-{slug}-{year}-{month:02}-{edition}.json"
    return HttpResponse(
        snapshot.body,
        content_type="application/json; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "ETag": f'"{snapshot.sha256}"',
        },
    )
