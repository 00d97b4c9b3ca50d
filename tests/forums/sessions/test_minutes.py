"""Minutes: written, circulated, observed, answered, approved, public for good, as a page and as an
accessible PDF.
"""

import datetime
import io
import os

import pikepdf
import pypdf
import pytest
from django.utils import timezone

from forums.sessions import workflow
from forums.sessions.models import Minutes
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.refusals import ChangedMeanwhile, Refusal
from ogp_portal.foundation.runtime.bootstrap import load_pango
from tests.factories import forums as made

pytestmark = pytest.mark.django_db


def test_minutes_begin_with_what_is_on_record(cast):
    row = made.session(cast, "held")
    made.ballot(cast, "counted", of=row)
    workflow.add_agreement(
        row,
        by=cast.coordinator,
        text="Publicar el borrador.",
        responsible=cast.city,
        due_on=datetime.date(2026, 12, 31),
    )
    text = made.minutes(cast, of=row).text
    for words in (
        "Asiento de integrante",
        "Elegir los compromisos",
        "Se aprobó: Sí.",
        "Publicar el borrador.",
        "31 de diciembre de 2026",
        "Quórum: 2 de 2",
    ):
        assert words in text
    assert "&" not in text


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
