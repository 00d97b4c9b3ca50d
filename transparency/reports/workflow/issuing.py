"""Issuing the monthly report: the snapshot and the request in one transaction; the PDF from the
snapshot alone, by the outbox.

A task that runs twice makes one report; a worker killed in the middle leaves a requested row, and
the next run finishes it.
"""

import datetime
import hashlib
import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from commitments.plans import reporting
from commitments.plans.models import Plan
from commitments.plans.queries import team
from commitments.timeline import queries as timeline
from ogp_portal.foundation import languages, workdays
from ogp_portal.foundation.documents import pdf
from ogp_portal.foundation.events import journal, kept_documents, outbox
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User
from transparency.reports import documents, emails, queries, snapshot
from transparency.reports.models import ComplianceReport, ComplianceSnapshot
from transparency.reports.states import ReportState

MAKE = "transparency.make_report"
REMINDED_BEFORE = 3  # working days
PAGE = re.compile(
    rb"/Type\s*/Page\b"
)  # the pages' own objects: "/Pages", their list, has no boundary there


def latest_month(today: datetime.date) -> datetime.date:
    """Return the first day of the latest month whose period of reporting has closed."""
    return reporting.latest_closed(today, days=settings.REPORTING_DAYS)


@transaction.atomic
def request_report(plan: Plan, *, month: datetime.date, by: User | None = None) -> ComplianceReport:
    """Freeze `month` of `plan` and enqueue its PDF; if that was done before, return the latest
    edition.

    `by` None is the portal itself (the calendar, the command). Raises NotAllowed, Refusal for a
    month whose period of reporting has not closed, or before the plan began.
    """
    if by is not None:
        rights.fetch("issue_report", plan, by=by)
    plan = Plan.objects.select_for_update(of=("self",)).select_related("source").get(pk=plan.pk)
    first = month.replace(day=1)
    _refuse_untimely(plan, first)
    latest = (
        ComplianceReport.objects.filter(snapshot__plan=plan, snapshot__month=first)
        .order_by("-snapshot__edition")
        .first()
    )
    return latest or _freeze(plan, first, edition=1, what_changed="", by=by)


def _refuse_untimely(plan: Plan, month: datetime.date) -> None:
    """Refuse a month of which not everybody could report yet, and one before the plan began."""
    closes = reporting.closes(month, days=settings.REPORTING_DAYS)
    if closes.due_on >= timezone.localdate():
        raise Refusal(
            _(
                "Ese mes aún no termina de informarse: se informa hasta el %(day)s, %(days)s días "
                "hábiles después del fin del mes, y el informe se emite al día siguiente."
            )
            % {"day": date_format(closes.due_on), "days": closes.days},
            field="month",
        )
    began = queries.began_on(plan)
    if began is not None and reporting.last_day(month) < began:
        raise Refusal(
            _("El plan empezó el %(day)s: de un mes anterior no hay informe.")
            % {"day": date_format(began)},
            field="month",
        )


@transaction.atomic
def correct_report(report: ComplianceReport, *, by: User, reason: str) -> ComplianceReport:
    """Issue a new edition of a month that says what changed, and one of each month after it, which
    is compared with the month before; the older ones stay.

    Raises NotAllowed, Refusal.
    """
    if not reason.strip():
        raise Refusal(
            _("Escriba qué corrige la nueva edición: se imprime en su portada."), field="reason"
        )
    corrected = rights.fetch("correct_report", report, by=by).snapshot
    return correct_month(corrected.plan, corrected.month, by=by, reason=reason.strip())


def correct_month(plan: Plan, month: datetime.date, *, by: User, reason: str) -> ComplianceReport:
    """Issue a new edition of a month that has a report, and of each month after it. Raises Refusal
    while one of them is being made.
    """
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    latest = ComplianceSnapshot.objects.filter(plan=plan, month=month).latest("edition")
    if ComplianceReport.objects.filter(
        snapshot__plan=plan, snapshot__month__gte=month, state=ReportState.REQUESTED
    ).exists():
        raise Refusal(_("La edición anterior aún se está haciendo: espere a que salga."))
    edition = latest.edition + 1
    correction = _correct(plan, month, edition=edition, reason=reason, by=by)
    _correct_those_after(plan, month, edition=edition, by=by)
    return correction


def _correct(
    plan: Plan, month: datetime.date, *, edition: int, reason: str, by: User
) -> ComplianceReport:
    correction = _freeze(plan, month, edition=edition, what_changed=reason, by=by)
    journal.record(
        "correct_report",
        plan,
        role=role_of(by),
        reason=reason,
        plan_slug=plan.slug,
        after={"month": f"{month:%Y-%m}", "edition": edition},
    )
    return correction


def _correct_those_after(plan: Plan, month: datetime.date, *, edition: int, by: User) -> None:
    """Issue a new edition of each month that follows a corrected one without a gap, so that what a
    month changed is always counted from the last edition of the month before: the chain adds up.
    """
    later = ComplianceSnapshot.objects.filter(plan=plan, month__gt=month).order_by("edition")
    latest = dict(later.values_list("month", "edition"))
    following = reporting.month_after(month)
    while following in latest:
        with languages.in_own():  # whoever corrects may read another
            told = date_format(month, "YEAR_MONTH_FORMAT")
        reason = (
            f"El informe de {told} tiene una edición nueva, la {edition}: este mes se compara con "
            "ella."
        )
        edition = latest[following] + 1
        _correct(plan, following, edition=edition, reason=reason, by=by)
        month, following = following, reporting.month_after(following)


