"""Comments: in the window, once a sending, on words that are there; corrected for ten minutes;
agreed with exactly; moderated by rules.
"""

import datetime
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.apps import apps
from django.core import mail
from django.db import connections, transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from forums.drafts import workflow
from forums.drafts.models import Comment, Concurrence, Consultation, Voice
from ogp_portal.foundation.events import outbox
from ogp_portal.foundation.permissions import rights, windows
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry, User
from tests.factories import forums as made
from tests.generated import examples
from tests.people import find_cast

pytestmark = pytest.mark.django_db


def send(cast, row, **facts):
    return workflow.comment(
        row,
        **{"by": cast.member, "key": uuid.uuid4(), "kind": "doubt", "text": "¿Por qué?", **facts},
    )


def test_a_comment_is_anchored_to_its_words_numbered_and_told_to_no_journal(cast):
    row = made.consultation(cast)
    before = JournalEntry.objects.count()
    comment = made.comment(cast, of=row, words="una vez al año")
    assert (comment.number, comment.exact, comment.paragraph, str(comment.voice)) == (
        1,
        "una vez al año",
        0,
        "Participante 1",
    )
    text = row.version.sections.get(key="description").text
    assert text[comment.start :].startswith(comment.exact)
    assert text[: comment.start].endswith(comment.prefix)
    assert JournalEntry.objects.count() == before


def test_one_second_late_is_late_and_one_second_early_is_early_by_the_database(cast):
    row = made.consultation(cast)
    now = timezone.now()
    for opens, closes, why in ((-60, -1, "terminó"), (3, 60, "Aún no")):
        Consultation.objects.filter(pk=row.pk).update(
            opens_at=now + datetime.timedelta(seconds=opens),
            closes_at=now + datetime.timedelta(seconds=closes),
        )
        with pytest.raises(windows.WindowClosed, match=why):
            send(cast, Consultation.objects.get(pk=row.pk))
    assert not Comment.objects.exists()
    assert Consultation.objects.get(pk=row.pk).comment_count == 0


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"text": "  "}, "Escribe"),
        ({"text": "x" * 4_001}, "4000"),
        ({"text": "x" * 1_000_000}, "4000"),
        ({"kind": "insulto"}, "clase"),
        ({"kind": "change"}, "texto que propones"),
        ({"target": workflow.Target(section="nada")}, "no está"),
        (
            {"target": workflow.Target(section="description", start=5, end=100_000)},
            "no está en el texto",
        ),
        ({"target": workflow.Target(section="description", start=9, end=3)}, "no está en el texto"),
        ({"target": workflow.Target(question=7)}, "pregunta"),
        ({"target": workflow.Target(parent=7)}, "ya no está"),
    ],
)
def test_what_cannot_be_a_comment_is_refused_in_words(cast, facts, why):
    row = made.consultation(cast)
    with pytest.raises(Refusal, match=why):
        send(cast, row, **facts)
    assert Consultation.objects.get(pk=row.pk).comment_count == 0


def test_the_same_sending_twice_is_one_comment_and_another_persons_key_is_not_hers(cast):
    row, key = made.consultation(cast), uuid.uuid4()
    assert send(cast, row, key=key).pk == send(cast, row, key=key).pk
    assert Comment.objects.count() == 1
    with pytest.raises(Refusal, match="ya se usó"):
        send(cast, row, key=key, by=cast.chair)


@pytest.mark.parametrize("state", ["draft", "cancelled", "answered"])
def test_a_consultation_that_is_not_open_takes_nothing(cast, state):
    with pytest.raises(rights.NotAllowed):
        send(cast, made.consultation(cast, state))


def test_a_text_kept_for_a_forum_is_read_and_commented_by_its_seats_alone(client, cast):
    row = made.consultation(cast, of=made.draft(cast, is_kept=True))
    assert made.comment(cast, of=row, by=cast.forum_observer).number == 1
    for person in (cast.former_member, cast.other_member, cast.monitor):
        with pytest.raises(rights.NotAllowed):
            send(cast, row, by=person)
        client.force_login(person)
        assert client.get(f"/consultas/{row.slug}/").status_code == 404
    client.logout()
    assert client.get(f"/consultas/{row.slug}/").status_code == 404
    client.force_login(cast.alternate)
    assert "Solo para los asientos" in client.get(f"/consultas/{row.slug}/").content.decode()


