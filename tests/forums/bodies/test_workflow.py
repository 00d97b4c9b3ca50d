"""Forums and seats: named by their secretariat, public for whom they speak, never who."""

import datetime

import pytest

from forums.bodies import workflow
from forums.bodies.models import Forum, Seat
from ogp_portal.foundation.events import history
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry

pytestmark = pytest.mark.django_db


def test_the_secretariat_founds_a_forum_and_names_a_seat_and_both_are_told_in_public(cast):
    forum = workflow.save_forum(
        Forum(slug="mesa", name="Mesa", kind="thematic_table", convener=cast.city),
        by=cast.coordinator,
    )
    seat = workflow.save_seat(
        Seat(forum=forum, label="Red de vecinas", sector="civil_society", user=cast.member),
        by=cast.coordinator,
    )
    entries = JournalEntry.objects.filter(
        subject_type="forums.forum", subject_id=forum.pk, is_public=True
    )
    assert {entry.act for entry in entries} == {"create", "add_seat"}
    assert (
        "integrante"
        not in f"{[(entry.before, entry.after, entry.subject_title) for entry in entries]}"
    )
    assert str(seat) == "Red de vecinas"


@pytest.mark.parametrize(
    "name", ["editor", "second_coordinator", "other_coordinator", "chair", "administrator"]
)
def test_nobody_else_keeps_a_forum(cast, name):
    with pytest.raises(rights.NotAllowed):
        workflow.save_forum(cast.forum, by=getattr(cast, name))
    with pytest.raises(rights.NotAllowed):
        workflow.save_seat(
            Seat(forum=cast.forum, label="X", sector="academia"), by=getattr(cast, name)
        )


def test_a_secretariat_cannot_hand_a_forum_to_an_institution_it_does_not_coordinate(cast):
    cast.forum.convener = cast.stranger
    with pytest.raises(rights.NotAllowed):
        workflow.save_forum(cast.forum, by=cast.coordinator)


def test_an_alternate_needs_a_seat_of_the_same_forum_and_nobody_else_may_have_one(cast):
    foreign = cast.other_member.seats.get()
    for facts in (
        {"kind": "alternate"},
        {"kind": "alternate", "stands_in_for": foreign},
        {"kind": "member", "stands_in_for": cast.member.seats.get()},
    ):
        with pytest.raises(Refusal):
            workflow.save_seat(
                Seat(forum=cast.forum, label="Nueva", sector="academia", **facts),
                by=cast.coordinator,
            )


def test_a_seat_counts_until_the_day_it_ends_and_not_on_it(cast):
    today = datetime.date.today()
    seat = cast.member.seats.get()
    Seat.objects.filter(pk=seat.pk).update(ends_on=today + datetime.timedelta(days=1))
    assert rights.may(cast.member, "sit", cast.forum)
    Seat.objects.filter(pk=seat.pk).update(ends_on=today)
    assert not rights.may(cast.member, "sit", cast.forum)
    Seat.objects.filter(pk=seat.pk).update(
        ends_on=None, starts_on=today + datetime.timedelta(days=1)
    )
    assert not rights.may(cast.member, "sit", cast.forum)


def test_no_page_and_no_dataset_says_who_holds_a_seat(client, cast):
    for address in (
        "/foros/foro/",
        "/api/v1/seats/",
        "/api/v1/forums/foro/?expand=seats",
        "/foros/foro.atom",
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert b"prueba.example" not in answer.content
    assert "1 del gobierno y 1 de otros sectores" in client.get("/foros/foro/").content.decode()


def test_who_sat_is_forgotten_five_years_after_the_seat_ended_and_for_whom_it_spoke_is_not(cast):
    seat = cast.former_member.seats.get()
    assert workflow.forget_who_sat(today=datetime.date(2026, 1, 1)) == 0
    assert workflow.forget_who_sat(today=datetime.date(2026, 1, 3)) == 1
    seat.refresh_from_db()
    assert seat.user is None
    assert set(history.versions(Seat).filter(pgh_obj_id=seat.pk).values_list("user_id")) == {
        (None,)
    }
    assert seat.label == "Asiento de integrante.anterior"
    assert cast.member.seats.get().user == cast.member
