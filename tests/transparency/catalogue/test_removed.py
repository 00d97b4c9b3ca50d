"""What leaves a dataset is told to whoever follows it, by whatever door it left."""

import contextlib
import datetime

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from commitments.plans.models import Commitment, Milestone
from ogp_portal.administration.tasks import forget
from ogp_portal.foundation.api import following, querying
from ogp_portal.foundation.api.datasets import PUBLISHED
from ogp_portal.models import DatasetLook, JournalEntry, RemovedRow
from tests.factories.commitments import commitment
from tests.transparency.catalogue.asking import get, walk

pytestmark = pytest.mark.django_db


def instant() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0].isoformat().replace("+00:00", "Z")


def removed(client, since: str) -> set[tuple[str, str]]:
    rows = walk(client, f"removed/?modified_since={since}")
    return {(row["dataset"], row["key"]) for row in rows}


def test_the_first_look_tells_nothing(client, rich):
    assert following.look() == 0
    assert following.look() == 0
    assert walk(client, "removed/") == []


def test_a_deleted_row_leaves_its_dataset_its_key_and_the_instant_and_nothing_it_said(
    client, cast, rich
):
    following.look()
    since = instant()
    milestone = rich[0].milestones.last()
    key = str(milestone.public_id)
    with connection.cursor() as cursor:  # past the portal
        cursor.execute(
            "DELETE FROM commitments_milestoneclaim WHERE milestone_id = %s", [milestone.pk]
        )
        cursor.execute("DELETE FROM commitments_milestone WHERE id = %s", [milestone.pk])
    assert following.look() >= 1
    (row,) = walk(client, f"removed/?modified_since={since}&dataset=milestones")
    assert set(row) == {"id", "dataset", "key", "removed_at", "row_url", "url", "modified_at"}
    assert (row["dataset"], row["key"]) == ("milestones", key)
    assert row["row_url"] == f"http://localhost:8000/api/v1/milestones/{key}/"
    assert since < row["removed_at"].replace("+00:00", "Z")
    get(client, f"milestones/{key}/", 404)
    assert milestone.title not in str(row)
    assert following.look() == 0
    assert removed(client, instant()) == set()


def test_a_row_that_is_hidden_is_told_with_all_that_hangs_on_it(client, cast, rich):
    following.look()
    since = instant()
    hers = {str(pk) for pk in rich[3].milestones.values_list("public_id", flat=True)}
    Commitment.objects.filter(pk=rich[3].pk).update(state="draft")
    following.look()
    told = removed(client, since)
    assert ("commitments", rich[3].slug) in told
    assert {key for dataset, key in told if dataset == "milestones"} == hers


def test_what_appears_through_another_row_is_told_to_who_follows_by_modified_since(
    client, cast, rich
):
    row = commitment(cast, "draft", title="Todavía nadie lo ve")
    following.look()
    since = instant()
    hers = {str(pk) for pk in row.milestones.values_list("public_id", flat=True)}
    Commitment.objects.filter(pk=row.pk).update(state="published")
    assert hers
    assert walk(client, f"milestones/?modified_since={since}") == []
    following.look()
    told = {row["id"] for row in walk(client, f"milestones/?modified_since={since}")}
    assert told == hers
    assert removed(client, since) == set()


def test_what_was_changed_while_hidden_and_shown_between_two_looks_is_told_after_it_was_shown(
    client, cast, rich
):
    row = commitment(cast, "draft", title="Todavía nadie lo ve")
    following.look()
    Milestone.objects.filter(commitment=row).update(title="Cambiado mientras nadie lo ve")
    since = instant()  # of somebody who asked after the change and before it was to be seen
    hers = {str(pk) for pk in row.milestones.values_list("public_id", flat=True)}
    Commitment.objects.filter(pk=row.pk).update(state="published")
    following.look()
    assert hers
    assert {row["id"] for row in walk(client, f"milestones/?modified_since={since}")} == hers
    later = instant()
    following.look()
    assert walk(client, f"milestones/?modified_since={later}") == []


def test_a_row_that_comes_back_is_in_its_dataset_again_after_it_was_removed(client, cast, rich):
    following.look()
    since = instant()
    Commitment.objects.filter(pk=rich[3].pk).update(state="draft")
    following.look()
    Commitment.objects.filter(pk=rich[3].pk).update(state="published")
    following.look()
    gone = walk(client, f"removed/?modified_since={since}&dataset=milestones")
    back = {row["id"]: row for row in walk(client, f"milestones/?modified_since={since}")}
    assert {row["key"] for row in gone} == set(back)
    assert all(row["removed_at"] < back[row["key"]]["modified_at"] for row in gone)


def test_a_page_of_changes_says_where_the_removed_ones_are(client, rich):
    since = "2026-11-01T00:00:00Z"
    page = get(client, f"milestones/?modified_since={since}").json()
    address = page["removed"].removeprefix("http://localhost:8000/api/v1/")
    assert address == "removed/?dataset=milestones&modified_since=2026-11-01T00%3A00%3A00Z"
    assert get(client, address).json()["results"] == []
    assert "removed" not in get(client, "milestones/").json()
    assert "removed" not in get(client, f"removed/?modified_since={since}").json()


def test_the_removed_come_page_by_page(client, rich):
    following.look()
    Commitment.objects.filter(pk__in=[row.pk for row in rich[3:6]]).update(state="draft")
    following.look()
    total = RemovedRow.objects.count()
    assert total > 3
    rows = walk(client, "removed/?page_size=2&ordering=modified_at")
    assert len({row["id"] for row in rows}) == len(rows) == total


