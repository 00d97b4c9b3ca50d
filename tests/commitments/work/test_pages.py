"""Mi trabajo: each person finds what waits for her, and nothing of somebody else's."""

import datetime

import pytest
import time_machine

from tests.factories.commitments import commitment, update

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
