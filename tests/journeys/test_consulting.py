"""Drafts under consultation in a real browser: words chosen by mouse and by keyboard, a comment
answered and traced to the final text.
"""

import re

import pytest
from django.core import mail

from commitments.organizations import workflow as organizations
from commitments.organizations.models import Organization
from commitments.plans.models import Commitment
from forums.drafts.models import Comment, Consultation, Draft
from ogp_portal.foundation.events import outbox
from ogp_portal.foundation.permissions import second_factor
from ogp_portal.models import User
from tests.factories import forums as made
from tests.factories.commitments import commitment
from tests.factories.drafts import RICH
from tests.people import KEY

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser-jobs"),
]

SELECT = """([words]) => {
  const parts = [...document.querySelectorAll("[data-part]")];
  const paragraph = parts.find((part) => part.textContent.includes(words));
  const text = paragraph.firstChild;
  const at = text.data.indexOf(words);
  const range = document.createRange();
  range.setStart(text, at); range.setEnd(text, at + words.length);
  const boxes = [...range.getClientRects()];
  const [first, last] = [boxes.at(0), boxes.at(-1)];
  const middle = (box) => box.top + box.height / 2;
  return [first.left + 1, middle(first), last.right - 1, middle(last)];
}"""


def drag(page, words: str) -> None:
    """Choose some words of the text as a person does with the mouse."""
    page.get_by_text(words).first.scroll_into_view_if_needed()
    left, top, right, bottom = page.evaluate(SELECT, [words])
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move((left + right) / 2, bottom)
    page.mouse.move(right, bottom)
    page.mouse.up()


ACROSS = """() => {
  const rows = [...document.querySelectorAll('[data-part="problem"]')];
  const paragraph = rows[0], range = document.createRange();
  range.setStart(paragraph.querySelector("strong").firstChild, 0);
  range.setEnd(paragraph.querySelector("em").firstChild, 3);
  const chosen = document.getSelection();
  chosen.removeAllRanges(); chosen.addRange(range);
}"""
IN_A_ROW = """() => {
  const cells = [...document.querySelectorAll('tr[data-part] td')];
  const cell = cells.find((cell) => cell.textContent.startsWith("Renca"));
  const range = document.createRange();
  range.selectNodeContents(cell.nextElementSibling);
  const chosen = document.getSelection();
  chosen.removeAllRanges(); chosen.addRange(range);
}"""


def test_words_are_chosen_with_the_mouse_in_the_text_itself(visitor, transactional_db, cast):
    texts = {**made.TEXTS, "problem": RICH["problem"], "components": RICH["description"]}
    row = made.consultation(cast, of=made.draft(cast, texts=texts))
    someone = visitor(1280)
    someone.enter(cast.member)
    page = someone.open(f"/consultas/{row.slug}/")
    drag(page, "una vez al año")
    page.get_by_role("link", name="Comentar lo elegido").click()
    assert "Comentas sobre: «una vez al año»" in page.inner_text("main")
    for choose, words in ((ACROSS, "2.000 plazas sin"), (IN_A_ROW, "300 o más")):
        page.go_back()
        page.evaluate(choose)
        page.get_by_role("link", name="Comentar lo elegido").click()
        assert f"Comentas sobre: «{words}»" in page.inner_text("main")
    page.go_back()
    drag(page, "una vez al año")
    page.get_by_role("link", name="Comentar lo elegido").click()
    page.get_by_label("cambio propuesto").check()
    page.get_by_label("Comentario", exact=True).fill("Un año es demasiado.")
    page.get_by_role("button", name="Enviar").click()
    assert "Escribe el texto que propones." in page.inner_text(
        "main"
    )  # nothing typed is lost, the words stay chosen
    page.get_by_label("Texto que propones").fill("cada mes")
    page.get_by_role("button", name="Enviar").click()
    page.get_by_text("Recibido: es el comentario 1").wait_for()
    comment = Comment.objects.get()
    assert (comment.exact, comment.wording) == ("una vez al año", "cada mes")


