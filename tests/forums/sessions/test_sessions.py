"""Sessions: from the convocation to what was agreed, with the refused case beside the
allowed one.
"""

import datetime
from email import message_from_bytes

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar, Event

from forums.bodies.models import Forum
from forums.sessions import attendance, workflow
from forums.sessions.models import Attendance, Session
from ogp_portal.foundation.events import outbox
from ogp_portal.foundation.permissions.states import MoveNotAllowed
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry, Letter, LetterRefusal
from tests import walks
from tests.factories import forums as made
from tests.factories.commitments import PNG

pytestmark = pytest.mark.django_db


def test_convening_writes_to_every_current_seat_with_the_programme_and_a_calendar(cast):
    row = walks.forums.session(cast, remote_url="https://sala.example/1")
    letters = {letter.recipient: letter for letter in Letter.objects.all()}
    assert set(letters) == {
        f"{name}@prueba.example" for name in ("presidenta", "integrante", "suplente", "observador")
    }
    letter = letters["integrante@prueba.example"]
    assert "Elegir los compromisos" in letter.text
    assert "https://sala.example/1" in letter.text
    event = Calendar.from_ical(letter.calendar).walk("VEVENT")[0]
    assert event["dtstart"].dt == row.starts_at.replace(microsecond=0)
    outbox.drain()
    sent = next(message for message in mail.outbox if message.to == ["integrante@prueba.example"])
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [name for name, _body, _kind in (tuple(part) for part in sent.attachments)] == [
        "sesion.ics"
    ]
    assert sent.alternatives[0][1] == "text/html"


def invited(who: str) -> list[tuple[str, Event]]:
    """Return what the calendar of a person is told, letter by letter: the method by which the part
    of the letter is known, and its event.
    """
    outbox.drain()
    told = []
    for message in mail.outbox:
        if message.to != [f"{who}@prueba.example"]:
            continue
        parts = list(message_from_bytes(message.message().as_bytes()).walk())
        (part,) = [part for part in parts if part.get_content_type() == "text/calendar"]
        calendar = Calendar.from_ical(part.get_payload(decode=True))
        assert not calendar.errors
        assert str(calendar["method"]) == part.get_param("method")
        assert part.get_param("charset").lower() == "utf-8"
        (event,) = calendar.walk("VEVENT")
        told.append((part.get_param("method"), event))
    return told


def test_calendars_of_offices_are_asked_told_of_changes_and_told_that_it_is_off(cast):
    row = walks.forums.session(cast)
    workflow.change_session(
        row,
        by=cast.coordinator,
        reason="Se inundó el salón.",
        starts_at=row.starts_at + made.DAY,
        place="Biblioteca",
    )
    workflow.call_off_session(row, by=cast.coordinator, reason="No llegó el quórum.")
    told = invited("integrante")
    assert [method for method, _event in told] == ["REQUEST", "REQUEST", "CANCEL"]
    events = [event for _method, event in told]
    assert len({str(event["uid"]) for event in events}) == 1
    assert [int(event["sequence"]) for event in events] == [0, 1, 2]
    assert [str(event["status"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert events[1]["dtstart"].dt - events[0]["dtstart"].dt == made.DAY
    assert str(events[1]["location"]) == "Biblioteca"
    for event in events:
        assert str(event["attendee"]) == "mailto:integrante@prueba.example"  # and nobody else's
        assert event["attendee"].params["RSVP"] == "FALSE"
        assert str(event["organizer"]) == "mailto:portal@demo.example"
        assert event["organizer"].params["CN"] == str(row.forum)


def test_what_everybody_may_take_of_a_session_invites_nobody(client, cast):
    row = walks.forums.session(cast)
    calendar = Calendar.from_ical(client.get(f"/sesiones/{row.slug}.ics").content)
    (event,) = calendar.walk("VEVENT")
    assert str(calendar["method"]) == "PUBLISH"
    assert "attendee" not in event


def test_one_click_leaves_the_letters_of_that_forum_and_no_others(client, cast):
    walks.forums.session(cast)
    letter = Letter.objects.get(recipient="integrante@prueba.example")
    address = letter.leave.partition("localhost:8000")[2]
    assert client.get(address).status_code == 200
    assert LetterRefusal.objects.count() == 0  # looking is not leaving
    assert client.post(address).status_code == 200
    walks.forums.session(cast)
    assert Letter.objects.filter(recipient="integrante@prueba.example").count() == 1
    assert Letter.objects.filter(recipient="presidenta@prueba.example").count() == 2
    assert client.post("/cartas/dejar/inventado/").status_code == 404


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"starts_at": None}, "cuándo comienza"),
        ({"starts_at": timezone.now() - made.DAY}, "cuándo comienza"),
        ({"place": "", "remote_url": ""}, "lugar"),
    ],
)
def test_a_session_without_date_or_place_is_not_convened(cast, facts, words):
    row = made.session(cast, "draft", **facts)
    with pytest.raises(Refusal, match=words):
        workflow.convene_session(row, by=cast.coordinator)


