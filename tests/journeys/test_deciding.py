"""The jobs of deciding together, done in a real browser: a visitor proposes and is answered; a
session from convocation to minutes; a member votes.
"""

import datetime
import re

import pytest
from django.core import mail
from django.utils import timezone

from forums.proposals import workflow as proposals
from forums.proposals.models import Proposal
from forums.sessions.models import Ballot, Minutes, Session
from ogp_portal.foundation.events import outbox
from tests.factories import forums as made

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser-jobs"),
]


def link_in(body: str, part: str, server: str) -> str:
    return server + re.search(rf"https?://[^/\s]+(/\S*{part}\S*)", body).group(1)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_visitor_proposes_confirms_and_is_answered(visitor, transactional_db, cast, javascript):  # noqa: PLR0915 - one job, whole
    call = made.call(cast)
    made.proposal(cast, of=call, title="Huertos comunitarios en plazas")
    someone = visitor(360, javascript=javascript)
    page = someone.open("/")
    page.get_by_role("link", name=f"Proponer: {call.title}").click()
    page.get_by_role("link", name="Proponer", exact=True).click()
    page.get_by_label("Tu propuesta en una línea").fill("Huertos en las plazas de mi barrio")
    page.get_by_label("¿Qué problema resuelve?").fill("Hay plazas que nadie usa ni cuida.")
    if javascript:
        page.get_by_text("Ya hay propuestas parecidas").wait_for()
        page.reload()  # the draft was kept in this browser
        page.get_by_text("Recuperamos lo que habías escrito").wait_for()
    else:
        page.get_by_role("button", name="Ver propuestas parecidas").click()
        assert "Huertos comunitarios en plazas" in page.inner_text("main")
    assert (
        page.get_by_label("Tu propuesta en una línea").input_value()
        == "Huertos en las plazas de mi barrio"
    )
    page.get_by_role("button", name="Enviar").click()
    assert "Hay algo que corregir" in page.inner_text(
        "main"
    )  # what is missing is said, and nothing typed is lost
    assert (
        page.get_by_label("¿Qué problema resuelve?").input_value()
        == "Hay plazas que nadie usa ni cuida."
    )
    page.get_by_label("¿Qué propones hacer?").fill(
        "Que la municipalidad ceda una plaza por barrio."
    )
    page.get_by_label("Tu correo electrónico").fill("vecina@prueba.example")
    page.get_by_role("button", name="Enviar").click()
    page.get_by_text("Falta un paso").wait_for()
    tracking = page.url
    outbox.drain()
    letter = next(
        message
        for message in reversed(mail.outbox)
        if message.subject.endswith("Confirma tu propuesta")
    )
    assert "barrio" not in letter.body, "nobody confirmed yet that the address is hers"
    page.goto(link_in(letter.body, "/confirmar/", someone.server))
    page.get_by_role("button", name="Sí, confirmar").click()
    assert "20 días hábiles" in page.inner_text("main")
    secretariat = visitor(1280, javascript=javascript)
    secretariat.enter(cast.coordinator)
    work = secretariat.open("/mi-trabajo/")
    work.get_by_role("link", name=re.compile("esperan? una decisión")).click()
    work.get_by_label(re.compile("Huertos en las plazas de mi barrio")).check()
    work.get_by_label("Decisión").select_option("not_admit")
    work.get_by_label(re.compile("^Motivo")).fill("Ya hay una igual, la número 1: apóyala.")
    work.get_by_role("button", name="Decidir").click()
    work.get_by_text("Decidido").wait_for()
    page.goto(tracking)
    assert "Ya hay una igual, la número 1: apóyala." in page.inner_text("main")
    page.get_by_label("Texto").fill("La mía es para otro barrio.")
    page.get_by_role("button", name="Pedir que el foro lo revise").click()
    page.get_by_text("se llevará al foro").wait_for()
    outbox.drain()
    assert any(
        "no admitida" in message.body
        for message in mail.outbox
        if message.to == ["vecina@prueba.example"]
    )
    assert Proposal.objects.get(title="Huertos en las plazas de mi barrio").appeal
    assert [complaint for complaint in someone.complaints if "status of 4" not in complaint] == []