def _freeze(
    plan: Plan, month: datetime.date, *, edition: int, what_changed: str, by: User | None
) -> ComplianceReport:
    before = (
        ComplianceSnapshot.objects.filter(plan=plan, month=reporting.month_before(month))
        .order_by("-edition")
        .first()
    )
    now = timezone.now()
    facts = queries.freeze(
        plan,
        month=month,
        edition=edition,
        taken_at=now,
        previous=snapshot.parse(before.body) if before else None,
    )
    body = snapshot.canonical(facts)
    taken = ComplianceSnapshot.objects.create(
        plan=plan,
        month=month,
        edition=edition,
        cut_off_at=snapshot.cut_off(month),
        taken_at=now,
        body=body,
        sha256=snapshot.digest(body),
    )
    report = ComplianceReport.objects.create(
        snapshot=taken, what_changed=what_changed, progress_note="En cola"
    )
    outbox.enqueue(MAKE, {"report": report.pk})
    journal.record(
        "request_report",
        plan,
        role=role_of(by) if by else "portal",
        plan_slug=plan.slug,
        after={"month": f"{month:%Y-%m}", "edition": edition},
        is_public=False,
    )
    return report


def render(report: ComplianceReport) -> bytes:
    """Return the PDF of a report from its snapshot alone: same snapshot, fonts and versions, same
    bytes.
    """
    taken = report.snapshot
    title = f"Informe ejecutivo mensual de cumplimiento · {taken}"
    return pdf.to_pdf(
        documents.html(taken.body, what_changed=report.what_changed, sha256=taken.sha256),
        title=title,
        language=languages.tag(languages.own()),
        at=taken.taken_at.replace(microsecond=0),
        identifier=taken.sha256[:32],
        attachments=documents.attachments(taken.body),
    )


def prepare_report(payload: outbox.Payload) -> bytes | None:
    """Return the PDF of a requested report, None for one that is issued: minutes of work, done
    while no row is held.
    """
    report = ComplianceReport.objects.select_related("snapshot__plan").get(pk=payload["report"])
    return None if report.state == ReportState.ISSUED else render(report)


@outbox.handler(MAKE, prepare=prepare_report)
def make_report(payload: outbox.Payload, content: bytes | None) -> None:
    """Issue a requested report with its PDF.

    Twice makes one; nothing half-made is ever public.
    """
    report = (
        ComplianceReport.objects.select_for_update(of=("self",))
        .select_related("snapshot__plan")
        .get(pk=payload["report"])
    )
    if report.state == ReportState.ISSUED or content is None:
        return
    taken = report.snapshot
    report.file.save(
        f"{taken.plan.slug}-{taken.month:%Y-%m}-{taken.edition}.pdf",
        ContentFile(content),
        save=False,
    )
    report.state = ComplianceReport.machine.target("finish_report", state=report.state)
    report.sha256 = hashlib.sha256(content).hexdigest()
    report.size = len(content)
    report.pages = len(PAGE.findall(content))
    report.issued_at = timezone.now()
    report.progress_note = ""
    report.save()
    journal.record(
        "finish_report",
        taken.plan,
        role="portal",
        plan_slug=taken.plan.slug,
        after={"month": f"{taken.month:%Y-%m}", "edition": taken.edition, "sha256": report.sha256},
    )


def _issued(facts: Mapping[str, Any]) -> ComplianceReport:
    return ComplianceReport.objects.select_related("snapshot__plan").get(pk=facts["report"])


def _file(facts: Mapping[str, Any]) -> tuple[str, str]:
    """Return the name and the digest of an issued report's PDF."""
    report = _issued(facts)
    return report.file.name or "", report.sha256


REPAIR = kept_documents.DocumentKind(
    "transparency.report",
    lambda facts: render(_issued(facts)),
    "application/pdf",
    repairs=_file,
)


def issue_monthly_reports(*, today: datetime.date) -> int:
    """Request the report of the latest month whose period of reporting has closed, of every plan
    that had begun by the end of it and had not ended before, and return how many there are (the
    calendar, each day at 06:00; the second time finds them).
    """
    month = latest_month(today)
    plans = [
        plan
        for plan in Plan.objects.reported_of(month).order_by("pk")
        if (queries.began_on(plan) or month) <= reporting.last_day(month)
    ]
    for plan in plans:
        request_report(plan, month=month)
    return len(plans)


def remind_coordinators(*, today: datetime.date) -> int:
    """Write to the coordinators of each plan, three working days before the period of reporting
    closes, of which commitments there is no report, or none reviewed; return how many letters are
    new.
    """
    month = reporting.month_before(today)
    closes = reporting.closes(month, days=settings.REPORTING_DAYS).due_on
    if not workdays.is_working(today) or workdays.between(today, closes) != REMINDED_BEFORE:
        return 0
    return sum(
        emails.tell_who_has_not_reported(
            plan, person, month=month, closes_on=closes, missing=missing, waiting=waiting
        )
        for plan in Plan.objects.reported_of(month).order_by("pk")
        for missing, waiting in (timeline.silent_about([plan], month),)
        if missing or waiting
        for person in team.coordinators(plan).exclude(letters=User.Letters.NONE).order_by("pk")
    )


def finish_report_now(report: ComplianceReport) -> None:
    """Make the PDF at once instead of waiting for a worker; the queued message then
    finds it done.
    """
    outbox.do_now(MAKE, {"report": report.pk})
