"""Ballots: one vote a seat, counted exactly, by whoever may; a secret one leaves nothing that joins
seat and option.
"""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pghistory.models
import pytest
from django.db import connection, connections
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from forums.bodies.models import Seat
from forums.sessions import workflow
from forums.sessions.models import Ballot, BallotOption, Turn, Vote
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.permissions.states import MoveNotAllowed
from ogp_portal.foundation.refusals import Refusal
from tests.factories import forums as made
from tests.generated import examples
from tests.people import find_cast, seated

pytestmark = pytest.mark.django_db


def test_an_open_ballot_publishes_who_voted_what_once_it_is_counted_and_not_before(client, cast):
    row = made.ballot(cast)
    made.vote(cast, row, "chair", "Sí")
    address = f"/sesiones/{row.session.slug}/"
    assert "Quién votó qué" not in client.get(address).content.decode()
    assert client.get("/api/v1/votes/").json()["results"] == []
    made.vote(cast, row, "member", "No")
    workflow.count_ballot(row, by=cast.coordinator)
    page = client.get(address).content.decode()
    assert "Asiento de integrante: No" in page
    assert "Empate: no se aprobó ninguna opción." in page
    assert {vote["option"] for vote in client.get("/api/v1/votes/").json()["results"]} == {
        "Sí",
        "No",
    }


def test_the_chair_breaks_a_tie_where_the_rules_say_so(cast):
    cast.forum.tie_rule = "chair"
    cast.forum.save()
    row = made.ballot(cast)
    made.vote(cast, row, "chair", "No")
    made.vote(cast, row, "member", "Sí")
    counted = workflow.count_ballot(row, by=cast.coordinator)
    assert (counted.winner, counted.is_tie) == ("No", True)


def test_a_seat_votes_once_and_its_alternate_is_the_same_seat(cast):
    row = made.session(cast)
    made.begin(row)
    made.attend(cast, row, who=("chair", "alternate"))
    ballot = made.ballot(cast, of=row)
    made.vote(cast, ballot, "alternate", "Sí")
    for name in ("alternate", "member"):
        with pytest.raises(Refusal, match="ya votó"):
            made.vote(cast, ballot, name, "No")
    assert Turn.objects.filter(ballot=ballot).count() == 1


def test_an_alternate_does_not_vote_while_the_titular_is_there(cast):
    ballot = made.ballot(cast)
    with pytest.raises(Refusal, match="titular está presente"):
        made.vote(cast, ballot, "alternate", "Sí")


@pytest.mark.parametrize(
    ("name", "words"), [("forum_observer", "sin voto"), ("former_member", "no está vigente")]
)
def test_an_observer_and_an_expired_seat_are_told_why_they_do_not_vote(cast, name, words):
    ballot = made.ballot(cast)
    with pytest.raises(Refusal, match=words) as refused:
        made.vote(cast, ballot, name, "Sí")
    assert refused.value.status == 403
    assert not Turn.objects.exists()


@pytest.mark.parametrize("name", ["coordinator", "other_member", "editor", "administrator"])
def test_whoever_has_no_seat_finds_no_ballot(cast, name):
    with pytest.raises(rights.NotAllowed):
        made.vote(cast, made.ballot(cast), name, "Sí")


def test_a_seat_that_expired_yesterday_votes_no_more(cast):
    ballot = made.ballot(cast)
    Seat.objects.filter(user=cast.member).update(ends_on=timezone.localdate())
    with pytest.raises(Refusal, match="no está vigente"):
        made.vote(cast, ballot, "member", "Sí")


def test_a_vote_one_second_late_is_refused_by_the_clock_of_the_database(cast):
    ballot = made.ballot(cast, closes_at=timezone.now() + made.DAY)
    Ballot.objects.filter(pk=ballot.pk).update(
        closes_at=timezone.now() - datetime.timedelta(seconds=1)
    )
    with pytest.raises(Refusal, match="no está abierta"):
        made.vote(cast, ballot, "chair", "Sí")
    assert workflow.count_ballot(ballot, by=cast.coordinator).has_quorum is False


def test_counting_waits_for_the_end_unless_every_seat_has_voted(cast):
    ballot = made.ballot(cast, closes_at=timezone.now() + made.DAY)
    made.vote(cast, ballot, "chair", "Sí")
    with pytest.raises(Refusal, match="faltan asientos"):
        workflow.count_ballot(ballot, by=cast.coordinator)
    made.vote(cast, ballot, "member", "Sí")
    assert workflow.count_ballot(ballot, by=cast.coordinator).winner == "Sí"
    with pytest.raises(MoveNotAllowed):
        workflow.count_ballot(ballot, by=cast.coordinator)


def test_without_quorum_no_ballot_opens_and_none_approves(cast):
    row = made.session(cast)
    made.begin(row)
    made.attend(cast, row, who=("chair",))
    ballot = made.ballot(cast, "draft", of=row)
    with pytest.raises(Refusal, match="No hay quórum para votar"):
        workflow.open_ballot(ballot, by=cast.coordinator)
    ballot = made.ballot(cast)
    made.vote(cast, ballot, "chair", "Sí")
    counted = workflow.count_ballot(ballot, by=cast.coordinator)
    assert (counted.winner, counted.has_quorum, counted.voters) == ("", False, 1)


