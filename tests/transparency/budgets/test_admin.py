"""Money in the admin: load with a preview, answer findings, keep words and links; never for another
institution.
"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ogp_portal.foundation.events import outbox
from tests.factories.budgets import balance, finding, period, program
from transparency.budgets import workflow
from transparency.budgets.models import (
    BudgetAccount,
    BudgetImport,
    BudgetLink,
    BudgetPeriod,
    BudgetProgram,
    Finding,
    ReferenceValue,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/transparency/budgetimport/"


def upload(*contents: bytes) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(f"{place}.csv", content) for place, content in enumerate(contents)]


@pytest.fixture
def coordinator(client, cast):
    client.force_login(cast.coordinator)
    return client


def test_a_file_is_previewed_then_confirmed_and_loaded_by_the_worker(coordinator, cast):
    answer = coordinator.post(
        f"{LIST}add/", {"organization": cast.city.pk, "accounts": upload(balance())}
    )
    job = BudgetImport.objects.get()
    assert answer["Location"] == f"{LIST}{job.pk}/change/"
    page = coordinator.get(answer["Location"]).content.decode()
    assert "2 líneas" in page
    assert "$150" in page
    assert BudgetPeriod.objects.count() == 0
    assert coordinator.post(f"{LIST}{job.pk}/change/").status_code == 302
    outbox.do_now("transparency.load_budget", {"job": job.pk})
    page = coordinator.get(f"{LIST}{job.pk}/change/").content.decode()
    assert "/fichas/presupuesto-" in page
    assert coordinator.get(LIST).status_code == 200


def test_many_files_are_a_load_each(coordinator, cast):
    answer = coordinator.post(
        f"{LIST}add/",
        {"organization": cast.city.pk, "accounts": upload(balance(), balance(month=2))},
    )
    assert (answer["Location"], BudgetImport.objects.count()) == (LIST, 2)


def test_what_is_wrong_is_told_by_row_and_cannot_be_confirmed(coordinator, cast):
    coordinator.post(
        f"{LIST}add/",
        {"organization": cast.city.pk, "accounts": upload(balance((("21-01", 1, "x", 1, 1, 1),)))},
    )
    job = BudgetImport.objects.get()
    page = coordinator.get(f"{LIST}{job.pk}/change/").content.decode()
    assert "fila 2, PRESUPUESTO_VIGENTE: no es un número entero: x" in page
    assert "Confirmar y cargar" not in page
    assert coordinator.post(f"{LIST}{job.pk}/change/").status_code == 422


def test_a_mapping_that_is_not_toml_is_told_on_the_form(coordinator, cast):
    answer = coordinator.post(
        f"{LIST}add/",
        {"organization": cast.city.pk, "accounts": upload(balance()), "mapping": "[columns"},
    )
    assert answer.status_code == 422
    assert "no es TOML" in answer.content.decode()


def test_nobody_loads_or_sees_for_another_institution(client, cast):
    job = workflow.request_import(
        cast.city, content=balance(), file_name="a.csv", by=cast.coordinator
    )
    for role, status in (("second_coordinator", 422), ("editor", 404)):
        client.force_login(cast.roles()[role])
        assert (
            client.post(
                f"{LIST}add/", {"organization": cast.city.pk, "accounts": upload(balance())}
            ).status_code
            == status
        )
        assert client.get(f"{LIST}{job.pk}/change/").status_code == 404
        assert client.post(f"{LIST}{job.pk}/change/").status_code == 404
    assert BudgetImport.objects.count() == 1


def test_a_finding_is_explained_by_its_button_and_others_have_none(client, cast):
    row = finding(cast)
    address = f"/admin/transparency/finding/{row.pk}/acto/explain_finding/"
    client.force_login(cast.editor)
    assert client.post(address, {"reason": "x"}).status_code == 404
    client.force_login(cast.coordinator)
    assert client.get("/admin/transparency/finding/").status_code == 200
    assert (
        "Explicar en público"
        in client.get(f"/admin/transparency/finding/{row.pk}/change/").content.decode()
    )
    assert client.post(address, {"reason": "Se pagó en enero."}).status_code == 302
    assert Finding.objects.get(pk=row.pk).explanation == "Se pagó en enero."
    assert "Se pagó en enero." in client.get(f"/hallazgos/{row.slug}/").content.decode()


def test_words_and_links_are_kept_by_who_answers_for_the_programme(coordinator, cast):
    budget = program(cast)
    workflow.register_account(
        "22", side="expense", year=2023, name="Bienes", role="prueba", program=budget
    )
    account = BudgetAccount.objects.get(program=budget)
    coordinator.post(
        f"/admin/transparency/budgetaccount/{account.pk}/change/",
        {"name": "Bienes", "explanation": "Luz y agua.", "who_may_apply": ""},
    )
    coordinator.post(
        f"/admin/transparency/budgetprogram/{budget.pk}/change/",
        {"name": "Programa", "sheet_title": "", "description": "Lo que cuesta funcionar."},
    )
    coordinator.post(
        "/admin/transparency/budgetlink/add/",
        {
            "program": budget.pk,
            "side": "expense",
            "account": "22",
            "commitment": "",
            "bip_code": "40000000-0",
            "project": "Parque",
            "note": "Obra.",
        },
    )
    assert BudgetAccount.objects.get(pk=account.pk).explanation == "Luz y agua."
    assert BudgetProgram.objects.get(pk=budget.pk).description == "Lo que cuesta funcionar."
    assert BudgetLink.objects.get().bip_code == "40000000-0"


def test_a_link_to_another_institutions_programme_is_refused(client, cast):
    budget = program(cast)
    client.force_login(cast.second_coordinator)
    facts = {
        "program": budget.pk,
        "side": "expense",
        "account": "22",
        "bip_code": "40000000-0",
        "project": "Parque",
        "note": "Obra.",
    }
    assert (
        client.post("/admin/transparency/budgetlink/add/", facts).status_code == 200
    )  # the form again: no such choice
    assert BudgetLink.objects.count() == 0


@pytest.mark.parametrize("sent", ["{{7*7}}", "ﬀ", "9" * 30, "-", "0"])
def test_what_names_no_commitment_is_told_at_its_field(client, cast, sent):
    client.force_login(cast.coordinator)
    facts = {
        "program": program(cast).pk,
        "side": "expense",
        "account": "22",
        "commitment": sent,
        "bip_code": "40000000-0",
        "project": "Parque",
        "note": "Obra.",
    }
    answer = client.post("/admin/transparency/budgetlink/add/", facts)
    assert answer.status_code == 200
    assert list(answer.context["adminform"].form.errors) == ["commitment"]
    assert BudgetLink.objects.count() == 0


def test_figures_of_reference_are_the_administrators(client, cast):
    from commitments.sources.models import SourceDocument

    source = SourceDocument.objects.create(
        slug="uf", title="Valor de la UF", issuer="Banco Central"
    )
    facts = {
        "kind": "uf",
        "territory": "",
        "on": "2025-12-31",
        "value": "39000",
        "source": source.pk,
    }
    client.force_login(cast.coordinator)
    assert client.post("/admin/transparency/referencevalue/add/", facts).status_code == 403
    client.force_login(cast.administrator)
    assert client.post("/admin/transparency/referencevalue/add/", facts).status_code == 302
    assert ReferenceValue.objects.count() == 1


def test_loaded_accounts_are_looked_at_and_never_edited(coordinator, cast):
    loaded = period(cast)
    page = coordinator.get(f"/admin/transparency/budgetperiod/{loaded.pk}/change/")
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
