"""Supports: one an account, counted exactly in any order and all at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from forums.proposals import workflow
from forums.proposals.models import Proposal, Support
from ogp_portal.foundation.permissions import rights
from ogp_portal.models import JournalEntry, User
from tests.factories import forums as made
from tests.generated import examples
from tests.people import find_cast

pytestmark = pytest.mark.django_db


def people(count: int) -> list[User]:
    return [User.objects.create_user(f"p{n}@prueba.example") for n in range(count)]


def test_a_support_is_counted_once_and_taken_back_and_told_to_no_journal(client, cast):
    row = made.proposal(cast)
    before = JournalEntry.objects.count()
    client.force_login(cast.member)
    for _turn in range(2):
        client.post(f"/propuestas/{row.slug}/apoyar/")
    assert Proposal.objects.get(pk=row.pk).support_count == 1
    assert "Quitar mi apoyo" in client.get(f"/propuestas/{row.slug}/").content.decode()
    client.post(f"/propuestas/{row.slug}/apoyar/", {"withdraw": ""})
    assert Proposal.objects.get(pk=row.pk).support_count == 0
    assert JournalEntry.objects.count() == before


def test_a_visitor_is_asked_to_enter_and_what_was_decided_takes_no_more_supports(client, cast):
    row = made.proposal(cast, "selected")
    assert "/cuenta/login/" in client.post(f"/propuestas/{row.slug}/apoyar/")["Location"]
    with pytest.raises(rights.NotAllowed):
        workflow.support(row, by=cast.member)


class Supporting(RuleBasedStateMachine):
    """Whatever happens in whatever order, the count is that of a set."""

    def __init__(self) -> None:
        super().__init__()
        self.before = transaction.savepoint()
        self.row = made.proposal(find_cast())
        self.people = people(4)
        self.who: set[int] = set()

    @rule(who=st.integers(0, 3))
    def support(self, who: int) -> None:
        assert workflow.support(self.row, by=self.people[who]) == (who not in self.who)
        self.who.add(who)

    @rule(who=st.integers(0, 3))
    def take_back(self, who: int) -> None:
        assert workflow.withdraw_support(self.row, by=self.people[who]) == (who in self.who)
        self.who.discard(who)

    @invariant()
    def counts_agree(self) -> None:
        assert (
            Proposal.objects.get(pk=self.row.pk).support_count
            == len(self.who)
            == Support.objects.filter(proposal=self.row).count()
        )

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.before)


@pytest.mark.world("cast")
class TestSupportingInAnyOrder(TestCase):
    def test_counts(self) -> None:
        run_state_machine_as_test(
            Supporting,
            settings=examples(15, steps=20),
        )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [50, pytest.param(1_000, marks=pytest.mark.nightly)])
def test_eight_times_as_many_accounts_at_once_are_one_support_each(cast, count):
    row, crowd = made.proposal(cast), people(count)

    def once(person: User) -> bool:
        try:
            return workflow.support(row, by=person)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        new = list(pool.map(once, crowd * 8))
    assert new.count(True) == count
    assert Proposal.objects.get(pk=row.pk).support_count == Support.objects.count() == count