def test_a_ballot_needs_two_options_and_an_option_of_its_own_is_chosen(cast):
    row = made.session(cast, "held")
    for options in (
        ["Sí"],
        ["Sí", " sí ".strip().capitalize()],
        [],
        [f"n.º {n}" for n in range(21)],
    ):
        with pytest.raises(Refusal):
            workflow.save_ballot(
                row, by=cast.coordinator, question="¿?", options=options, abstention=""
            )
    foreign = made.ballot(cast).options.first()
    with pytest.raises(Refusal, match="opciones"):
        workflow.cast_vote(made.ballot(cast), by=cast.chair, option=str(foreign.public_id))


def test_nothing_kept_of_a_secret_vote_joins_the_seat_and_the_option(cast):
    ballot = made.ballot(cast, is_secret=True)
    made.vote(cast, ballot, "chair", "No")
    made.vote(cast, ballot, "member", "Sí")
    assert not Vote.objects.exists()
    assert {field.name for field in Turn._meta.fields} == {
        "id",
        "ballot",
        "seat",
        "own_seat",
    }  # and no instant
    events = [
        event.pgh_data
        for event in pghistory.models.Events.objects.all()
        if "option" in event.pgh_obj_model.lower()
    ]
    assert all("votes" not in event for event in events)
    counted = workflow.count_ballot(ballot, by=cast.coordinator)
    assert counted.voters == 2
    assert list(counted.options.order_by("position").values_list("label", "votes")) == [
        ("Sí", 1),
        ("No", 1),
        ("Abstención", 0),
    ]


def test_a_vote_is_never_changed_not_even_past_the_portal(cast):
    ballot = made.ballot(cast)
    made.vote(cast, ballot, "chair", "No")
    for table in ("forums_vote", "forums_turn"):
        with (  # noqa: PT012
            pytest.raises(Exception, match=r"Cannot (update|delete)"),
            connection.cursor() as cursor,
        ):
            cursor.execute("SAVEPOINT before")
            try:
                cursor.execute(f"DELETE FROM {table}")
            finally:
                cursor.execute("ROLLBACK TO before")


class Voting(RuleBasedStateMachine):
    """Whatever is tried in whatever order, the count is that of a dictionary of seats."""

    secret = False

    def __init__(self) -> None:
        super().__init__()
        self.cast = find_cast()
        self.people = [
            self.cast.chair,
            self.cast.member,
            *(seated(f"v{n}", self.cast.forum) for n in range(3)),
        ]
        meeting = made.session(self.cast)
        made.begin(meeting)
        workflow.record_attendance(
            meeting,
            by=self.cast.coordinator,
            statuses={person.seats.get().pk: "present" for person in self.people},
        )
        self.ballot = made.ballot(self.cast, of=meeting, is_secret=self.secret)
        self.votes: dict[int, str] = {}
        self.is_open = True

    @rule(who=st.integers(0, 4), label=st.sampled_from(["Sí", "No", "Abstención"]))
    def vote(self, who: int, label: str) -> None:
        option = str(self.ballot.options.get(label=label).public_id)
        if self.is_open and who not in self.votes:
            workflow.cast_vote(self.ballot, by=self.people[who], option=option)
            self.votes[who] = label
        else:
            with pytest.raises(Refusal):
                workflow.cast_vote(self.ballot, by=self.people[who], option=option)

    @rule()
    def count(self) -> None:
        if not self.is_open or len(self.votes) < 3:
            return
        counted = workflow.count_ballot(self.ballot, by=self.cast.coordinator)
        self.is_open = False
        real = {option.label: option.votes for option in counted.options.all()}
        assert real == {
            label: list(self.votes.values()).count(label) for label in ("Sí", "No", "Abstención")
        }
        assert counted.voters == len(self.votes)

    @invariant()
    def one_turn_a_seat(self) -> None:
        assert Turn.objects.filter(ballot=self.ballot).count() == len(self.votes)


class SecretVoting(Voting):
    secret = True


@pytest.mark.world("cast")
class TestVotingInAnyOrder(TestCase):
    def run_machine(self, machine) -> None:
        from django.db import transaction

        class Apart(machine):
            def __init__(self) -> None:
                self.before = transaction.savepoint()
                super().__init__()

            def teardown(self) -> None:
                transaction.savepoint_rollback(self.before)

        run_state_machine_as_test(
            Apart,
            settings=examples(12, steps=15),
        )

    def test_open(self) -> None:
        self.run_machine(Voting)

    def test_secret(self) -> None:
        self.run_machine(SecretVoting)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_secret", [False, True])
def test_eight_times_each_seat_at_once_is_one_vote_a_seat(cast, is_secret):
    people = [cast.chair, cast.member, *(seated(f"v{n}", cast.forum) for n in range(6))]
    meeting = made.session(cast)
    made.begin(meeting)
    workflow.record_attendance(
        meeting,
        by=cast.coordinator,
        statuses={person.seats.get().pk: "present" for person in people},
    )
    ballot = made.ballot(cast, of=meeting, is_secret=is_secret)
    option = str(ballot.options.get(label="Sí").public_id)

    def vote(person) -> bool:
        try:
            workflow.cast_vote(ballot, by=person, option=option)
        except Refusal:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as pool:
        accepted = list(pool.map(vote, people * 8))
    assert accepted.count(True) == len(people)
    counted = workflow.count_ballot(ballot, by=cast.coordinator)
    assert counted.voters == len(people)
    assert BallotOption.objects.get(ballot=ballot, label="Sí").votes == len(people)