def test_a_seat_speaks_as_a_seat_only_if_it_says_so(cast):
    row = made.consultation(cast)
    assert made.comment(cast, of=row, as_seat=True).seat == cast.member.seats.get()
    assert made.comment(cast, of=row).seat is None
    assert made.comment(cast, of=row, by=cast.monitor, as_seat=True).seat is None


def test_ten_minutes_are_for_correcting_and_not_a_second_more(cast):
    comment = made.comment(cast)
    assert (
        workflow.edit_comment(comment, by=cast.member, text="Mejor dicho.").text == "Mejor dicho."
    )
    with pytest.raises(rights.NotAllowed):
        workflow.edit_comment(comment, by=cast.chair, text="Otra cosa.")
    Comment.objects.filter(pk=comment.pk).update(
        at=timezone.now() - datetime.timedelta(minutes=10, seconds=1)
    )
    with pytest.raises(Refusal, match="diez minutos"):
        workflow.edit_comment(comment, by=cast.member, text="Tarde.")


def test_ten_minutes_end_to_the_microsecond_by_the_clock_of_the_database(cast, database_says):
    comment = made.comment(cast)
    ends = comment.at + datetime.timedelta(minutes=10)
    database_says(ends)
    assert workflow.edit_comment(comment, by=cast.member, text="A tiempo.").text == "A tiempo."
    database_says(ends + datetime.timedelta(microseconds=1))
    with pytest.raises(Refusal, match="diez minutos"):
        workflow.edit_comment(comment, by=cast.member, text="Tarde.")


def test_a_comment_of_four_thousand_characters_is_taken_and_corrected_to_no_more(cast):
    comment = send(cast, made.consultation(cast), text="x" * 4_000)
    assert len(comment.text) == 4_000
    assert workflow.edit_comment(comment, by=cast.member, text="y" * 4_000)
    with pytest.raises(Refusal, match="4000"):
        workflow.edit_comment(comment, by=cast.member, text="y" * 4_001)


def test_a_withdrawn_comment_leaves_its_number_and_its_replies_and_no_words(client, cast):
    row = made.consultation(cast)
    comment = made.comment(
        cast,
        of=row,
        text="Palabra que me arrepiento",
        kind="change",
        wording="Me arrepiento de esto también",
    )
    reply = made.comment(
        cast,
        of=row,
        by=cast.chair,
        text="Respuesta que queda",
        target=workflow.Target(parent=comment.number),
    )
    workflow.withdraw_comment(comment, by=cast.member)
    page = client.get(f"/consultas/{row.slug}/").content.decode()
    assert "arrepiento" not in page
    assert "Retirado por quien lo escribió" in page
    assert reply.text in page
    kept = [str(event) for event in apps.get_model("forums.CommentEvent").objects.values()]
    assert kept
    assert "arrepiento" not in "".join(kept)
    with pytest.raises(rights.NotAllowed):
        workflow.withdraw_comment(reply, by=cast.member)


def test_replies_stand_under_the_first_comment_however_deep_one_answers(cast):
    row = made.consultation(cast)
    first = made.comment(cast, of=row, words="una vez al año")
    second = made.comment(cast, of=row, by=cast.chair, target=workflow.Target(parent=first.number))
    third = made.comment(cast, of=row, target=workflow.Target(parent=second.number))
    assert third.parent == second.parent == first
    assert third.section_key == "description"


def test_moderation_names_the_rule_tells_the_author_and_is_objected_to_once(client, cast):
    comment = made.comment(cast, text="Insulto que no va")
    with pytest.raises(Refusal, match="motivo"):
        workflow.hide_comment(comment, by=cast.coordinator, reason=" ")
    with pytest.raises(rights.NotAllowed):
        workflow.hide_comment(comment, by=cast.editor, reason="No me gusta.")
    workflow.hide_comment(comment, by=cast.coordinator, reason="Regla primera: insulta.")
    page = client.get(f"/consultas/{comment.consultation.slug}/").content.decode()
    assert "Insulto" not in page
    assert "Regla primera: insulta." in page
    workflow.appeal_comment(comment, by=cast.member, text="Era una cita.")
    with pytest.raises(Refusal, match="una vez"):
        workflow.appeal_comment(comment, by=cast.member, text="Otra vez.")
    workflow.restore_comment(comment, by=cast.second_coordinator, reason="Era una cita, es cierto.")
    outbox.drain()
    assert [letter.subject.split("»")[1].strip() for letter in mail.outbox] == [
        "quedó reservado",
        "se muestra de nuevo",
    ]