def test_what_an_act_asks_is_joined_with_a_look_that_began_later_or_just_before(cast, rich):
    following.look()
    began = DatasetLook.objects.first().looked_at
    Commitment.objects.filter(pk=rich[3].pk).update(state="draft")
    second = datetime.timedelta(seconds=1)
    assert following.look(asked=began - second) == 0  # it began later
    assert following.look(asked=began + second) == 0  # less than 15 seconds ago
    DatasetLook.objects.update(looked_at=began - 14 * second)
    assert following.look(asked=began + second) == 0
    DatasetLook.objects.update(looked_at=began - 16 * second)
    assert following.look(asked=began - 17 * second) == 0
    assert following.look(asked=began + second) >= 1
    Commitment.objects.filter(pk=rich[4].pk).update(state="draft")
    assert following.look() >= 1  # the sweep waits for nothing


def test_a_dataset_that_cannot_be_looked_at_hinders_no_other_and_the_page_of_health_tells(
    client, cast, rich, monkeypatch, caplog
):
    assert client.get("/salud/conjuntos").status_code == 503
    following.look()
    answer = client.get("/salud/conjuntos")
    assert answer.status_code == 200
    assert answer.content.startswith(b"oldest look: ")
    DatasetLook.objects.update(looked_at=timezone.now() - datetime.timedelta(minutes=11))
    Commitment.objects.filter(pk=rich[3].pk).update(state="draft")
    visible = following._visible

    def slow(dataset):
        if dataset.name == "plans":
            return "SELECT 1::bigint, pg_sleep(1)::text, '{}'::text[]", []
        return visible(dataset)

    monkeypatch.setattr(following, "_visible", slow)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 300")
    assert following.look() >= 1
    assert RemovedRow.objects.filter(dataset="commitments", key=rich[3].slug).exists()
    assert "The look at the dataset plans was not finished" in caplog.text
    assert client.get("/salud/conjuntos").status_code == 503  # plans is eleven minutes old
    monkeypatch.undo()
    following.look()
    assert client.get("/salud/conjuntos").status_code == 200


def test_a_row_with_another_key_leaves_by_the_old_one(client, cast, rich):
    following.look()
    since, old = instant(), rich[3].slug
    Commitment.objects.filter(pk=rich[3].pk).update(slug="otra-direccion")
    assert following.look() == 2
    assert removed(client, since) == {("commitments", old), ("ogp-commitments", old)}
    assert following.look() == 0


def test_a_touched_row_of_no_protection_keeps_the_other_triggers(cast, rich, monkeypatch):
    monkeypatch.setattr(following, "_protections", lambda model: [])
    with CaptureQueriesContext(connection) as queries, connection.cursor() as cursor:
        following._touch(cursor, PUBLISHED["milestones"], [1])
    (query,) = queries
    assert "pgtrigger.ignore" not in query["sql"]


def test_what_left_is_told_for_ninety_days(client, rich):
    now = timezone.now()
    for days in (89, 91):
        gone_at = now - datetime.timedelta(days=days)
        RemovedRow.objects.create(dataset="proposals", key=f"hace-{days}", modified_at=gone_at)
    forget()
    assert [row["key"] for row in walk(client, "removed/")] == ["hace-89"]


def keys_of(dataset) -> set[str]:
    """Return the keys of a dataset's rows, as whoever takes the whole list has them."""
    keys = querying.rows(dataset).values_list(dataset.key_path or dataset.key, flat=True)
    return {str(key) for key in keys}


def disturb(dataset, place: int, how: str) -> None:
    """Delete a row of the dataset, or move it or what it belongs to to another state, if the
    database lets it.
    """
    model = querying.rows(dataset).model
    rows = list(model._default_manager.order_by("pk")[:40])
    if not rows or issubclass(model, (JournalEntry, RemovedRow)):
        return
    row = rows[place % len(rows)]
    states = [field for field in model._meta.fields if field.name == "state"]
    with contextlib.suppress(IntegrityError, InternalError, ProgrammingError), transaction.atomic():
        if how == "delete":
            row.delete()
        elif states:
            codes = [code for code, _label in states[0].flatchoices]
            model._default_manager.filter(pk=row.pk).update(state=codes[place % len(codes)])


NAMES = sorted(set(PUBLISHED) - {"changes", "removed"})
DISTURBANCES = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(0, 30), st.sampled_from(["delete", "move"])),
    min_size=1,
    max_size=12,
)


@pytest.mark.nightly
@pytest.mark.world("rights")
@given(disturbances=DISTURBANCES)
@trying(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_full_list_with_what_changed_and_without_what_left_is_the_list_of_now(
    client, db, disturbances
):
    with transaction.atomic():
        following.look()
        had = {name: keys_of(dataset) for name, dataset in PUBLISHED.items()}
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            since = cursor.fetchone()[0]
        for name, place, how in disturbances:
            disturb(PUBLISHED[name], place, how)
        following.look()
        for name, dataset in PUBLISHED.items():
            gone = RemovedRow.objects.filter(dataset=name, modified_at__gte=since)
            changed = dataset.column("modified_at").value or "modified_at"
            newer = querying.rows(dataset).filter(**{f"{changed}__gte": since})
            keys = newer.values_list(dataset.key_path or dataset.key, flat=True)
            followed = had[name] - set(gone.values_list("key", flat=True))
            followed |= {str(key) for key in keys}
            assert followed == keys_of(dataset), name
        transaction.set_rollback(True)