def test_a_session_without_programme_is_not_convened(cast):
    row = made.session(cast, "draft")
    row.agenda.all().delete()
    with pytest.raises(Refusal, match="tabla"):
        workflow.convene_session(row, by=cast.coordinator)


def test_what_is_convened_changes_with_a_reason_and_everybody_is_told(cast):
    row = made.session(cast)
    row.title = "Otro título"
    with pytest.raises(Refusal, match="Ya está convocada"):
        workflow.save_session(row, by=cast.coordinator)
    with pytest.raises(Refusal, match="por qué"):
        workflow.change_session(
            row, by=cast.coordinator, reason=" ", starts_at=timezone.now() + made.DAY
        )
    before = Letter.objects.count()
    changed = workflow.change_session(
        row,
        by=cast.coordinator,
        reason="Se inundó el salón.",
        starts_at=timezone.now() + made.DAY,
        place="Biblioteca",
    )
    assert (changed.place, changed.times_changed) == ("Biblioteca", 1)
    assert Letter.objects.count() == before + 4
    entry = JournalEntry.objects.get(act="change_session")
    assert entry.reason == "Se inundó el salón."
    assert "\nSEQUENCE:1" in Letter.objects.latest("pk").calendar.replace("\r", "")


def test_without_quorum_a_session_is_not_held_and_with_it_it_is(cast):
    row = made.session(cast)
    assert (row.seats_called, row.quorum_needed) == (2, 2)
    with pytest.raises(Refusal, match="aún no comienza"):
        workflow.hold_session(row, by=cast.coordinator)
    made.begin(row)
    with pytest.raises(Refusal, match="asistencia"):
        workflow.hold_session(row, by=cast.coordinator)
    made.attend(cast, row, who=("member", "forum_observer"))
    with pytest.raises(Refusal, match="representados 1 asientos con voto y hacen falta 2"):
        workflow.hold_session(row, by=cast.coordinator)
    made.attend(cast, row, who=("chair",))
    assert workflow.hold_session(row, by=cast.coordinator).state == "held"


def test_an_alternate_represents_the_seat_and_both_together_count_once():
    rows = [(1, "chair", None), (2, "member", None), (3, "alternate", 2), (4, "observer", None)]
    assert attendance.represented_seats(rows) == {1, 2}
    assert attendance.represented_seats(rows[2:]) == {2}


def test_attendance_of_another_forum_is_refused(cast):
    row = made.session(cast)
    with pytest.raises(Refusal):
        workflow.record_attendance(
            row, by=cast.coordinator, statuses={cast.other_member.seats.get().pk: "present"}
        )
    assert not Attendance.objects.exists()


def test_calling_off_needs_its_reason_and_is_final(cast):
    row = made.session(cast)
    with pytest.raises(Refusal):
        workflow.call_off_session(row, by=cast.coordinator, reason="")
    assert (
        workflow.call_off_session(row, by=cast.coordinator, reason="Sin quórum.").state
        == "not_held"
    )
    with pytest.raises(MoveNotAllowed):
        workflow.hold_session(row, by=cast.coordinator)


def test_of_a_session_that_was_held_only_the_recording_is_added(cast):
    row = made.session(cast, "held")
    row.recording_url = "https://video.example/1"
    assert (
        workflow.save_session(row, by=cast.coordinator).recording_url == "https://video.example/1"
    )
    row.title = "Otra cosa"
    with pytest.raises(Refusal, match="ya pasó"):
        workflow.save_session(row, by=cast.coordinator)


