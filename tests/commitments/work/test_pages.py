"""Mi trabajo: each person finds what waits for her, and nothing of somebody else's."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories.amendments import amendment
from tests.factories.commitments import commitment, update
from tests.factories.narratives import narrative

pytestmark = pytest.mark.django_db
NOVEMBER = datetime.datetime(2026, 11, 10, 12, tzinfo=datetime.UTC)


def work_of(client, person):
    client.force_login(person)
    answer = client.get("/mi-trabajo/")
    assert answer.status_code == 200
    return answer.context


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(NOVEMBER, tick=True):
        yield


def test_whoever_has_not_entered_is_asked_to(client, cast):
    assert client.get("/mi-trabajo/").status_code == 302


def test_an_editor_finds_what_she_owes_and_an_editor_of_another_institution_does_not(client, cast):
    row = commitment(cast, published_at=datetime.datetime(2026, 8, 3, 12, tzinfo=datetime.UTC))
    new = commitment(cast, milestones=0)  # published today: it owes nothing for last month
    sent = commitment(cast, milestones=0, published_at=row.published_at)
    update(cast, "submitted", of=sent, month=datetime.date(2026, 10, 1))  # the review is not hers
    mine = work_of(client, cast.editor)
    assert {owed.pk: lacks for owed, lacks in mine["to_report"]} == {
        row.pk: True,
        new.pk: False,
        sent.pk: False,
    }
    assert [milestone.position for milestone in mine["overdue"]] == [1]
    theirs = work_of(client, cast.other_editor)
    assert (theirs["to_report"], theirs["overdue"]) == ([], [])


def test_a_coordinator_reviews_what_was_sent_and_never_what_is_still_written(client, cast):
    sent = update(cast, "submitted")
    update(cast, "draft")
    assert [row.pk for row in work_of(client, cast.coordinator)["to_review"]] == [sent.pk]
    assert work_of(client, cast.other_coordinator)["to_review"] == []
    assert work_of(client, cast.editor)["to_review"] == []


def test_a_draft_says_what_it_lacks(client, cast):
    commitment(cast, "draft", milestones=0)
    ((_row, lacks),) = work_of(client, cast.editor)["texts"]
    assert [str(sentence) for sentence in lacks] == [
        "Falta al menos un hito: los hitos son obligatorios."
    ]


def test_a_coordinator_finds_by_institution_what_is_owed_and_what_waits_for_her(client, cast):
    row = commitment(cast, published_at=datetime.datetime(2026, 8, 3, 12, tzinfo=datetime.UTC))
    partner = commitment(cast, responsible=cast.partner, milestones=0)
    sent = update(cast, "submitted", of=partner, month=datetime.date(2026, 11, 1))
    row.milestones.filter(position=2).update(due_on=datetime.date(2026, 12, 10))
    city, other = work_of(client, cast.coordinator)["board"]
    assert (city.name, other.name) == ("Ciudad", "Municipio socio")
    assert [owed.pk for owed in city.silent] == [row.pk]
    assert [milestone.position for milestone in city.late] == [1]
    assert [milestone.position for milestone in city.soon] == [2]
    assert (city.waiting, other.waiting) == (0, 1)
    assert [report.pk for report in other.reports] == [sent.pk]
    row.milestones.filter(position=2).update(due_on=datetime.date(2026, 12, 11))
    assert work_of(client, cast.coordinator)["board"][0].soon == []  # the thirty-first day
    assert work_of(client, cast.other_coordinator)["board"] == []
    assert work_of(client, cast.editor)["board"] == []


def test_an_authority_sees_in_one_screen_what_is_done_late_and_at_risk(client, cast):
    due = {
        "late": datetime.date(2026, 11, 9),
        "today": datetime.date(2026, 11, 10),
        "at_risk": datetime.date(2026, 12, 10),
        "later": datetime.date(2026, 12, 11),
    }
    rows = {name: commitment(cast, milestones=1) for name in (*due, "done")}
    for name, day in due.items():
        type(rows[name]).objects.filter(pk=rows[name].pk).update(open_due_on=day)
    type(rows["done"]).objects.filter(pk=rows["done"].pk).update(
        open_due_on=None, computed_progress=100
    )
    commitment(cast, "draft")
    glance = work_of(client, cast.overseer)["glance"]
    assert [row.pk for row in glance.done] == [rows["done"].pk]
    assert [row.pk for row in glance.late] == [rows["late"].pk]
    assert [row.pk for row in glance.at_risk] == [rows["today"].pk, rows["at_risk"].pk]
    assert (glance.others, glance.total) == (1, 5)
    assert work_of(client, cast.editor)["glance"] is None


def test_whoever_sent_something_finds_where_it_is(client, cast):
    waiting = update(cast, "submitted")
    returned = update(cast, "returned")
    update(cast, "draft")
    found = [update.pk for update, _amendment in work_of(client, cast.editor)["handed"]]
    assert sorted(found) == [waiting.pk, returned.pk]
    assert work_of(client, cast.colleague)["handed"] == []


def test_what_waits_for_its_review_is_found_however_long_it_waits(client, cast):
    old = timezone.now() - datetime.timedelta(days=31)
    waiting = amendment(cast, "submitted", submitted_at=old)
    amendment(cast, "returned", submitted_at=old)
    found = [row.pk for _update, row in work_of(client, cast.editor)["handed"]]
    assert found == [waiting.pk]


def test_a_page_of_much_work_asks_no_more_than_one_of_little(
    client, cast, django_assert_max_num_queries
):
    def fill() -> None:
        early = datetime.datetime(2026, 8, 3, 12, tzinfo=datetime.UTC)
        update(cast, "submitted", of=commitment(cast, published_at=early))

    fill()
    client.force_login(cast.coordinator)
    with CaptureQueriesContext(connection) as little:
        client.get("/mi-trabajo/")
    for _turn in range(3):
        fill()
    with django_assert_max_num_queries(len(little)):
        client.get("/mi-trabajo/")
    assert len(little) <= 50


def test_the_account_of_the_month_is_a_line_for_who_writes_it_and_for_who_approves_it(client, cast):
    lacks = "el informe de octubre de 2026 todavía no tiene relato"
    client.force_login(cast.coordinator)
    page = client.get("/mi-trabajo/").content.decode()
    assert lacks in page
    written = narrative(cast, "submitted")
    address = f"/admin/transparency/monthnarrative/{written.pk}/change/"
    client.force_login(cast.second_coordinator)
    page = client.get("/mi-trabajo/").content.decode()
    assert address in page
    assert lacks not in page
    for who in (cast.editor, cast.other_coordinator):
        client.force_login(who)
        page = client.get("/mi-trabajo/").content.decode()
        assert "Relato del mes" not in page


def test_a_coordinator_invites_an_editor_from_the_institution_that_owes_something(client, cast):
    commitment(cast)
    client.force_login(cast.coordinator)
    page = client.get("/mi-trabajo/").content.decode()
    assert f"/admin/commitments/organization/{cast.city.pk}/acto/invite_editor/" in page
    client.force_login(cast.editor)
    assert "/acto/invite_editor/" not in client.get("/mi-trabajo/").content.decode()
