"""The main jobs, done by hand in a real browser, and again without JavaScript."""

import datetime
import hashlib
import re

import pytest
from django.core import mail
from django.core.management import call_command

from commitments.plans.models import Commitment, Milestone
from ogp_portal.foundation.events import outbox
from ogp_portal.foundation.runtime.bootstrap import load_pango
from tests import made_files
from tests.factories.commitments import commitment
from transparency.reports import workflow as reports

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser-jobs"),
]


@pytest.mark.parametrize("javascript", [True, False])
def test_a_citizen_goes_from_home_to_a_commitment_and_its_report(
    visitor, santiago, javascript, tmp_path
):
    from commitments.plans.models import Plan

    if load_pango():
        reports.finish_report_now(
            reports.request_report(
                Plan.objects.get(slug="plan-interno-2022-2024"), month=datetime.date(2024, 12, 1)
            )
        )
    someone = visitor(360, javascript=javascript)
    page = someone.open("/")
    page.get_by_label("Busca un compromiso").fill("participacion")
    page.get_by_role("button", name="Buscar").click()
    assert "Consejo Regional de la Sociedad Civil" in page.inner_text("main")
    page.locator("summary", has_text="Filtrar").click()
    page.get_by_role("link", name=re.compile("Plan de Acción interno")).first.click()
    assert "plan=plan-interno-2022-2024" in page.url
    page.get_by_role("link", name="Consejo Regional de la Sociedad Civil").first.click()
    assert (
        page.get_by_role("heading", level=1).inner_text() == "Consejo Regional de la Sociedad Civil"
    )
    page.get_by_role("navigation", name="Ruta").get_by_role(
        "link", name=re.compile("Plan de Acción interno")
    ).click()
    if load_pango():
        with page.expect_download() as download:
            page.get_by_role("link", name=re.compile(r"PDF, ")).first.click()
        target = tmp_path / "informe.pdf"
        download.value.save_as(target)
        assert target.read_bytes()[:5] == b"%PDF-"


@pytest.mark.parametrize("javascript", [True, False])
def test_an_auditor_takes_the_data_from_the_catalogue_and_from_a_page(
    visitor, santiago, javascript, tmp_path
):
    call_command("build_package", verbosity=0)
    someone = visitor(360, javascript=javascript)
    page = someone.open("/")
    page.get_by_role("contentinfo").get_by_role("link", name="Datos abiertos").click()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Descargar todo")).click()
    target = tmp_path / "todo.zip"
    download.value.save_as(target)
    assert hashlib.sha256(target.read_bytes()).hexdigest() in page.inner_text("main")
    page.get_by_role("link", name="Compromisos", exact=True).last.click()
    assert "Qué hay en cada columna" in page.inner_text("main")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV para Excel, al momento").click()
    download.value.save_as(target)
    assert target.read_bytes().startswith("\ufeffdireccion,plan".encode())
    someone.open("/compromisos/rs-ciudadano/")
    page.get_by_role("link", name="JSON", exact=True).click()
    assert '"slug":"rs-ciudadano"' in page.content().replace("&quot;", '"')


def test_a_person_enters_by_a_code_mailed_to_her(visitor, transactional_db, cast):
    call_command("createcachetable", verbosity=0)
    someone = visitor(360)
    page = someone.open("/mi-trabajo/")
    page.get_by_label("Correo electrónico").fill(cast.editor.email)
    page.get_by_role("button", name="Enviar el código").click()
    outbox.drain_urgent()
    code = re.search(r"^([A-Z0-9-]{6,})$", mail.outbox[-1].body, re.MULTILINE).group(1)
    page.locator("input[name=code]").fill(code)
    page.get_by_role("button", name="Entrar").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Mi trabajo"


@pytest.mark.parametrize("javascript", [True, False])
def test_an_editor_reports_a_coordinator_approves_and_the_public_page_shows_it(
    visitor, transactional_db, cast, javascript, tmp_path
):
    row = commitment(cast, title="Abrir las actas")
    first: Milestone = row.milestones.order_by("position").first()
    proof = tmp_path / "acta.pdf"
    proof.write_bytes(made_files.pdf())

    editor = visitor(360, javascript=javascript)
    editor.enter(cast.editor)
    page = editor.open("/mi-trabajo/")
    page.get_by_role("button", name=re.compile("^Informar")).click()
    page.get_by_label("Título").fill("Acta del primer taller")
    page.get_by_label(first.title, exact=True).check()
    page.get_by_label("Archivo", exact=True).set_input_files(proof)
    page.get_by_role("button", name="Agregar").click()
    assert "Acta del primer taller" in page.inner_text("#pruebas")
    page.get_by_label("¿Qué se hizo?").fill("Hicimos el primer taller con vecinas y vecinos.")
    page.locator("[name=m1-progress]").fill("100")
    page.locator("[name=m1-completed_on]").fill(datetime.date.today().isoformat())
    page.get_by_role("button", name="Guardar y enviar a revisión").click()
    assert "Enviado a revisión" in page.inner_text("main")
    assert Commitment.objects.get(pk=row.pk).complete_count == 0

    coordinator = visitor(1280, javascript=javascript)
    coordinator.enter(cast.coordinator)
    page = coordinator.open("/mi-trabajo/")
    page.get_by_role("link", name="Abrir las actas").first.click()
    assert "Hicimos el primer taller" in page.inner_text("main")
    page.get_by_role("button", name="Aprobar y publicar").click()

    citizen = visitor(360, javascript=javascript)
    text = citizen.open(f"/compromisos/{row.slug}/").inner_text("main")
    assert "Hicimos el primer taller" in text
    assert "Acta del primer taller" in text
    assert "50 %" in text


def test_what_was_typed_survives_an_error_and_a_returned_report_says_why(
    visitor, transactional_db, cast
):
    row = commitment(cast, title="Abrir las actas")
    editor = visitor(360)
    editor.enter(cast.editor)
    page = editor.open("/mi-trabajo/")
    page.get_by_role("button", name=re.compile("^Informar")).click()
    page.get_by_label("¿Qué se hizo?").fill("Un avance sin fuente.")
    page.get_by_role("button", name="Guardar y enviar a revisión").click()
    assert "nombra su fuente" in page.inner_text("main")
    assert page.get_by_label("¿Qué se hizo?").input_value() == "Un avance sin fuente."
    page.get_by_label("¿En qué se basa?").fill("Acta 4")
    page.get_by_role("button", name="Guardar y enviar a revisión").click()

    coordinator = visitor(1280)
    coordinator.enter(cast.coordinator)
    page = coordinator.open("/mi-trabajo/")
    page.get_by_role("link", name="Abrir las actas").first.click()
    page.get_by_role("button", name="Devolver con este motivo").click()
    assert "qué debe corregirse" in page.inner_text("main")
    page.get_by_label("Motivo").fill("Falta decir cuántas personas vinieron.")
    page.get_by_role("button", name="Devolver con este motivo").click()
    assert "Falta decir cuántas personas vinieron." in editor.open("/mi-trabajo/").inner_text(
        "main"
    )
    assert row.updates.get().state == "returned"


def test_the_menu_works_by_keyboard_alone(visitor, transactional_db, cast):
    someone = visitor(360)
    page = someone.open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Ir al contenido"
    for _place in range(3):  # the portal's name, the search, the menu
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.get_by_role("link", name="Informes").first.is_visible()
