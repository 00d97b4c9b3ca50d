"""Minutes: written, circulated, observed, answered, approved, public for good, as a page and as an
accessible PDF.
"""

import datetime
import io
import os

import pikepdf
import pypdf
import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from forums.bodies.models import Seat
from forums.sessions import documents, workflow
from forums.sessions.documents import TO_BE_WRITTEN
from forums.sessions.models import Minutes
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.refusals import ChangedMeanwhile, Refusal
from ogp_portal.foundation.runtime.bootstrap import load_pango
from tests.factories import forums as made
from tests.factories.commitments import PNG

pytestmark = pytest.mark.django_db


def test_minutes_carry_what_is_on_record(cast):
    row = made.session(cast, "held")
    made.ballot(cast, "counted", of=row)
    workflow.add_agreement(
        row,
        by=cast.coordinator,
        text="Publicar el borrador.",
        responsible=cast.city,
        due_on=datetime.date(2026, 12, 31),
    )
    minutes = made.minutes(cast, of=row)
    assert minutes.text == TO_BE_WRITTEN
    page = documents.minutes_html(circulated(cast, minutes))
    for words in (
        "Asiento de integrante",
        "Elegir los compromisos",
        "Se aprobó: Sí.",
        "Abstención: 0",
        "Publicar el borrador.",
        "31 de diciembre de 2026",
        "Quórum: 2 de 2",
    ):
        assert words in " ".join(page.split())


def test_nobody_outside_reads_minutes_before_they_are_approved(client, cast):
    row = made.minutes(cast, "circulated")
    Minutes.objects.filter(pk=row.pk).update(text="Palabras en camino")
    address = f"/sesiones/{row.session.slug}/"
    assert "Palabras en camino" not in client.get(address).content.decode()
    client.force_login(cast.member)
    assert "Palabras en camino" in client.get(f"/mi-trabajo{address}").content.decode()
    for name in ("other_member", "former_member", "editor"):
        client.force_login(getattr(cast, name))
        assert "Palabras en camino" not in client.get(address).content.decode()
        assert client.get(f"/mi-trabajo{address}").status_code == 404
    client.logout()
    assert client.get("/api/v1/minutes/").json()["results"] == []


def test_two_people_writing_at_once_lose_nothing(cast):
    row = made.minutes(cast)
    seen = row.modified_at.isoformat()
    saved = workflow.save_minutes(row, by=cast.coordinator, text="Uno", seen_at=seen)
    with pytest.raises(ChangedMeanwhile):
        workflow.save_minutes(row, by=cast.coordinator, text="Dos", seen_at=seen)
    assert (
        workflow.save_minutes(
            row, by=cast.coordinator, text="Tres", seen_at=saved.modified_at.isoformat()
        ).text
        == "Tres"
    )


def test_an_observation_is_answered_before_approval(cast):
    row = made.minutes(cast, "circulated")
    observation = workflow.observe_minutes(row, by=cast.member, text="Falta lo que dije del agua.")
    for name in ("chair", "member"):
        workflow.confirm_minutes(
            row, read=four_eyes.as_read("confirm", row), by=getattr(cast, name)
        )
    with pytest.raises(Refusal, match="1 observaciones sin respuesta"):
        workflow.approve_minutes(
            row, read=four_eyes.as_read("approve_minutes", row), by=cast.coordinator
        )
    with pytest.raises(Refusal):
        workflow.answer_observation(observation, by=cast.coordinator, is_accepted=False, answer=" ")
    with pytest.raises(rights.NotAllowed):
        workflow.answer_observation(observation, by=cast.member, is_accepted=True, answer="Sí.")
    workflow.answer_observation(
        observation, by=cast.coordinator, is_accepted=False, answer="Se dijo fuera de la sesión."
    )
    assert (
        workflow.approve_minutes(
            row, read=four_eyes.as_read("approve_minutes", row), by=cast.coordinator
        ).state
        == "approved"
    )


def test_approval_waits_for_the_window_or_for_everybody_who_was_there(cast):
    row = made.minutes(cast, "circulated")
    workflow.confirm_minutes(row, read=four_eyes.as_read("confirm", row), by=cast.chair)
    with pytest.raises(Refusal, match="sigue abierto"):
        workflow.approve_minutes(
            row, read=four_eyes.as_read("approve_minutes", row), by=cast.coordinator
        )
    Minutes.objects.filter(pk=row.pk).update(
        closes_at=timezone.now() - datetime.timedelta(seconds=1)
    )
    with pytest.raises(Refusal, match="terminó"):
        workflow.observe_minutes(row, by=cast.member, text="Tarde.")
    assert (
        workflow.approve_minutes(
            row, read=four_eyes.as_read("approve_minutes", row), by=cast.coordinator
        ).state
        == "approved"
    )


