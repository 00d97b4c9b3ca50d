"""The institution's side of a finding: explained or disputed in public by who coordinates for it,
closed by another person.
"""

import pytest

from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.permissions.states import MoveNotAllowed
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry
from tests.factories.budgets import finding
from tests.people import person
from transparency.budgets import workflow

pytestmark = pytest.mark.django_db


def test_an_explanation_is_public_with_its_role_and_never_its_person(cast):
    row = finding(cast, "explained")
    entry = JournalEntry.objects.get(act="explain_finding")
    assert (row.state, entry.is_public, entry.reason) == (
        "explained",
        True,
        "Se pagó con un traspaso de diciembre.",
    )
    assert cast.coordinator.name not in entry.actor_role


@pytest.mark.parametrize("act", ["explain_finding", "dispute_finding"])
def test_an_answer_needs_words(cast, act):
    with pytest.raises(Refusal, match="Escriba"):
        getattr(workflow, act)(finding(cast), by=cast.coordinator, reason="  ")


def test_who_explained_does_not_close_it(cast):
    row = finding(cast, "explained")
    with pytest.raises(NotAllowed):
        workflow.settle_finding(
            row, read=four_eyes.as_read("settle_finding", row), by=cast.coordinator, reason="Listo."
        )
    other = person("segunda.coordinadora", cast.city, "coordinator")
    assert (
        workflow.settle_finding(
            row,
            read=four_eyes.as_read("settle_finding", row),
            by=other,
            reason="Consta en el decreto 12.",
        ).state
        == "settled"
    )


def test_it_is_closed_with_words_and_only_once_answered(cast):
    row, other = finding(cast), person("segunda.coordinadora", cast.city, "coordinator")
    with pytest.raises(MoveNotAllowed):
        workflow.settle_finding(
            row, read=four_eyes.as_read("settle_finding", row), by=other, reason="Listo."
        )
    row = workflow.explain_finding(row, by=cast.coordinator, reason="Traspaso.")
    with pytest.raises(Refusal, match="Escriba"):
        workflow.settle_finding(
            row, read=four_eyes.as_read("settle_finding", row), by=other, reason=""
        )


@pytest.mark.parametrize(
    "role", ["editor", "other_coordinator", "administrator", "monitor", "counterpart", "citizen"]
)
def test_nobody_else_answers(cast, role):
    row = finding(cast)
    read = four_eyes.as_read("settle_finding", row)
    for act, more in (
        ("explain_finding", {}),
        ("dispute_finding", {}),
        ("settle_finding", {"read": read}),
    ):
        with pytest.raises(NotAllowed):
            getattr(workflow, act)(row, by=cast.roles()[role], reason="x", **more)


@pytest.mark.parametrize(
    "state", ["detected", "notified", "explained", "disputed", "settled", "corrected"]
)
def test_every_state_is_reached_by_the_real_workflow(cast, state):
    assert finding(cast, state).state == state