def test_hostile_words_are_shown_as_words(client, cast):
    made.comment(
        cast,
        of=(row := made.consultation(cast)),
        text="<script>alert(1)</script> <img src=x onerror=alert(1)>",
    )
    page = client.get(f"/consultas/{row.slug}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_marks_that_turn_text_around_and_invisible_letters_do_not_get_in_by_the_form(client, cast):
    row = made.consultation(cast)
    client.force_login(cast.member)
    sent = {"kind": "doubt", "text": "a\u202eb\u200bc", "key": str(uuid.uuid4())}
    client.post(f"/consultas/{row.slug}/comentar/", sent)
    assert Comment.objects.get().text == "abc"
    sent = {"kind": "doubt", "text": "\u202e\u200b", "key": str(uuid.uuid4())}
    assert client.post(f"/consultas/{row.slug}/comentar/", sent).status_code == 422


class Agreeing(RuleBasedStateMachine):
    """Whatever happens in whatever order, the count is that of a set."""

    def __init__(self) -> None:
        super().__init__()
        self.before = transaction.savepoint()
        self.comment = made.comment(find_cast())
        self.people = [User.objects.create_user(f"p{n}@prueba.example") for n in range(3)]
        self.who: set[int] = set()

    @rule(who=st.integers(0, 2))
    def agree(self, who: int) -> None:
        assert workflow.concur(self.comment, by=self.people[who]) == (who not in self.who)
        self.who.add(who)

    @rule(who=st.integers(0, 2))
    def take_back(self, who: int) -> None:
        assert workflow.take_back_concurrence(self.comment, by=self.people[who]) == (
            who in self.who
        )
        self.who.discard(who)

    @invariant()
    def counts_agree(self) -> None:
        count = Comment.objects.get(pk=self.comment.pk).concurrence_count
        assert count == len(self.who) == Concurrence.objects.filter(comment=self.comment).count()

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.before)


@pytest.mark.world("cast")
class TestAgreeingInAnyOrder(TestCase):
    def test_counts(self) -> None:
        run_state_machine_as_test(
            Agreeing,
            settings=examples(10, steps=20),
        )


def test_one_agrees_and_takes_it_back_on_the_page_and_comes_back_to_where_one_was(client, cast):
    comment = made.comment(cast)
    address = f"/consultas/{comment.consultation.slug}/comentarios/{comment.number}/adherir/"
    client.force_login(cast.chair)
    answer = client.post(address, {"back": "clase=doubt"})
    assert answer["Location"] == f"/consultas/{comment.consultation.slug}/?clase=doubt#c1"
    assert (
        "Quitar mi adhesión"
        in client.get(f"/consultas/{comment.consultation.slug}/").content.decode()
    )
    client.post(address, {"withdraw": ""})
    assert Comment.objects.get(pk=comment.pk).concurrence_count == 0
    client.force_login(cast.member)
    assert client.post(address).status_code == 404


def test_nobody_agrees_with_oneself_or_with_what_was_hidden_or_after_the_close(cast):
    comment = made.comment(cast)
    with pytest.raises(rights.NotAllowed):
        workflow.concur(comment, by=cast.member)
    made.close_consultation(comment.consultation)
    with pytest.raises(windows.WindowClosed):
        workflow.concur(comment, by=cast.chair)
    workflow.hide_comment(comment, by=cast.coordinator, reason="Regla.")
    with pytest.raises(rights.NotAllowed):
        workflow.concur(comment, by=cast.chair)


@pytest.mark.django_db(transaction=True)
def test_forty_people_at_once_get_forty_numbers_and_forty_voices(cast):
    row = made.consultation(cast)
    people = [User.objects.create_user(f"p{n}@prueba.example") for n in range(40)]

    def comment_once(person):
        try:
            return workflow.comment(
                row, by=person, key=uuid.uuid4(), kind="doubt", text="¿Y esto?"
            ).number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(comment_once, people))
    assert sorted(numbers) == list(range(1, 41))
    assert Voice.objects.filter(consultation=row).count() == 40
    assert sorted(Voice.objects.values_list("number", flat=True)) == list(range(1, 41))


@pytest.mark.django_db(transaction=True)
def test_the_same_sending_eight_times_at_once_is_one_comment_and_takes_one_number(cast):
    row, key = made.consultation(cast), uuid.uuid4()

    def comment_once(_turn):
        try:
            return workflow.comment(row, by=cast.member, key=key, kind="doubt", text="¿Y esto?").pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(comment_once, range(8)))) == 1
    assert Consultation.objects.get(pk=row.pk).comment_count == Comment.objects.count() == 1
