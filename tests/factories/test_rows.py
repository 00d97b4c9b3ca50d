"""The rows that factories write are those that the workflow leaves, for each state: every column of
every table but numbers, instants and random codes.
"""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from commitments.plans import workflow as plans
from tests import factories, walks
from tests.factories import comparing
from tests.people import Cast

KINDS = ("commitments", "forums", "publications")
Make = Callable[[Any, Cast], object]  # a module of factories or of walks, and the cast


def in_state(name: str, *states: str, **facts: Any) -> dict[str, tuple[str, Make]]:
    """Return a case for each state of what the function `name` makes."""
    module = next(kind for kind in KINDS if hasattr(getattr(factories, kind), name))
    return {
        f"{name}: {state} {' '.join(facts)}".strip(): (
            module,
            lambda made, cast, state=state: getattr(made, name)(cast, state, **facts),
        )
        for state in states
    }


CASES: dict[str, tuple[str, Make]] = {
    **in_state("commitment", "draft", "in_review", "published", "closed", "withdrawn"),
    **in_state("update", "draft", "submitted", "returned", "approved", "superseded"),
    **in_state("assessment", "draft", "factual_review", "published"),
    **in_state("inquiry", "received", "not_published", "published", "prepared", "answered"),
    "complete": ("commitments", lambda made, cast: made.complete(cast, made.commitment(cast))),
    **{
        f"objection: {state}": (
            "commitments",
            lambda made, cast, state=state: made.inquiry(
                cast, state, milestone=made.complete(cast, made.commitment(cast))
            ),
        )
        for state in ("received", "published", "upheld", "partly_upheld", "dismissed")
    },
    **in_state("session", "draft", "convened", "held", "not_held"),
    **in_state("ballot", "draft", "open", "counted", "void"),
    **in_state("ballot", "open", "counted", is_secret=True),
    **in_state("minutes", "draft", "circulated", "approved"),
    "call: prepared": ("forums", lambda made, cast: made.call(cast, is_announced=False)),
    "call: announced": ("forums", lambda made, cast: made.call(cast)),
    "call: over": ("forums", lambda made, cast: made.call(cast, is_over=True)),
    **in_state(
        "proposal",
        "received",
        "confirmed",
        "not_admitted",
        "admitted",
        "in_table",
        "selected",
        "not_selected",
        "withdrawn",
    ),
    **in_state("group", "planned", "held", "reported"),
    **in_state("survey", "draft", "announced", "reported"),
    **in_state("offer", "offered", "taken_up", "declined", "done"),
    "draft: written": ("forums", lambda made, cast: made.draft(cast, versions=0)),
    "draft: published": ("forums", lambda made, cast: made.draft(cast)),
    "draft: twice": ("forums", lambda made, cast: made.draft(cast, versions=2)),
    "draft: kept for a forum": ("forums", lambda made, cast: made.draft(cast, is_kept=True)),
    "draft: of a commitment": (
        "forums",
        lambda made, cast: made.draft(
            cast,
            commitment=plans.draft_commitment(
                cast.plan.commitments.model(plan=cast.plan, slug="dado", title="Dado"),
                by=cast.editor,
            ),
        ),
    ),
    **in_state("consultation", "draft", "announced", "cancelled", "answered", "applied"),
    "consultation: over": ("forums", lambda made, cast: made.consultation(cast, is_over=True)),
    "consultation: of a draft kept for a forum": (
        "forums",
        lambda made, cast: made.consultation(cast, "answered", of=made.draft(cast, is_kept=True)),
    ),
    **in_state("comment", "published", "hidden", "withdrawn"),
    **in_state("response", "draft", "approved"),
    **in_state("publication", "draft", "submitted", "published", "superseded", "withdrawn"),
    **in_state("channel", "of_a_draft", "promised", "done"),
}


def left_by(
    ways: Any, kind: str, make: Make, cast: Cast, before: comparing.Snapshot
) -> list[tuple[str, str, dict[str, Any]]]:
    """Return what making it one way leaves, and take it back."""
    for module in vars(ways).values():
        if hasattr(module, "numbers"):
            module.numbers = itertools.count(1)  # the same names either way
    with transaction.atomic():
        make(getattr(ways, kind), cast)
        left = comparing.changes(before, comparing.touched())
        transaction.set_rollback(True)
    return left


@pytest.mark.parametrize("name", CASES)
def test_a_factory_writes_the_rows_that_the_workflow_leaves(cast, name):
    kind, make = CASES[name]
    before = comparing.everything()
    walked = left_by(walks, kind, make, cast, before)
    written = left_by(factories, kind, make, cast, before)
    assert [name for _label, name, _row in written] == [name for _label, name, _row in walked]
    for (_label, thing, row), (_, _, expected) in zip(written, walked, strict=True):
        assert row == expected, thing


@pytest.mark.parametrize(
    ("make", "most"),
    [
        (lambda cast: factories.commitments.commitment(cast), 6),
        (lambda cast: factories.commitments.commitment(cast, "closed", milestones=7), 6),
        (lambda cast: factories.commitments.update(cast, "approved"), 12),
    ],
    ids=["a commitment", "closed with seven milestones", "an approved report and its commitment"],
)
def test_what_most_tests_begin_with_takes_few_statements(cast, make, most):
    with CaptureQueriesContext(connection) as asked:
        make(cast)
    assert len(asked) <= most