def test_words_are_chosen_with_the_keyboard_alone(visitor, transactional_db, cast):
    row = made.consultation(cast)
    someone = visitor(360)
    someone.enter(cast.member)
    page = someone.open(f"/consultas/{row.slug}/")
    door = page.get_by_role("link", name=re.compile("^Comentar el párrafo: Los datos tendrán"))
    door.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Descripción: el párrafo").focus()
    page.keyboard.press("Control+Home")
    for _word in range(2):
        page.keyboard.press("Control+ArrowRight")
    for _word in range(3):
        page.keyboard.press("Control+Shift+ArrowRight")
    page.get_by_text("Comentas sobre: «tendrán un formato").wait_for()
    page.get_by_label("duda").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("¿Cuál formato?")
    page.get_by_role("button", name="Enviar").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Recibido: es el comentario 1").wait_for()
    assert Comment.objects.get().exact == "tendrán un formato"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_members_comment_is_answered_and_traced_to_the_final_text(  # noqa: PLR0915 - one job, whole
    visitor, transactional_db, cast, javascript
):
    promise = commitment(cast, "draft")
    draft = made.draft(cast, commitment=promise)
    row = made.consultation(cast, of=draft)
    member = visitor(360, javascript=javascript)
    member.enter(cast.member)
    page = member.open("/participa/")
    page.get_by_role("link", name=row.title).click()
    page.get_by_role("link", name=re.compile("^Comentar el párrafo: El gobierno publicará")).click()
    page.get_by_label("cambio propuesto").check()
    page.get_by_label("Comentario", exact=True).fill("Un año es demasiado.")
    page.get_by_label("Texto que propones").fill(
        "El gobierno publicará los datos de cada comuna cada mes."
    )
    page.get_by_label("Hablo por mi asiento").check()
    page.get_by_role("button", name="Enviar").click()
    page.get_by_text("Recibido: es el comentario 1").wait_for()
    own = page.url
    made.close_consultation(row)
    secretariat, partner = (
        visitor(1280, javascript=javascript),
        visitor(1280, javascript=javascript),
    )
    secretariat.enter(cast.coordinator)
    work = secretariat.open("/mi-trabajo/")
    work.get_by_role("link", name=row.title).click()
    work.get_by_label(re.compile(r"1\. Asiento de integrante")).check()
    work.get_by_label("Qué hacer con los elegidos").select_option("answer")
    work.get_by_label("Qué se decidió").select_option("accepted")
    work.get_by_label(re.compile("^Por qué")).fill("Es posible publicar cada mes.")
    work.get_by_role("button", name="Guardar").click()
    work.get_by_text("la publica otra persona del equipo").wait_for()
    partner.enter(cast.second_coordinator)
    other = partner.open(f"/mi-trabajo/consultas/{row.slug}/")
    other.get_by_label(re.compile("Acogido")).check()
    other.get_by_role("button", name="Aprobar las elegidas").click()
    other.get_by_text("Aprobadas").wait_for()
    other.get_by_role("button", name="Dar por respondida").click()
    other.get_by_text("La consulta está respondida").wait_for()
    work = secretariat.open(f"/mi-trabajo/borradores/{draft.slug}/")
    work.get_by_role("button", name="Escribir una versión nueva").click()
    work.get_by_label("Descripción", exact=True).fill(
        made.TEXTS["description"].replace("una vez al año", "cada mes")
    )
    work.get_by_label(re.compile("^Qué cambió y por qué")).fill(
        "Se publica cada mes, como se pidió."
    )
    work.get_by_role("button", name="Guardar y publicar").click()
    work.get_by_text("Publicada la versión 2").wait_for()
    work = secretariat.open(f"/mi-trabajo/consultas/{row.slug}/cambios/")
    work.get_by_label(re.compile("versión 2, cambio 1")).check()
    work.get_by_role("button", name="Guardar").click()
    work.get_by_text("cada cambio muestra los comentarios que lo causaron").wait_for()
    work = secretariat.open(f"/mi-trabajo/consultas/{row.slug}/")
    work.get_by_role("button", name="Los cambios están publicados").click()
    work.get_by_text("Los cambios están publicados y se le cuenta").wait_for()
    work = secretariat.open(f"/mi-trabajo/borradores/{draft.slug}/")
    work.get_by_text("no haya escrito nada de ella").wait_for()
    other = partner.open(f"/mi-trabajo/borradores/{draft.slug}/")
    other.get_by_role("button", name="Aprobar la última versión").click()
    outbox.drain()
    letters = [letter.subject for letter in mail.outbox if letter.to == [cast.member.email]]
    assert any("Respuesta a tu comentario 1" in subject for subject in letters)
    assert any("Lo que causó tu comentario 1" in subject for subject in letters)
    page.goto(own)
    page.get_by_role("link", name=re.compile("Tus palabras están aquí")).click()
    assert "Se publica cada mes, como se pidió." in page.inner_text("main")
    citizen = visitor(360, javascript=javascript)
    page = citizen.open(f"/compromisos/{Commitment.objects.get(pk=promise.pk).slug}/")
    assert "cada mes" in page.inner_text("main")
    page.get_by_role("link", name="consulta con 1 comentario").click()
    assert "Es posible publicar cada mes." in page.inner_text("main")
    page.get_by_role("link", name="Informe de retroalimentación").click()
    assert "1 de 1" in page.inner_text("main")


def test_the_three_proposed_commitments_go_from_draft_to_consultation(visitor, santiago):
    where = Organization.objects.get(slug="gobierno-de-santiago")
    person = organizations.register_person(
        "coordinacion@prueba.example",
        name="Coordinación",
        organization=where,
        role="coordinator",
    )
    someone = visitor(1280)
    account = User.objects.get(pk=person.pk)
    second_factor.set_up(account, KEY)
    someone.enter(account)
    for draft in Draft.objects.order_by("slug"):
        page = someone.open("/admin/forums/consultation/add/")
        page.get_by_label("Versión consultada").select_option(label=f"{draft.title} · v1")
        page.get_by_label("Título").fill(f"Consulta del borrador: {draft.title}")
        page.get_by_label("De qué trata").fill(
            "El primer texto de un compromiso del plan de acción."
        )
        page.get_by_label("Reglas de los comentarios").fill(
            "Se reserva lo que insulta o nombra a personas."
        )
        page.get_by_label("Abre").fill("2026-01-01T00:00")
        page.get_by_label("Cierra").fill("2099-01-01T00:00")
        page.get_by_role("button", name="Guardar", exact=True).click()
        row = Consultation.objects.get(version__draft=draft)
        page = someone.open(f"/admin/forums/consultation/{row.pk}/acto/announce_consultation/")
        page.locator("main button[type=submit], #content [type=submit]").first.click()
        citizen = visitor(360)
        page = citizen.open(f"/consultas/{row.slug}/")
        assert draft.commitment.description[:60] in page.inner_text("main")
        citizen.check(f"consultation-{draft.slug}")
    assert Consultation.objects.filter(state="announced").count() == 3