def test_whoever_was_not_there_observes_but_does_not_confirm(cast):
    row = made.minutes(cast, "circulated")
    with pytest.raises(Refusal, match="quien estuvo"):
        workflow.confirm_minutes(
            row, read=four_eyes.as_read("confirm", row), by=cast.forum_observer
        )
    assert workflow.observe_minutes(row, by=cast.forum_observer, text="¿Y el anexo?").edition == 1


def test_a_text_taken_back_circulates_as_another_edition_and_is_confirmed_anew(cast):
    row = made.minutes(cast, "circulated")
    workflow.confirm_minutes(row, read=four_eyes.as_read("confirm", row), by=cast.chair)
    row = workflow.take_back_minutes(row, by=cast.coordinator, reason="Se agrega el anexo.")
    row = workflow.circulate_minutes(
        row, by=cast.coordinator, last_day=timezone.localdate() + made.DAY
    )
    assert row.edition == 2
    assert row.confirmations.filter(edition=2).count() == 0


def test_circulating_gives_at_least_a_day(cast):
    with pytest.raises(Refusal, match="al menos un día"):
        workflow.circulate_minutes(
            made.minutes(cast), by=cast.coordinator, last_day=timezone.localdate()
        )


def test_approved_minutes_are_a_page_and_an_accessible_pdf_and_change_no_more(client, cast):
    if not load_pango() and not os.environ.get("CI"):
        pytest.skip("no Pango on this machine")
    row = made.minutes(cast)
    row = workflow.save_minutes(
        row,
        by=cast.coordinator,
        text="### Lo conversado\n\nSe habló del **agua**.\n\n<script>alert(1)</script>",
        seen_at="",
    )
    row = workflow.circulate_minutes(
        row, by=cast.coordinator, last_day=timezone.localdate() + made.DAY
    )
    for name in ("chair", "member"):
        workflow.confirm_minutes(
            row, read=four_eyes.as_read("confirm", row), by=getattr(cast, name)
        )
    row = workflow.approve_minutes(
        row, read=four_eyes.as_read("approve_minutes", row), by=cast.coordinator
    )
    with pytest.raises(rights.NotAllowed):
        workflow.save_minutes(row, by=cast.coordinator, text="Otra cosa", seen_at="")
    workflow.finish_minutes_now(row)
    page = client.get(f"/sesiones/{row.session.slug}/").content.decode()
    assert "<strong>agua</strong>" in page
    assert "<script>alert" not in page
    answer = client.get(f"/sesiones/{row.session.slug}/acta.pdf")
    body = b"".join(answer.streaming_content)
    assert "Se habló del agua" in " ".join(
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages
    )
    with pikepdf.open(io.BytesIO(body)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "es-CL"
        assert b"pdfuaid:part" in pdf.Root.Metadata.read_bytes()
    before = Minutes.objects.get(pk=row.pk).sha256
    workflow.finish_minutes_now(row)
    assert Minutes.objects.get(pk=row.pk).sha256 == before


def circulated(cast, row: Minutes) -> Minutes:
    """Write what was said, and send the minutes to the seats."""
    text = row.text.replace(TO_BE_WRITTEN, f"Se habló de los humedales ({row.edition}).")
    row = workflow.save_minutes(row, by=cast.coordinator, text=text, seen_at="")
    last_day = timezone.localdate() + made.DAY
    return workflow.circulate_minutes(row, by=cast.coordinator, last_day=last_day)


def confirmed(cast, row: Minutes) -> None:
    for name in ("chair", "member"):
        read = four_eyes.as_read("confirm", row)
        workflow.confirm_minutes(row, read=read, by=getattr(cast, name))


def changes(cast, session):
    """Every act that would change what minutes tell of a session."""
    seat = cast.member.seats.get()
    by = {"by": cast.coordinator}
    return {
        "attendance": lambda: workflow.record_attendance(
            session, statuses={seat.pk: "absent"}, **by
        ),
        "public": lambda: workflow.count_public(session, sector="civil", people=3, **by),
        "agreement": lambda: workflow.add_agreement(
            session, text="Otra cosa.", responsible=cast.city, **by
        ),
        "ballot": lambda: workflow.save_ballot(
            session, question="¿Y esto?", options=["Sí", "No"], abstention="", **by
        ),
        "paper": lambda: workflow.add_paper(
            session, title="Anexo", content=PNG, file_name="anexo.png", **by
        ),
    }


def test_what_minutes_tell_of_changes_until_they_circulate_and_again_once_taken_back(cast):
    row = made.minutes(cast, of=made.session(cast, "held"))
    changes(cast, row.session)["agreement"]()
    row = circulated(cast, row)
    for name, change in changes(cast, row.session).items():
        with pytest.raises(Refusal, match="retírela"):
            change()
        assert name
    row = workflow.take_back_minutes(row, by=cast.coordinator, reason="Faltaba un acuerdo.")
    for change in changes(cast, row.session).values():
        change()
    assert Minutes.objects.get(pk=row.pk).record["agreements"] != documents.record_of(row.session)


def test_approved_minutes_keep_what_is_on_record_whatever_comes_after(client, cast):
    session = made.session(cast, "held")
    made.ballot(cast, "counted", of=session)
    changes(cast, session)["agreement"]()
    row = circulated(cast, made.minutes(cast, of=session))
    confirmed(cast, row)
    read = four_eyes.as_read("approve_minutes", row)
    row = workflow.approve_minutes(row, by=cast.coordinator, read=read)
    kept = Minutes.objects.get(pk=row.pk).record
    assert [vote["option"] for vote in kept["ballots"][0]["votes"]] == ["Sí", "Sí"]
    assert kept["agreements"][0]["text"] == "Otra cosa."
    for change in changes(cast, session).values():
        with pytest.raises(Refusal, match="ya no cambia"):
            change()
    seat = cast.member.seats.get()
    label = seat.label
    Seat.objects.filter(pk=seat.pk).update(label="Otro nombre, después")
    agreement = session.agreements.get()
    workflow.fulfil_agreement(agreement, by=cast.coordinator, reason="Consta en el diario.")
    assert Minutes.objects.get(pk=row.pk).record == kept
    assert label in documents.minutes_html(row)
    assert "Otro nombre, después" not in documents.minutes_html(row)
    assert label in client.get(f"/sesiones/{session.slug}/").content.decode()


@pytest.mark.parametrize("change", [{"text": "Otra"}, {"record": {}}, {"state": "draft"}])
def test_the_database_itself_refuses_to_change_approved_minutes(cast, change):
    row = made.minutes(cast, "approved")
    with pytest.raises(ProgrammingError), transaction.atomic():
        Minutes.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Minutes.objects.filter(pk=row.pk).delete()
    assert Minutes.objects.filter(pk=row.pk).update(sha256="0" * 64) == 1


def test_minutes_with_something_still_to_be_written_or_counted_do_not_circulate(cast):
    last_day = timezone.localdate() + made.DAY
    row = made.minutes(cast, of=made.session(cast, "held"))
    with pytest.raises(Refusal, match="Falta escribir"):
        workflow.circulate_minutes(row, by=cast.coordinator, last_day=last_day)
    made.ballot(cast, "open", of=row.session)
    with pytest.raises(Refusal, match="Queda una votación"):
        circulated(cast, row)
    row.session.ballots.update(state="void", state_reason="Se repite.")
    row.session.attendances.all().delete()
    with pytest.raises(Refusal, match="quiénes estuvieron"):
        circulated(cast, Minutes.objects.get(pk=row.pk))


def test_an_accepted_observation_changes_the_text_and_is_read_again(cast):
    row = circulated(cast, made.minutes(cast, of=made.session(cast, "held")))
    observation = workflow.observe_minutes(row, by=cast.member, text="Falta lo del agua.")
    workflow.answer_observation(
        observation, by=cast.coordinator, is_accepted=True, answer="Se agrega."
    )
    confirmed(cast, row)
    with pytest.raises(Refusal, match="Se acogió 1 observación"):
        workflow.approve_minutes(
            row, by=cast.coordinator, read=four_eyes.as_read("approve_minutes", row)
        )
    row = workflow.take_back_minutes(row, by=cast.coordinator, reason="Se agrega lo del agua.")
    last_day = timezone.localdate() + made.DAY
    with pytest.raises(Refusal, match="dice lo mismo"):
        workflow.circulate_minutes(row, by=cast.coordinator, last_day=last_day)
    text = f"{row.text}\n\nSe habló del agua."
    row = workflow.save_minutes(row, by=cast.coordinator, text=text, seen_at="")
    row = workflow.circulate_minutes(row, by=cast.coordinator, last_day=last_day)
    confirmed(cast, row)
    read = four_eyes.as_read("approve_minutes", row)
    assert workflow.approve_minutes(row, by=cast.coordinator, read=read).edition == 2
