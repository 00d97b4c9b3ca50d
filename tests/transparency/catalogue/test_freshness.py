"""Answers that are sent again only if they changed, and who follows by `modified_since`."""

import datetime
import time
from email.utils import parsedate_to_datetime

import pytest
from django.db import connection
from django.db.models import F

from commitments.plans import workflow
from commitments.plans.models import Commitment
from ogp_portal.foundation.api import conditional, statements
from ogp_portal.foundation.api.datasets import PUBLISHED
from tests.transparency.catalogue.asking import get, slugs, walk
from tests.waiting import until

pytestmark = pytest.mark.django_db


def test_an_unchanged_answer_is_304_and_a_changed_one_is_not(client, cast, rich):
    first = get(client, f"commitments/{rich[0].slug}/")
    assert (
        get(client, f"commitments/{rich[0].slug}/", 304, **{"If-None-Match": first["ETag"]}).content
        == b""
    )
    Commitment.objects.filter(pk=rich[0].pk).update(objective="Otro objetivo")
    assert (
        get(client, f"commitments/{rich[0].slug}/", **{"If-None-Match": first["ETag"]})["ETag"]
        != first["ETag"]
    )


def test_a_date_is_given_only_once_it_can_be_trusted(client, cast, rich, monkeypatch):
    assert "Last-Modified" not in get(
        client, "commitments/"
    )  # what happened this very second could hide behind it

    monkeypatch.setattr(conditional, "SETTLED", datetime.timedelta(0))
    dated = get(client, "commitments/")["Last-Modified"]
    get(client, "commitments/", 304, **{"If-Modified-Since": dated})
    told = parsedate_to_datetime(dated).timestamp()
    until(lambda: time.time() >= told + 1, "another second, which is how dates of HTTP count")
    Commitment.objects.filter(pk=rich[0].pk).update(objective="Otro objetivo")
    get(client, "commitments/", 200, **{"If-Modified-Since": dated})


def test_who_follows_by_modified_since_sees_every_change_even_one_made_past_the_portal(
    client, cast, rich
):
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        since = cursor.fetchone()[0].isoformat().replace("+00:00", "Z")
        cursor.execute(
            "UPDATE commitments_commitment SET ogp_id = 'CL0001' WHERE id = %s", [rich[3].pk]
        )
    assert slugs(get(client, f"commitments/?modified_since={since}")) == [rich[3].slug]
    milestone = rich[4].milestones.first()
    workflow.reschedule(
        milestone,
        to_on=datetime.date(2027, 2, 1),
        cause="funding",
        reason="Presupuesto.",
        by=cast.coordinator,
    )
    assert rich[4].slug in slugs(get(client, f"commitments/?modified_since={since}"))
    assert [row["to_on"] for row in walk(client, f"reschedules/?modified_since={since}")] == [
        "2027-02-01"
    ]
    assert "reschedule" in [row["act"] for row in walk(client, f"changes/?modified_since={since}")]


def test_a_connection_keeps_a_bounded_number_of_plans(client, cast, rich):
    names = [column.name for column in PUBLISHED["commitments"].json()]
    for first in names:
        get(client, f"commitments/?page_size=1&fields={first},number")
    kept = statements._kept[connection.connection]
    assert len(kept) <= statements.MOST
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'portal_%%'")
        assert cursor.fetchone()[0] == len(kept)
    assert get(client, f"commitments/?page_size=1&fields={names[0]},number")


def test_the_stamp_of_a_row_moves_only_with_the_row(cast, rich):
    before = Commitment.objects.get(pk=rich[0].pk).modified_at
    Commitment.objects.filter(pk=rich[1].pk).update(number=F("number"))
    assert Commitment.objects.get(pk=rich[0].pk).modified_at == before
    Commitment.objects.filter(pk=rich[0].pk).update(
        modified_at=datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
    )
    assert Commitment.objects.get(pk=rich[0].pk).modified_at > before