def test_a_restricted_paper_is_given_to_seats_and_secretariat_alone(client, cast):
    row = made.session(cast)
    paper = workflow.add_paper(
        row,
        by=cast.coordinator,
        title="Reservado",
        content=PNG,
        file_name="plan.png",
        is_restricted=True,
    )
    address = f"/sesiones/{row.slug}/documentos/{paper.sha256}/"
    for name, status in (
        ("citizen", 404),
        ("other_member", 404),
        ("former_member", 404),
        ("editor", 404),
        ("member", 200),
        ("forum_observer", 200),
        ("coordinator", 200),
    ):
        client.logout()
        if name != "citizen":
            client.force_login(getattr(cast, name))
        answer = client.get(address)
        assert answer.status_code == status, name
        if status == 200:
            assert answer["Cache-Control"] == "no-store, private"
            assert answer["Content-Disposition"].startswith("attachment")
    assert client.get("/api/v1/session-papers/").json()["results"] == []


def test_agreements_are_followed_until_they_are_done_and_overdue_is_worked_out(client, cast):
    row = made.session(cast, "held")
    with pytest.raises(Refusal, match="quién responde"):
        workflow.add_agreement(row, by=cast.coordinator, text="Publicar.")
    due_on = datetime.date(2026, 1, 1)
    promise = {"text": "Publicar el borrador.", "responsible": cast.city, "due_on": due_on}
    with pytest.raises(Refusal, match="anterior a la sesión"):
        workflow.add_agreement(row, by=cast.coordinator, **promise)
    noon = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)
    Session.objects.filter(pk=row.pk).update(starts_at=noon)
    agreement = workflow.add_agreement(row, by=cast.coordinator, **promise)
    assert "vencido" in client.get(f"/sesiones/{row.slug}/").content.decode()
    workflow.follow_up_agreement(
        agreement, by=cast.editor, text="Está en revisión."
    )  # the organization that answers for it
    following = made.session(cast)
    assert (
        "Publicar el borrador." in client.get(f"/sesiones/{following.slug}/").content.decode()
    )  # the next session opens with it
    with pytest.raises(Refusal):
        workflow.drop_agreement(agreement, by=cast.coordinator, reason=" ")
    done = workflow.fulfil_agreement(agreement, by=cast.coordinator, reason="Está en la página.")
    assert done.done_on == timezone.localdate()
    with pytest.raises(Refusal, match="no está pendiente"):
        workflow.follow_up_agreement(done, by=cast.coordinator, text="Más.")


def test_a_forum_that_must_meet_soon_warns_its_secretariat_once(cast):
    row = made.session(cast, "held")
    now = timezone.now()
    assert workflow.warn_quiet_forums(today=timezone.localdate()) == 0
    Session.objects.filter(pk=row.pk).update(starts_at=now - datetime.timedelta(days=200))
    for _turn in range(2):
        assert workflow.warn_quiet_forums(today=timezone.localdate()) == 1
    letter = Letter.objects.get(key__startswith="quiet-")
    assert letter.recipient == "coordinadora@prueba.example"
    assert "Ese plazo ya pasó" in letter.text


def test_reminders_go_once_and_again_only_after_a_change(cast):
    row = made.session(cast, starts_at=timezone.now() + made.DAY)
    before = Letter.objects.count()
    for _turn in range(2):
        workflow.remind_seats(now=timezone.now())
    assert Letter.objects.count() == before + 4
    workflow.change_session(
        row,
        by=cast.coordinator,
        reason="Otra hora.",
        starts_at=timezone.now() + made.DAY,
        place="Salón",
    )
    workflow.remind_seats(now=timezone.now())
    assert Letter.objects.count() == before + 12


def test_the_page_of_a_forum_warns_when_it_has_been_silent_for_six_months(client, cast):
    row = made.session(cast, "held")
    assert "Ese plazo ya pasó" not in client.get("/foros/foro/").content.decode()
    Session.objects.filter(pk=row.pk).update(
        starts_at=timezone.now() - datetime.timedelta(days=200)
    )
    assert "Ese plazo ya pasó" in client.get("/foros/foro/").content.decode()


def test_pages_of_forums_ask_a_bounded_number_of_questions(
    client, cast, django_assert_max_num_queries
):
    row = made.session(cast, "held")
    for number in range(5):
        made.ballot(cast, "counted", of=row)
        workflow.add_agreement(
            row, by=cast.coordinator, text=f"Acuerdo {number}", responsible=cast.city
        )
    Forum.objects.bulk_create(
        Forum(slug=f"f{n}", name=f"F{n}", kind="thematic_table", convener=cast.city)
        for n in range(40)
    )
    for address in ("/foros/", "/foros/foro/", f"/sesiones/{row.slug}/"):
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200
