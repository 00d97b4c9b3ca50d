"""What the coordination tells of a month: written by one, approved by another, printed in its
report, which comes out at its time without it.
"""

import datetime

import pytest
import time_machine
from django.db import DatabaseError, transaction

from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.refusals import Refusal
from tests.factories.narratives import OCTOBER, TEXT, narrative
from transparency.reports import documents, workflow
from transparency.reports import queries as reports
from transparency.reports.models import ComplianceReport, ComplianceSnapshot, MonthNarrative

pytestmark = pytest.mark.django_db
NOVEMBER = datetime.date(2026, 11, 1)
ABSENT = "no había un relato aprobado"


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(datetime.datetime(2026, 11, 16, 15, tzinfo=datetime.UTC)):
        yield


def printed(month=OCTOBER):
    body = ComplianceSnapshot.objects.filter(month=month).latest("edition").body
    return " ".join(documents.html(body).split())


def issue(plan, month=OCTOBER):
    report = workflow.request_report(plan, month=month)
    ComplianceReport.objects.filter(pk=report.pk).update(
        state="issued", file="a.pdf", sha256="0", issued_at=datetime.datetime.now(datetime.UTC)
    )
    return report


def test_the_report_prints_what_was_approved_of_its_month(cast):
    narrative(cast)
    narrative(cast, month=datetime.date(2026, 9, 1), text="De septiembre. " * 20)
    issue(cast.plan)
    assert "se abrieron las actas del consejo" in printed()
    assert "De septiembre." not in printed()
    assert ABSENT not in printed()


@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
def test_it_comes_out_at_its_time_without_it_and_says_so(cast, state):
    narrative(cast, state)
    issue(cast.plan)
    assert "se abrieron las actas" not in printed()
    assert ABSENT in printed()


def test_one_approved_after_the_issue_makes_an_edition_and_one_of_the_months_after(cast):
    issue(cast.plan, datetime.date(2026, 9, 1))
    issue(cast.plan)
    narrative(cast, month=datetime.date(2026, 9, 1))
    editions = ComplianceReport.objects.order_by("snapshot__month", "snapshot__edition")
    assert list(editions.values_list("snapshot__month__month", "snapshot__edition")) == [
        (9, 1),
        (9, 2),
        (10, 1),
        (10, 2),
    ]
    told = editions.get(snapshot__month__month=9, snapshot__edition=2)
    assert told.what_changed == "Agrega lo que cuenta la coordinación del mes."
    assert "se abrieron las actas" in printed(datetime.date(2026, 9, 1))


def test_it_is_not_approved_while_the_report_is_being_made(cast):
    row = narrative(cast, "submitted")
    workflow.request_report(cast.plan, month=OCTOBER)
    read = four_eyes.as_read("approve_narrative", row)
    with pytest.raises(Refusal, match="espere a que salga"), transaction.atomic():
        workflow.approve_narrative(row, by=cast.second_coordinator, read=read)
    assert MonthNarrative.objects.get().state == "submitted"


def test_who_wrote_it_does_not_approve_it_and_another_does(cast):
    row = narrative(cast, "submitted")
    read = four_eyes.as_read("approve_narrative", row)
    for person in (cast.coordinator, cast.editor, cast.other_coordinator):
        with pytest.raises(NotAllowed):
            workflow.approve_narrative(row, by=person, read=read)
    row = workflow.approve_narrative(row, by=cast.second_coordinator, read=read)
    assert (row.state, row.reviewer) == ("approved", cast.second_coordinator)


def test_an_approved_one_never_changes_and_another_takes_its_place(cast):
    row = narrative(cast)
    with pytest.raises(NotAllowed):
        workflow.save_narrative(row, by=cast.coordinator)
    with pytest.raises(DatabaseError), transaction.atomic():
        MonthNarrative.objects.update(text="Otro.")
    narrative(cast, text="Lo corregido de octubre. " * 10)
    issue(cast.plan)
    assert "Lo corregido de octubre." in printed()
    assert "se abrieron las actas" not in printed()


def test_one_that_says_too_little_is_not_sent(cast):
    short = "palabra " * 19
    row = MonthNarrative(plan=cast.plan, month=OCTOBER, text=short)
    row = workflow.save_narrative(row, by=cast.coordinator)
    with pytest.raises(Refusal, match="demasiado corto"):
        workflow.submit_narrative(row, by=cast.coordinator)
    row.text = f"{short} palabra"
    row = workflow.save_narrative(row, by=cast.coordinator)
    assert workflow.submit_narrative(row, by=cast.coordinator).state == "submitted"


@pytest.mark.parametrize(
    ("month", "is_taken"), [(NOVEMBER, True), (datetime.date(2026, 12, 1), False)]
)
def test_a_month_that_has_not_begun_is_refused(cast, month, is_taken):
    row = MonthNarrative(plan=cast.plan, month=month, text=TEXT)
    if is_taken:
        assert workflow.save_narrative(row, by=cast.coordinator).month == month
    else:
        with pytest.raises(Refusal, match="aún no empieza"):
            workflow.save_narrative(row, by=cast.coordinator)


def test_two_are_not_written_at_once_of_one_month(cast):
    narrative(cast, "draft")
    with pytest.raises(Refusal, match="sin terminar de ese mes"):
        narrative(cast, "draft")


def test_only_a_coordinator_of_the_plan_begins_one(cast):
    for person in (cast.editor, cast.other_coordinator, cast.monitor, cast.administrator):
        with pytest.raises(NotAllowed):
            workflow.save_narrative(
                MonthNarrative(plan=cast.plan, month=OCTOBER, text=TEXT), by=person
            )


def test_what_is_known_later_than_an_edition_is_not_in_it(cast):
    narrative(cast)
    before = datetime.datetime(2026, 11, 15, tzinfo=datetime.UTC)
    facts = reports.freeze(cast.plan, month=OCTOBER, edition=1, taken_at=before, previous=None)
    assert facts["narrative"] is None


def test_a_coordinator_writes_it_at_the_desk(cast, client):
    client.force_login(cast.coordinator)
    answer = client.post(
        "/admin/transparency/monthnarrative/add/",
        {"plan": cast.plan.pk, "month": "2026-10-15", "text": TEXT},
    )
    assert answer.status_code == 302
    assert MonthNarrative.objects.get().month == OCTOBER
