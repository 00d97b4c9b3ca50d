"""Windows, working days, letters and the texts of people."""

import datetime
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail as django_mail
from django.db import IntegrityError, connections, transaction
from django.db.models import F, Q
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from forums.proposals import workflow as proposals
from forums.proposals.models import Call
from ogp_portal.foundation import characters, dates, workdays
from ogp_portal.foundation.events import mail, outbox
from ogp_portal.foundation.permissions import windows
from ogp_portal.foundation.permissions.windows import WindowClosed
from ogp_portal.models import Letter, OutboxMessage
from tests.factories import forums as made


def test_the_last_day_ends_at_the_first_instant_of_the_next_also_when_the_clock_goes_back():
    assert windows.closing(datetime.date(2027, 4, 3)) == datetime.datetime(
        2027, 4, 4, 4, tzinfo=datetime.UTC
    )
    assert windows.closing(datetime.date(2027, 9, 4)) == datetime.datetime(
        2027, 9, 5, 4, tzinfo=datetime.UTC
    )  # 00:00 does not exist there
    call = Call(opens_at=timezone.now(), closes_at=windows.closing(datetime.date(2027, 4, 3)))
    assert call.last_day == datetime.date(2027, 4, 3)


OPENS = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)
CLOSES = datetime.datetime(2026, 3, 9, 3, tzinfo=datetime.UTC)
INSTANT = datetime.timedelta(microseconds=1)
ENTRANCES = {  # how something is let in while a window is open
    "held open": windows.hold_open,
    "given a number": lambda row: windows.take_number(row, "answer_days"),
    "listed as open": lambda row: Call.objects.open_now().get(pk=row.pk),
}


@pytest.mark.parametrize("enter", ENTRANCES.values(), ids=ENTRANCES)
def test_a_window_lets_in_from_the_instant_it_opens_until_before_the_one_it_closes(
    cast, database_says, enter
):
    call = made.call(cast, opens_at=OPENS, closes_at=CLOSES)
    for open_at in (OPENS, OPENS + INSTANT, CLOSES - INSTANT):
        database_says(open_at)
        enter(call)
    for shut_at in (OPENS - INSTANT, CLOSES, CLOSES + datetime.timedelta(seconds=1)):
        database_says(shut_at)
        with pytest.raises((WindowClosed, Call.DoesNotExist)):
            enter(call)


def test_who_comes_too_early_is_told_so_and_who_comes_too_late_that_nothing_was_kept(cast):
    later, past = (made.call(cast, opens_at=OPENS, closes_at=CLOSES) for _turn in range(2))
    later.opens_at = timezone.now() + datetime.timedelta(hours=1)
    later.closes_at = later.opens_at + datetime.timedelta(hours=1)
    later.save()
    for call, sentence in ((later, "Aún no abre"), (past, "El plazo terminó")):
        with pytest.raises(WindowClosed, match=sentence) as refused:
            windows.hold_open(call)
        assert refused.value.status == 409
        with pytest.raises(WindowClosed, match=sentence):
            windows.take_number(call, "answer_days")


def test_numbers_are_given_one_by_one(cast):
    call = made.call(cast, answer_days=10)
    assert [windows.take_number(call, "answer_days") for _turn in range(3)] == [11, 12, 13]


def test_a_window_closes_after_it_opens_and_not_at_the_same_instant(cast):
    made.call(cast, opens_at=OPENS, closes_at=OPENS + INSTANT)
    with pytest.raises(IntegrityError), transaction.atomic():
        made.call(cast, opens_at=OPENS, closes_at=OPENS)
    assert windows.window_check("of_a_new_table").condition == Q(closes_at__gt=F("opens_at"))


def test_the_last_day_of_a_window_is_the_one_before_it_closes():
    midnight = dates.first_instant(datetime.date(2026, 3, 9))
    assert midnight == CLOSES
    assert Call(opens_at=OPENS, closes_at=midnight).last_day == datetime.date(2026, 3, 8)
    assert Call(opens_at=OPENS, closes_at=midnight + INSTANT).last_day == datetime.date(2026, 3, 9)