def test_the_secretariat_runs_a_session_from_convocation_to_approved_minutes(  # noqa: PLR0915 - one job, whole
    visitor, transactional_db, cast
):
    someone = visitor(1280)
    someone.enter(cast.coordinator)
    page = someone.open("/admin/forums/session/add/")
    page.locator("#id_forum").select_option(label="Foro de prueba")
    page.locator("#id_title").fill("Segunda sesión")
    when = timezone.localtime() + datetime.timedelta(days=3)
    page.locator("#id_starts_at_0").fill(when.strftime("%Y-%m-%d"))
    page.locator("#id_starts_at_1").fill(when.strftime("%H:%M"))
    page.locator("#id_place").fill("Salón de la ciudad")
    page.locator("input[name=_continue]").click()
    page.locator("#id_agenda-0-position").fill("1")
    page.locator("#id_agenda-0-title").fill("Elegir los compromisos")
    page.locator("input[name=_continue]").click()
    page.get_by_role("link", name="Convocar").click()
    page.locator("#content input[type=submit], #content button[type=submit]").first.click()
    outbox.drain()
    assert {message.to[0] for message in mail.outbox} == {
        f"{name}@prueba.example" for name in ("presidenta", "integrante", "suplente", "observador")
    }
    row = Session.objects.get()
    assert row.state == "convened"
    made.begin(row)
    page = someone.open("/mi-trabajo/")
    page.get_by_role("link", name="Segunda sesión").click()
    page.get_by_role("button", name="Registrar que se realizó").click()
    page.get_by_text("Anote primero la asistencia").wait_for()
    page.wait_for_load_state("load")  # what was kept of other forms is back in them
    for label in ("Asiento de presidenta", "Asiento de integrante"):
        page.get_by_label(re.compile(rf"^\s*{label}\s")).select_option("present")
    page.get_by_role("button", name="Anotar la asistencia").click()
    page.get_by_text("Representados: 2. Quórum: 2.").wait_for()
    page.get_by_role("button", name="Registrar que se realizó").click()
    page.get_by_label("Acuerdo", exact=True).fill("Publicar el borrador del plan.")
    page.get_by_label("Responde", exact=True).select_option(label="Ciudad")
    page.get_by_role("button", name="Anotar el acuerdo").click()
    page.get_by_role("button", name="Empezar el acta").click()
    text = page.get_by_role("textbox", name="Acta")
    page.get_by_text("Lo que consta de la sesión y va con el acta").click()
    assert "Publicar el borrador del plan. Responde: Ciudad." in page.inner_text("main")
    assert text.input_value() == "(Escriba aquí lo que se dijo de cada punto.)"
    text.fill("Se conversó sobre el agua.")
    page.get_by_role("button", name="Guardar el acta").click()
    page.get_by_label("Observaciones hasta el").fill(
        (timezone.localdate() + datetime.timedelta(days=5)).isoformat()
    )
    page.get_by_role("button", name="Enviar a los asientos").click()
    page.get_by_text("Acta enviada").wait_for()
    for person, observes in ((cast.member, True), (cast.chair, False)):
        seat = visitor(360)
        seat.enter(person)
        own = seat.open("/mi-trabajo/sesiones/segunda-sesion/")
        if observes:
            own.get_by_label("Tu observación").fill("Falta lo que dije de las plazas.")
            own.get_by_role("button", name="Observar").click()
            own.get_by_text("Tu observación quedó registrada").wait_for()
        own.get_by_role("button", name="Estoy conforme").click()
        own.get_by_text("Tu conformidad quedó registrada").wait_for()
    page.reload()
    page.get_by_role("button", name="Aprobar y publicar").click()
    page.get_by_text("1 observaciones sin respuesta").wait_for()
    page.get_by_label("Respuesta (se publica con el acta)").fill("Se agrega en la próxima.")
    page.get_by_role("button", name="No aceptar").click()
    page.get_by_role("button", name="Aprobar y publicar").click()
    page.get_by_text("Acta aprobada y pública").wait_for()
    assert Minutes.objects.get(session=row).state == "approved"
    public = visitor(360).open("/sesiones/segunda-sesion/").inner_text("main")
    for words in (
        "Se conversó sobre el agua.",
        "Falta lo que dije de las plazas.",
        "Se agrega en la próxima.",
        "Publicar el borrador del plan.",
    ):
        assert words in public
    assert [complaint for complaint in someone.complaints if "status of 4" not in complaint] == []


@pytest.mark.parametrize("javascript", [True, False])
def test_a_member_votes_by_keyboard_and_the_result_is_public(
    visitor, transactional_db, cast, javascript
):
    ballot = made.ballot(cast)
    made.vote(cast, ballot, "chair", "Sí")
    someone = visitor(360, javascript=javascript)
    someone.enter(cast.member)
    page = someone.open("/mi-trabajo/")
    assert "hay una votación abierta" in page.inner_text("main")
    page.get_by_role("link", name=ballot.session.title).click()
    page.get_by_label("Sí", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Tu asiento ya votó").wait_for()
    observer = visitor(360)
    observer.enter(cast.forum_observer)
    watching = observer.open(f"/mi-trabajo/sesiones/{ballot.session.slug}/")
    watching.get_by_label("No", exact=True).check()
    watching.get_by_role("button", name="Votar", exact=True).click()
    watching.get_by_text("participa con voz, sin voto").wait_for()
    secretariat = visitor(1280)
    secretariat.enter(cast.coordinator)
    room = secretariat.open(f"/mi-trabajo/sesiones/{ballot.session.slug}/")
    room.get_by_role("button", name="Contar y publicar").click()
    room.get_by_text("Votación contada y publicada").wait_for()
    assert Ballot.objects.get(pk=ballot.pk).winner == "Sí"
    assert "Se aprobó: Sí." in visitor(360).open(f"/sesiones/{ballot.session.slug}/").inner_text(
        "main"
    )


def test_an_english_reader_proposes_in_english(visitor, transactional_db, cast):
    call = made.call(cast)
    page = visitor(360).open(f"/en/convocatorias/{call.slug}/proponer/")
    page.get_by_label("Your proposal in one line").fill("Community gardens")
    page.get_by_label("What problem does it solve?").fill("Unused squares.")
    page.get_by_label("What do you propose to do?").fill("One garden a district.")
    page.get_by_label("Your e-mail address").fill("neighbour@prueba.example")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("One step is missing").wait_for()
    outbox.drain()
    assert mail.outbox[-1].subject.endswith("Confirm your proposal")
    assert "/en/" in mail.outbox[-1].body
    assert proposals.find_by_code(page.url.rstrip("/").rpartition("/")[2]).language == "en"
