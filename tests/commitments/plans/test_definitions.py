"""What is registered, promised, late, complete: the two ways each is written say the same."""

import datetime
import itertools

from hypothesis import given
from hypothesis import strategies as st

from commitments.plans import definitions, fulfilment
from commitments.plans.models import Commitment, Milestone, Plan
from commitments.plans.states import COMMITMENT, MILESTONE, PLAN, Level
from tests.generated import examples

TODAY = datetime.date(2026, 7, 1)
DAYS = st.integers(-3, 3).map(lambda days: TODAY + datetime.timedelta(days=days))
RULES = examples(40)
COMMITMENTS = st.fixed_dictionaries(
    {
        "state": st.sampled_from(list(COMMITMENT.names)),
        "is_proposed": st.booleans(),
        "computed_progress": st.none() | st.integers(0, 100) | st.sampled_from([49, 50, 99, 100]),
        "has_begun": st.booleans(),
        "claimed_level": st.sampled_from(["", *Level.values]),
        "open_due_on": st.none() | DAYS,
        "times_moved": st.integers(0, 2),
    }
)
PLANS = st.fixed_dictionaries(
    {"state": st.sampled_from(list(PLAN.names)), "is_historical": st.booleans()}
)
MILESTONES = st.fixed_dictionaries(
    {
        "state": st.sampled_from(list(MILESTONE.names)),
        "due_on": DAYS,
        "weight": st.integers(1, 9),
        "progress": st.integers(0, 99),
    }
)


def pairs() -> dict:
    """Return the definitions of a commitment, each as it is written twice."""
    return {
        "public": (
            definitions.public(),
            lambda row: definitions.is_public(row.state, is_proposed=row.is_proposed),
        ),
        "promised": (definitions.promised(), lambda row: definitions.is_promised(row.state)),
        "proposed": (
            definitions.proposed(),
            lambda row: definitions.is_proposal(row.state, is_proposed=row.is_proposed),
        ),
        "registered": (
            definitions.registered(),
            lambda row: definitions.is_registered(row.state, is_proposed=row.is_proposed),
        ),
        "withdrawn": (definitions.withdrawn(), lambda row: definitions.is_withdrawn(row.state)),
        "running": (definitions.running(), lambda row: definitions.is_running(row.state)),
        "complete": (
            definitions.complete(),
            lambda row: definitions.is_complete(row.state, computed_level=row.computed_level),
        ),
        "claimed": (
            definitions.claimed_complete(),
            lambda row: definitions.is_claimed_complete(row.state, claimed_level=row.claimed_level),
        ),
        "advancing": (
            definitions.advancing(),
            lambda row: definitions.is_advancing(
                row.state, has_begun=row.has_begun, computed_level=row.computed_level
            ),
        ),
        "unfulfilled": (
            definitions.unfulfilled(),
            lambda row: definitions.is_unfulfilled(row.state, computed_level=row.computed_level),
        ),
        "late": (
            definitions.late(on=TODAY),
            lambda row: definitions.is_late(row.state, open_due_on=row.open_due_on, on=TODAY),
        ),
        "on_time": (
            definitions.on_time(on=TODAY),
            lambda row: definitions.is_on_time(row.state, open_due_on=row.open_due_on, on=TODAY),
        ),
        "at_risk": (
            definitions.at_risk(on=TODAY),
            lambda row: definitions.is_at_risk(row.state, open_due_on=row.open_due_on, on=TODAY),
        ),
        "moved": (definitions.moved(), lambda row: row.times_moved > 0),
    }


def milestone_pairs() -> dict:
    """Return the definitions of a milestone, each as it is written twice."""
    return {
        "counted": (
            definitions.counted_milestones(),
            lambda row: definitions.is_counted_milestone(row.state),
        ),
        "open": (definitions.open_milestones(), lambda row: row.is_open),
        "owed": (definitions.owed_milestones(), lambda row: row.is_owed),
        "late": (definitions.late_milestones(on=TODAY), lambda row: row.is_late(on=TODAY)),
        "late by its days": (
            definitions.late_milestones(on=TODAY),
            lambda row: row.is_open and row.delay(on=TODAY).is_late,
        ),
    }


def make_plan(number: int, facts: dict[str, object]) -> Plan:
    return Plan(
        slug=f"azar-{number}",
        kind=Plan.Kind.LOCAL,
        title="Un plan",
        state_reason="Un motivo.",
        **facts,
    )


def make_commitments(plan: Plan, rows: list[dict[str, object]]) -> list[Commitment]:
    return Commitment.objects.bulk_create(
        Commitment(
            plan=plan,
            slug=f"{plan.slug}-{number}",
            title="Una promesa",
            state_reason="Un motivo.",
            **row,
        )
        for number, row in enumerate(rows)
    )


@RULES
@given(PLANS, st.lists(COMMITMENTS, min_size=1, max_size=12))
def test_a_definition_says_the_same_of_a_commitment_in_the_database_and_in_python(db, plan, rows):
    Commitment.objects.all().delete()
    Plan.objects.all().delete()
    plan_row = make_plan(1, plan)
    plan_row.save()
    make_commitments(plan_row, rows)
    everything = list(Commitment.objects.select_related("plan"))
    for name, (condition, holds) in pairs().items():
        found = set(Commitment.objects.filter(condition).values_list("pk", flat=True))
        assert found == {row.pk for row in everything if holds(row)}, name
    for row in everything:
        assert row.computed_level == fulfilment.level_of(
            row.computed_progress, has_begun=row.has_begun
        )
    by_plan = Plan.objects.annotate(**definitions.counts("commitments__", on=TODAY)).get()
    alone = Commitment.objects.aggregate(**definitions.counts(on=TODAY))
    assert alone == {name: getattr(by_plan, name) for name in alone}
    assert alone["registered"] == alone["promised"] + alone["proposed"]
    assert set(Plan.objects.filter(definitions.under_way())) == (
        {plan_row}
        if definitions.is_under_way(plan_row.state, is_historical=plan_row.is_historical)
        else set()
    )


