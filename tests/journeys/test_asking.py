"""A citizen asks, objects and follows in a real browser, with JavaScript and without, and is
answered.
"""

import datetime
import re

import pytest

from commitments.inquiries import workflow as inquiries
from commitments.inquiries.models import Inquiry
from commitments.plans.models import Milestone
from ogp_portal.models import Letter
from tests.factories.commitments import PNG, commitment, complete
from transparency.subscriptions.models import Subscriber, Subscription

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser-jobs"),
]


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_an_objection_with_a_photograph_reopens_the_milestone(
    visitor, transactional_db, cast, javascript
):
    row = commitment(cast, title="Abrir las actas")
    claimed = complete(cast, row)
    someone = visitor(360, javascript=javascript)
    page = someone.open(f"/compromisos/{row.slug}/")
    page.get_by_role("link", name=re.compile("Objétalo con una prueba")).first.click()
    page.get_by_label("¿Qué no es así?").fill("El sitio no abre desde ningún teléfono.")
    page.get_by_role("button", name="Enviar").click()
    assert "Agrega una prueba" in page.inner_text("main")
    assert (
        page.get_by_label("¿Qué no es así?").input_value()
        == "El sitio no abre desde ningún teléfono."
    )
    page.get_by_label(re.compile("O archivos")).set_input_files(
        {"name": "foto.png", "mimeType": "image/png", "buffer": PNG}
    )
    page.get_by_role("button", name="Enviar").click()
    page.get_by_text("La recibimos.").wait_for()
    own = page.url
    assert Inquiry.objects.get().files.count() == 1

    staff = visitor(1280, javascript=javascript)
    staff.enter(cast.coordinator)
    desk = staff.open("/mi-trabajo/preguntas/")
    desk.get_by_role("link", name="El sitio no abre desde ningún teléfono.").first.click()
    desk.get_by_role("button", name="Publicar: cumple las reglas").click()
    inquiry = Inquiry.objects.get()
    assert inquiry.state == "published"
    inquiries.prepare_answer(
        inquiry, by=cast.editor, act="uphold", text="Es cierto: se corrige.", progress=40
    )
    desk = staff.open(f"/mi-trabajo/preguntas/{inquiry.slug}/")
    desk.get_by_role("button", name="Aprobar").click()
    someone.page.goto(own)
    assert "El hito volvió a estar en curso." in someone.page.inner_text("main")
    claimed = Milestone.objects.get(pk=claimed.pk)
    assert (claimed.progress, claimed.completed_on) == (40, None)


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_plan_is_followed_from_its_page_and_left_in_one_click(
    visitor, transactional_db, cast, javascript
):
    commitment(cast)
    someone = visitor(360, javascript=javascript)
    page = someone.open("/planes/plan/")
    page.get_by_role("link", name="Seguir por correo").first.click()
    page.get_by_label("Correo").fill("sin arroba")
    page.get_by_role("button", name="Seguir").click()
    assert not Subscriber.objects.exists()
    page.get_by_label("Correo").fill("vecina@correo.example")
    page.get_by_role("button", name="Seguir").click()
    page.get_by_text("Falta un paso").wait_for()
    page.goto(re.search(r"http://localhost:8000(/seguir/\S+)", Letter.objects.get().text)[1])
    page.get_by_role("button").first.click()
    page.get_by_text("Listo.").wait_for()
    assert Subscription.objects.get().confirmed_at.date() >= datetime.date(2026, 1, 1)
    page.get_by_role("link", name="Todo lo que sigues").click()
    page.get_by_role("button", name="Dejar de seguir todo y borrar mi correo").click()
    page.get_by_text("tu correo se borró").wait_for()
    assert not Subscriber.objects.exists()
