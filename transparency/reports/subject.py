"""What the monthly reports give to the whole portal."""

import datetime

from celery.schedules import crontab
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.plans.access import TEAM_ALONE
from ogp_portal.administration.workflow import forget_closed_accounts
from ogp_portal.foundation.events.journal import Act
from ogp_portal.foundation.events.search_index import Findable, text_of
from ogp_portal.foundation.personal_data import WITH_ITS_ACCOUNT, Personal
from ogp_portal.foundation.subjects import MenuEntry, Page, Scheduled, Subject
from ogp_portal.models import JournalEntry
from transparency.reports import access, datasets, tasks, workflow
from transparency.reports.models import ComplianceReport, ComplianceSnapshot, MonthNarrative
from transparency.reports.states import ReportState

FOUR_EYES = Personal(
    _("Que nadie apruebe lo que escribió."),
    WITH_ITS_ACCOUNT,
    TEAM_ALONE,
    kept_by=(forget_closed_accounts,),
)


def report_of_its_month(entry: JournalEntry) -> str:
    """Return that the report of a month was issued, and which edition after the first."""
    month = datetime.date.fromisoformat(f"{entry.after['month']}-01")
    words = {"month": date_format(month, "YEAR_MONTH_FORMAT"), "n": entry.after.get("edition", 1)}
    if words["n"] == 1:
        return gettext("Se emitió el informe mensual de %(month)s") % words
    return gettext("Se emitió el informe mensual de %(month)s, edición %(n)s") % words


def in_digits(form: str) -> Func:
    """Return the month of a report in digits, in a form of PostgreSQL."""
    month = F("snapshot__month")
    return Func(month, Value(form), function="to_char", output_field=TextField())


def titled() -> Combinable:
    """Return which report it is, by its month and edition."""
    edition = "snapshot__edition"
    name, of_edition = Value(gettext("Informe de")), Value(f" · {gettext('edición')} ")
    return text_of(name, Value(" "), in_digits("MM-YYYY"), of_edition, edition)


def path_of_report(address: str) -> str:
    """Return the address of a report's file."""
    slug, year, month, edition = address.split("/")
    return reverse("report_pdf", args=[slug, int(year), int(month), int(edition)])


SUBJECT = Subject(
    position=20,
    access=access,
    datasets=(datasets.REPORTS,),
    tables=(datasets.REPORT_ROWS, datasets.REPORT_MILESTONES),
    machines=(ComplianceReport, MonthNarrative),
    personal={MonthNarrative: {"author": FOUR_EYES, "reviewer": FOUR_EYES}},
    consequences=(workflow.make_report,),
    documents=(workflow.REPAIR,),
    calendar=(
        Scheduled(
            "issue-monthly-reports",
            tasks.issue_monthly_reports,
            crontab(hour="6", minute="0"),
        ),
        Scheduled("remind-coordinators", tasks.remind_coordinators, crontab(hour="8", minute="30")),
    ),
    without_personal_data=(ComplianceReport, ComplianceSnapshot),
    pages=(Page("report_list", (MenuEntry(_("Informes"), 50, ("/informes/",)),)),),
    acts={
        "finish_report": Act(
            _("Se emitió el informe mensual"),
            why=_("Salió el informe del mes."),
            titled=report_of_its_month,
        ),
        "approve_narrative": Act(_("Se aprobó lo que la coordinación cuenta del mes")),
    },
    found=(
        Findable(
            "informes",
            _("Informes de cumplimiento"),
            path_of_report,
            ComplianceReport,
            within=Q(state=ReportState.ISSUED),
            title=titled,
            words=("snapshot__plan__title", "what_changed"),
            address=text_of(
                "snapshot__plan__slug",
                Value("/"),
                in_digits("YYYY/MM"),
                Value("/"),
                "snapshot__edition",
            ),
            year="snapshot__month__year",
            of="snapshot__plan__title",
        ),
    ),
)
