"""«Recibido» is true: a person goes back, corrects her address, sends again; sends another text by
the same form; writes while her session ends. Pages at both widths, with axe.
"""

import json

import pytest
from playwright.sync_api import expect

from forums.drafts.models import Comment
from forums.proposals import workflow as proposals
from forums.proposals.models import Proposal
from tests.factories import forums as made
from tests.factories.commitments import update
from tests.journeys.conftest import NARROW_AND_WIDE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser-jobs"),
]


def fill(page, key: str = "", **more: str) -> str:
    """Fill in the form of proposals; with a key as browsers do that restore a page one goes back
    to. Returns the key.
    """
    for name, words in {**made.words(), **more}.items():
        page.locator(f"[name={name}]").fill(words)
    hidden = page.locator("[name=key]")
    if key:
        hidden.evaluate("(field, key) => { field.value = key; }", key)
    return hidden.input_value()


def test_she_goes_back_and_corrects_her_address_and_later_is_shown_both_texts(visitor, cast):
    form = f"/convocatorias/{made.call(cast).slug}/proponer/"
    someone = visitor(*NARROW_AND_WIDE)
    page = someone.open(form)
    key = fill(page, email="vecina@correro.example")
    page.get_by_role("button", name="Enviar", exact=True).click()
    assert "ve…@correro.example" in page.locator("main").inner_text()
    page = someone.open(form)
    fill(page, key, email="vecina@correo.example")
    page.get_by_role("button", name="Enviar", exact=True).click()
    assert "ve…@correo.example" in page.locator("main").inner_text()
    someone.check("received-proposal")
    assert Proposal.objects.get().email == "vecina@correo.example"
    proposals.confirm(made.confirmation_code(key))
    page = someone.open(form)
    fill(page, key, email="vecina@correo.example", solution="Que cada plaza tenga un huerto.")
    page.get_by_role("button", name="Enviar", exact=True).click()
    assert "este formulario ya trajo otro texto" in page.locator("main").inner_text()
    someone.complaints = [complaint for complaint in someone.complaints if "409" not in complaint]
    someone.check("received-before")
    page.get_by_role("button", name="Enviar lo de ahora como otro").click()
    assert "La recibimos" in page.locator("main").inner_text()
    assert Proposal.objects.count() == 2


def test_what_she_wrote_while_her_session_ended_is_shown_after_entering(visitor, cast):
    row = made.consultation(cast)
    someone = visitor(*NARROW_AND_WIDE)
    someone.enter(cast.member)
    page = someone.open(f"/consultas/{row.slug}/comentar/")
    page.locator("[name=kind]").first.check()
    page.locator("[name=text]").fill("¿Por qué se dejó fuera la plaza?")
    someone.context.clear_cookies(name="session")
    page.get_by_role("button", name="Enviar", exact=True).click()
    assert "/cuenta/login/" in page.url
    someone.enter(cast.member)
    page = someone.open(f"/consultas/{row.slug}/comentar/")
    assert "¿Por qué se dejó fuera la plaza?" in page.locator("main").inner_text()
    someone.check("interrupted")
    page.get_by_role("button", name="Enviar lo que escribí").click()
    assert Comment.objects.get().text == "¿Por qué se dejó fuera la plaza?"


def test_what_she_typed_in_a_form_outlives_the_button_of_another_for_her_alone(visitor, cast):
    row = update(cast)
    month = row.period_starts_on
    address = f"/mi-trabajo/reportes/{row.commitment.slug}/{month.year}-{month.month}/"
    someone = visitor(*NARROW_AND_WIDE)
    someone.enter(cast.editor)
    page = someone.open(address)
    page.locator("[name=narrative]").fill("Se plantaron cuarenta árboles.")
    page.locator("[name=is_nil]").check()
    page.locator("[name=title]").fill("Acta de la plantación")
    page.locator("[name=url]").fill("https://ciudad.example/acta")
    page.get_by_role("button", name="Agregar").click()
    assert "Acta de la plantación" in page.locator("#pruebas li").inner_text()
    expect(page.locator("[name=narrative]")).to_have_value("Se plantaron cuarenta árboles.")
    expect(page.locator("[name=is_nil]")).to_be_checked()
    assert page.locator("[name=title]").input_value() == "", "it was sent"
    someone.check("report-with-evidence")
    page.locator("[name=title]").fill("Otra acta")
    page.locator("[name=url]").fill("https://ciudad.example/otra")
    page.get_by_role("button", name="Agregar").click()
    expect(page.locator("[name=narrative]")).to_have_value("Se plantaron cuarenta árboles.")
    page.evaluate(
        "([at, values]) => sessionStorage.setItem(at, values)",
        [
            f"otros-formularios:{address}",
            json.dumps({"reader": str(cast.colleague.pk), "values": {"id_narrative": "Ajeno."}}),
        ],
    )
    page = someone.open(address)
    assert page.locator("[name=narrative]").input_value() == "Se hizo el primer taller.", "saved"
