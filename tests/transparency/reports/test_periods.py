"""When the monthly report and its letter come out: the period of reporting, the last month of a
plan, and what was sent and waits for its review.
"""

import datetime
import json

import pytest
import time_machine

from commitments.plans import workflow as plans
from commitments.plans.models import Plan
from ogp_portal.models import Letter
from tests.factories.commitments import commitment, update
from transparency.reports import workflow
from transparency.reports.models import ComplianceReport

pytestmark = pytest.mark.django_db
OCTOBER = datetime.date(2026, 10, 1)
IN_AUGUST = datetime.datetime(2026, 8, 3, 12, tzinfo=datetime.UTC)


@pytest.mark.parametrize(("day", "is_issued"), [(13, False), (14, True)])
def test_it_is_issued_on_the_day_after_its_period_of_reporting_closed(cast, day, is_issued):
    with time_machine.travel(datetime.datetime(2026, 11, day, 12, tzinfo=datetime.UTC)):
        workflow.issue_monthly_reports(today=datetime.date(2026, 11, day))
    months = list(ComplianceReport.objects.values_list("snapshot__month", flat=True))
    assert months == [OCTOBER if is_issued else datetime.date(2026, 9, 1)]


@pytest.mark.parametrize(
    ("ends_on", "letters", "is_issued"),
    [
        (datetime.date(2026, 9, 30), 0, False),
        (datetime.date(2026, 10, 1), 0, True),  # of a month it did not last nobody owes a report
        (datetime.date(2026, 10, 31), 2, True),
    ],
)
def test_the_last_month_of_a_plan_has_its_letter_and_its_report_after_it_ended(
    cast, ends_on, letters, is_issued
):
    commitment(cast, published_at=IN_AUGUST)
    Plan.objects.update(state="ended", ends_on=ends_on)
    with time_machine.travel(datetime.datetime(2026, 11, 10, 12, tzinfo=datetime.UTC)):
        assert workflow.remind_coordinators(today=datetime.date(2026, 11, 10)) == letters
    today = datetime.date(2026, 11, 14)
    with time_machine.travel(datetime.datetime(2026, 11, 14, 12, tzinfo=datetime.UTC)):
        assert workflow.issue_monthly_reports(today=today) == is_issued
        for hides in ({"state": "preparing"}, {"state": "ended", "is_historical": True}):
            Plan.objects.update(**hides)
            assert workflow.issue_monthly_reports(today=today) == 0
    for report in ComplianceReport.objects.all():
        assert json.loads(report.snapshot.body)["totals"]["not_reported"] == (1 if letters else 0)


def test_the_letter_tells_what_was_sent_and_waits_apart_from_what_is_missing(cast):
    silent = commitment(cast, title="Callado", published_at=IN_AUGUST)
    waits = commitment(cast, title="Enviado en plazo", published_at=IN_AUGUST)
    in_time = datetime.datetime(2026, 11, 10, 12, tzinfo=datetime.UTC)
    with time_machine.travel(in_time):
        update(cast, "submitted", of=waits, month=OCTOBER)
        workflow.remind_coordinators(today=in_time.date())
        letter = Letter.objects.filter(template="period_closing").first()
        Letter.objects.all().delete()
        plans.withdraw_commitment(silent, by=cast.coordinator, reason="Acuerdo 3.")
        type(silent).objects.filter(pk=silent.pk).update(
            ended_at=datetime.datetime(2026, 10, 20, tzinfo=datetime.UTC)
        )
        workflow.remind_coordinators(today=in_time.date())
    assert letter.subject == "octubre de 2026: falta el reporte de 1 compromiso"
    places = [
        letter.text.index(words)
        for words in ("Callado", "Sin reporte enviado", "Enviado en plazo", "espera su revisión")
    ]
    assert places == sorted(places)
    other = Letter.objects.filter(template="period_closing").first()
    assert other.subject == "octubre de 2026: 1 reporte espera su revisión"
    assert "Sin reporte enviado" not in other.text


@pytest.mark.parametrize(("day", "letters"), [(9, 0), (10, 2), (11, 0)])
def test_coordinators_are_told_three_working_days_before_who_has_not_reported(cast, day, letters):
    silent = commitment(cast, title="Callado", published_at=IN_AUGUST)
    told = commitment(cast, title="Informado", published_at=IN_AUGUST)
    commitment(
        cast,
        title="Recién publicado",
        published_at=datetime.datetime(2026, 10, 2, 12, tzinfo=datetime.UTC),
    )
    with time_machine.travel(datetime.datetime(2026, 11, day, 12, tzinfo=datetime.UTC)):
        update(cast, "approved", of=told, month=OCTOBER)
        assert workflow.remind_coordinators(today=datetime.date(2026, 11, day)) == letters
        assert workflow.remind_coordinators(today=datetime.date(2026, 11, day)) == 0
    written = list(Letter.objects.filter(template="period_closing"))
    assert {row.recipient for row in written} == (
        {cast.coordinator.email, cast.second_coordinator.email} if letters else set()
    )
    for row in written:
        assert silent.slug in row.text
        assert "13 de noviembre de 2026" in row.text
        assert "Informado" not in row.text
        assert "Recién publicado" not in row.text