@pytest.mark.django_db(transaction=True)
def test_closing_early_while_many_send_lets_in_nobody_after_it(cast):
    call = made.call(cast)

    def enter(_turn: int) -> datetime.datetime | None:
        try:
            with transaction.atomic():
                windows.hold_open(call)
                return timezone.now()
        except WindowClosed:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(enter, turn) for turn in range(100)]
        with transaction.atomic():
            locked = Call.objects.select_for_update().get(pk=call.pk)
            closed_at = timezone.now()
            locked.closes_at = closed_at
            locked.save(update_fields=["closes_at"])
        entered = [done.result() for done in waiting]
    assert all(at <= closed_at for at in entered if at is not None)


def test_working_days_step_over_weekends_and_name_the_holidays():
    found = workdays.after(
        datetime.date(2026, 9, 15), 5
    )  # a Tuesday; the 18th is a holiday, the 19th a Saturday
    assert found.due_on == datetime.date(2026, 9, 23)
    assert [day for day, _name in found.skipped] == [datetime.date(2026, 9, 18)]
    assert workdays.after(datetime.date(2026, 11, 20), 1).due_on == datetime.date(2026, 11, 23)


@given(st.dates(datetime.date(2024, 1, 1), datetime.date(2028, 1, 1)), st.integers(1, 60))
def test_counting_back_gives_the_days_counted_forward(start, days):
    found = workdays.after(start, days)
    assert workdays.is_working(found.due_on)
    assert workdays.between(start, found.due_on) == days


@pytest.mark.django_db
def test_a_letter_written_twice_is_one_and_sent_twice_is_one(cast):
    for _turn in range(2):
        mail.write(
            "proposal_transcribed",
            to=mail.Recipient("a@prueba.example"),
            key="una",
            context={"proposal": made.proposal(cast), "call": "x", "follow": "https://x.example/"},
        )
    letter = Letter.objects.get(key="una")
    outbox.drain()
    mail.send({"letter": letter.pk})
    sent = [message for message in django_mail.outbox if message.to == ["a@prueba.example"]]
    assert len(sent) == 1
    assert sent[0].extra_headers["Message-ID"].startswith("<letter-")
    assert (
        "List-Unsubscribe" not in sent[0].extra_headers
    )  # it was asked for: there is nothing to leave
    assert mail.forget(before=timezone.now()) >= 1
    assert not Letter.objects.filter(key="una").exists()


def send_a_proposal(cast, **words: str) -> None:
    """Propose as a neighbour does: she is written to."""
    proposals.propose(
        made.call(cast),
        key=uuid.uuid4(),
        email="vecina@prueba.example",
        language="es-cl",
        **made.words(**words),
    )


@pytest.mark.django_db
def test_a_mail_server_that_is_away_loses_no_letter(cast, settings, monkeypatch):
    send_a_proposal(cast)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = 9
    assert outbox.drain() == 0
    assert Letter.objects.get().sent_at is None
    OutboxMessage.objects.update(due_at=timezone.now())
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    outbox.drain()
    assert Letter.objects.get().sent_at is not None
    assert len(django_mail.outbox) == 1


@pytest.mark.django_db
def test_a_line_break_in_a_title_adds_no_header_to_a_mail(cast):
    send_a_proposal(cast, title="Hola\nBcc: todos@prueba.example")
    outbox.drain()
    assert all("\n" not in message.subject for message in django_mail.outbox)
    assert {address for message in django_mail.outbox for address in message.recipients()} == {
        "vecina@prueba.example"
    }


@given(st.text())
def test_cleaning_twice_is_cleaning_once_and_leaves_nothing_invisible_alone(value):
    once = characters.clean(value)
    assert characters.clean(once) == once
    assert not set(once) & {"\u200b", "\u202e", "\u2066", "\u00ad", "\x00"}


def test_what_nobody_sees_is_nothing_and_faces_joined_by_signs_stay():
    assert characters.clean("\u200b\u2060 \u200d\n") == ""
    assert characters.clean("👩\u200d🌾 siembra") == "👩\u200d🌾 siembra"
