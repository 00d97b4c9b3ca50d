"""A date that moves: not beyond the end of what it belongs to, and one's own mistake of the same
day is no second move.
"""

import datetime

import pytest
import time_machine

from commitments.plans import definitions, workflow
from commitments.plans.models import Commitment, Milestone, Plan, Reschedule
from commitments.progress import queries as progress
from commitments.timeline import queries as timeline
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry
from tests.factories.commitments import commitment

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def move(milestone, to_on, *, by):
    milestone.refresh_from_db()
    return workflow.reschedule(
        milestone, to_on=to_on, cause="funding", reason="Sin presupuesto.", by=by
    )


def counted(promise):
    promise.refresh_from_db()
    kept = Reschedule.objects.filter(definitions.counted_moves(), milestone__commitment=promise)
    state = timeline.commitments_then([promise], progress.clocks_now())[0]
    assert promise.times_moved == kept.count() == state.times_moved
    return [(row.from_on.isoformat(), row.to_on.isoformat()) for row in kept.order_by("at")]


@pytest.fixture
def first(cast):
    promise = commitment(
        cast,
        milestones=1,
        ends_on=datetime.date(2027, 6, 30),
        published_at=datetime.datetime(2026, 1, 5, 12, tzinfo=datetime.UTC),
    )
    milestone = promise.milestones.get()
    Milestone.objects.filter(pk=milestone.pk).update(due_on=datetime.date(2026, 12, 1))
    return Milestone.objects.get(pk=milestone.pk)


def test_a_date_goes_to_the_end_of_its_commitment_and_no_further(cast, first):
    end = datetime.date(2027, 6, 30)
    with pytest.raises(Refusal, match="modifique primero su término") as refused:
        move(first, end + DAY, by=cast.coordinator)
    assert refused.value.field == "to_on"
    assert move(first, end, by=cast.coordinator).to_on == end


def test_a_date_goes_to_the_end_of_its_plan_where_the_commitment_has_none(cast, first):
    Commitment.objects.update(ends_on=None)
    end = Plan.objects.get(pk=cast.plan.pk).ends_on
    with pytest.raises(Refusal, match="cambie primero el período del plan"):
        move(first, end + DAY, by=cast.coordinator)
    assert move(first, end, by=cast.coordinator).to_on == end


def test_ones_own_mistake_of_the_same_day_is_one_move_with_its_correction(cast, first):
    with time_machine.travel(datetime.datetime(2026, 11, 3, 13, tzinfo=datetime.UTC), tick=True):
        move(first, datetime.date(2027, 2, 1), by=cast.coordinator)
        correction = move(first, datetime.date(2027, 1, 2), by=cast.coordinator)
    assert correction.corrects.to_on == datetime.date(2027, 2, 1)
    assert counted(first.commitment) == [("2026-12-01", "2027-01-02")]
    told = JournalEntry.objects.filter(act="reschedule").order_by("pk").last()
    assert (told.before["due_on"], told.after["due_on"]) == ("2026-12-01", "2027-01-02")
    assert told.after["corrects"] == "2026-12-01 → 2027-02-01"


def test_a_date_put_back_the_same_day_did_not_move(cast, first):
    with time_machine.travel(datetime.datetime(2026, 11, 3, 13, tzinfo=datetime.UTC), tick=True):
        move(first, datetime.date(2027, 2, 1), by=cast.coordinator)
        move(first, datetime.date(2027, 3, 1), by=cast.coordinator)
        move(first, datetime.date(2026, 12, 1), by=cast.coordinator)
    assert counted(first.commitment) == []
    first.refresh_from_db()
    assert first.due_on == datetime.date(2026, 12, 1)


def test_of_another_or_on_another_day_it_is_another_move(cast, first):
    with time_machine.travel(datetime.datetime(2026, 11, 4, 2, 59, tzinfo=datetime.UTC)):
        move(first, datetime.date(2027, 2, 1), by=cast.coordinator)
        move(first, datetime.date(2027, 3, 1), by=cast.second_coordinator)
    with time_machine.travel(datetime.datetime(2026, 11, 4, 3, tzinfo=datetime.UTC)):
        move(first, datetime.date(2027, 4, 1), by=cast.second_coordinator)
    assert counted(first.commitment) == [
        ("2026-12-01", "2027-02-01"),
        ("2027-02-01", "2027-03-01"),
        ("2027-03-01", "2027-04-01"),
    ]


def test_what_was_known_between_a_mistake_and_its_correction_is_told_as_it_was(cast, first):
    noon = datetime.datetime(2026, 11, 3, 15, tzinfo=datetime.UTC)
    with time_machine.travel(noon, tick=False):
        move(first, datetime.date(2027, 2, 1), by=cast.coordinator)
    with time_machine.travel(noon + datetime.timedelta(hours=2), tick=False):
        move(first, datetime.date(2027, 1, 2), by=cast.coordinator)
    for hours, due in ((1, "2027-02-01"), (3, "2027-01-02")):
        at = progress.clocks(noon.date(), noon + datetime.timedelta(hours=hours))
        then = timeline.commitments_then([first.commitment], at)[0]
        assert then.times_moved == 1
        assert [part.stood.due_on.isoformat() for part in then.milestones] == [due]