def test_both_ways_say_the_same_of_every_combination_around_its_boundaries(db):
    facts = itertools.product(
        COMMITMENT.names,
        (True, False),
        ((None, False), (None, True), (99, True), (100, True)),
        (None, *(TODAY + datetime.timedelta(days=days) for days in (-1, 0, 1))),
    )
    rows = [
        {
            "state": state,
            "is_proposed": is_proposed,
            "computed_progress": progress,
            "has_begun": has_begun,
            "claimed_level": "complete" if has_begun else "substantial",
            "open_due_on": due,
            "times_moved": int(has_begun),
        }
        for state, is_proposed, (progress, has_begun), due in facts
    ]
    for number, (state, is_historical) in enumerate(itertools.product(PLAN.names, (True, False))):
        plan = make_plan(number, {"state": state, "is_historical": is_historical})
        plan.save()
        make_commitments(plan, rows if state == "in_force" else rows[:: len(rows) // 12])
    everything = list(Commitment.objects.select_related("plan"))
    for name, (condition, holds) in pairs().items():
        found = set(Commitment.objects.filter(condition).values_list("pk", flat=True))
        assert found == {row.pk for row in everything if holds(row)}, name
        assert 0 < len(found) < len(everything), name


@RULES
@given(st.sampled_from(list(COMMITMENT.names)), st.lists(MILESTONES, max_size=10))
def test_a_definition_says_the_same_of_a_milestone_in_the_database_and_in_python(db, state, rows):
    Commitment.objects.all().delete()
    Plan.objects.all().delete()
    plan = make_plan(1, {"state": "in_force"})
    plan.save()
    facts = {"state": state, "computed_progress": None}
    (commitment,) = make_commitments(plan, [facts])
    Milestone.objects.bulk_create(
        Milestone(
            commitment=commitment,
            position=position,
            title="Un hito",
            first_due_on=row["due_on"],
            state_reason="Un motivo.",
            completed_on=TODAY if row["state"] == "complete" else None,
            **{
                **row,
                "progress": {"complete": 100, "not_started": 0}.get(row["state"], row["progress"]),
            },
        )
        for position, row in enumerate(rows, start=1)
    )
    everything = list(Milestone.objects.select_related("commitment"))
    for name, (condition, holds) in milestone_pairs().items():
        found = set(Milestone.objects.filter(condition).values_list("pk", flat=True))
        assert found == {row.pk for row in everything if holds(row)}, name
    measure = fulfilment.measure(
        fulfilment.Part(row.progress, row.weight, row.state) for row in everything
    )
    sums = Milestone.objects.filter(definitions.counted_milestones()).aggregate(
        **fulfilment.sums_expressions()
    )
    assert (sums["weighted_sum"] or 0, sums["weight_sum"] or 0) == (
        measure.weighted_sum,
        measure.weight_sum,
    )


def test_a_withdrawn_commitment_that_was_once_proposed_is_counted_apart():
    assert not definitions.is_registered("withdrawn", is_proposed=True)
    assert not definitions.is_proposal("withdrawn", is_proposed=True)
    assert not definitions.is_promised("withdrawn")
    assert definitions.is_withdrawn("withdrawn")
    assert definitions.is_public("withdrawn", is_proposed=False)


def test_the_due_day_itself_is_on_time_and_the_next_is_late():
    due = datetime.date(2026, 6, 30)
    following = datetime.date(2026, 7, 1)
    assert not definitions.is_late("published", open_due_on=due, on=due)
    assert definitions.is_on_time("published", open_due_on=due, on=due)
    assert definitions.is_late("published", open_due_on=due, on=following)
    assert not definitions.is_late("closed", open_due_on=due, on=following)


def test_a_milestone_is_late_from_the_day_after_its_date_while_somebody_owes_it():
    due, following = datetime.date(2026, 6, 30), datetime.date(2026, 7, 1)
    owed = {"commitment_state": "published", "due_on": due}
    assert not definitions.is_late_milestone("not_started", on=due, **owed)
    assert definitions.is_late_milestone("not_started", on=following, **owed)
    assert not definitions.is_late_milestone("complete", on=following, **owed)
    assert not definitions.is_late_milestone(
        "not_started", commitment_state="closed", due_on=due, on=following
    )


def test_a_level_is_asked_for_by_its_word_and_what_has_no_milestones_by_its_own(db):
    plan = make_plan(1, {"state": "in_force"})
    plan.save()
    rows = [
        {"state": "published", "computed_progress": progress, "has_begun": bool(progress)}
        for progress in (None, 0, 30, 100)
    ]
    without, _zero, _some, complete = make_commitments(plan, rows)

    def at(level: str) -> list[Commitment]:
        return list(Commitment.objects.filter(definitions.at_level(level)))

    assert at("sin_hitos") == [without]
    assert at("complete") == [complete]
    assert at("excellent") == []


def test_the_levels_begin_at_1_50_and_100():
    begun = itertools.product((0, 1, 49, 50, 99, 100), (True, False))
    assert [fulfilment.level_of(progress, has_begun=has) for progress, has in begun] == [
        "limited",
        "not_started",
        "limited",
        "limited",
        "limited",
        "limited",
        "substantial",
        "substantial",
        "substantial",
        "substantial",
        "complete",
        "complete",
    ]
