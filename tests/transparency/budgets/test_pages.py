"""The public pages of money: what they say, how few queries they ask, and what they answer to
nonsense.
"""

import io
import json
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from frictionless import Package

from tests.factories.budgets import balance, classify, income, load, period, sheet
from tests.factories.commitments import commitment
from tests.preparing import prepared
from transparency.budgets import workflow
from transparency.budgets.models import BudgetLink, BudgetPeriod, BudgetProgram, Finding
from transparency.budgets.queries.shares import of_hundred

pytestmark = pytest.mark.django_db


@pytest.fixture
def money(cast):
    classify()
    load(
        cast.city,
        balance(year=2024, month=2),
        balance(),
        balance(
            ((("21-01-001", 100, 120, 90, 80, 70)), ("22-05-002", 200, 200, 100, 100, 90)), month=2
        ),
        income(),
    )
    sheet(cast, [("21", 100, 90, "90,0"), ("22", 50, 60, "120,0")])
    return cast


def addresses(cast) -> list[str]:
    loaded = BudgetPeriod.objects.current().get(program__organization=cast.city, month=2, year=2025)
    row = Finding.objects.get(rule="R3")
    return [
        "/presupuesto/",
        "/presupuesto/?q=ciudad",
        f"/presupuesto/{cast.city.slug}/",
        f"/presupuesto/{cast.city.slug}/?anio=2025&mes=2&q=cuenta",
        f"/presupuesto/comparar/?institucion={cast.city.slug}&cuenta=21",
        f"/presupuesto/cuentas/{loaded.slug}/",
        f"/presupuesto/cuentas/{loaded.slug}/22/",
        f"/presupuesto/cuentas/{loaded.slug}/22.05.002/",
        "/fichas/",
        f"/fichas/{loaded.slug}/",
        "/fichas/programa-2023/",
        "/hallazgos/",
        f"/hallazgos/{row.slug}/",
    ]


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_page_answers_in_both_languages_within_its_queries(client, money, language):
    for address in addresses(money):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = client.get(language + address)
        assert answer.status_code == 200, address
        assert len(asked) <= (
            8 if address.startswith(("/presupuesto/?", "/fichas/?", "/hallazgos/")) else 9
        ), (address, len(asked))


def test_queries_do_not_grow_with_months_or_lines(client, cast):
    classify()
    load(cast.city, balance())

    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    pages = (f"/presupuesto/{cast.city.slug}/", "/presupuesto/", "/hallazgos/", "/fichas/")
    few = [count(address) for address in pages]
    load(
        cast.city,
        *(
            balance(
                tuple((f"22-{item:02}-001", 5, 5, 5, 5, 5) for item in range(1, 60)), month=month
            )
            for month in range(2, 10)
        ),
    )
    assert [count(address) for address in pages] == few


def test_an_institutions_page_says_how_much_of_the_budget_is_done(client, money):
    text = client.get(f"/presupuesto/{money.city.slug}/?anio=2025&mes=2").content.decode()
    assert "56,25\u00a0%" in text  # 180 of 320
    assert "De cada 100 pesos gastados, 56 fueron a" in text
    assert "si el gasto fuera parejo, sería el 16,67\u00a0%" in text
    assert "2024" in text
    earlier = client.get(f"/presupuesto/{money.city.slug}/?anio=2025&mes=1").content.decode()
    assert "50,00\u00a0%" in earlier


def test_a_search_forgives_accents_and_finds_by_code(client, cast):
    load(cast.city, balance().replace(b"CUENTA 22-05-002", "MANTENCIÓN DE JARDINES".encode()))
    for asked in ("mantencion jardin", "22.05", "22-05-002"):
        assert (
            "Mantención de jardines"
            in client.get(f"/presupuesto/{cast.city.slug}/", {"q": asked}).content.decode()
        )
    assert (
        "Ninguna cuenta"
        in client.get(f"/presupuesto/{cast.city.slug}/", {"q": "zzz"}).content.decode()
    )


def test_drilling_goes_from_the_programme_to_the_assignment(client, money):
    loaded = BudgetPeriod.objects.current().get(
        program__organization=money.city, month=2, year=2025
    )
    top = client.get(f"/presupuesto/cuentas/{loaded.slug}/").content.decode()
    assert f"/presupuesto/cuentas/{loaded.slug}/22/" in top
    middle = client.get(f"/presupuesto/cuentas/{loaded.slug}/22/").content.decode()
    assert f"/presupuesto/cuentas/{loaded.slug}/22.05/" in middle
    bottom = client.get(f"/presupuesto/cuentas/{loaded.slug}/22.05.002/").content.decode()
    assert "215-22-05-002-000-000" in bottom
    assert client.get(f"/presupuesto/cuentas/{loaded.slug}/29/").status_code == 404


def test_an_account_leads_to_what_it_pays_for_and_back(client, money):
    promise = commitment(money)
    program = BudgetProgram.objects.get(slug="programa")
    workflow.save_link(
        BudgetLink(program=program, account="22", commitment=promise, note="Paga el portal."),
        by=money.coordinator,
    )
    workflow.save_link(
        BudgetLink(
            program=program, account="22", bip_code="40000000-0", project="Parque", note="Obra."
        ),
        by=money.coordinator,
    )
    page = client.get("/presupuesto/cuentas/programa-2023/22/").content.decode()
    assert f"/compromisos/{promise.slug}/" in page
    assert "BIP 40000000-0" in page
    assert "Paga el portal." in client.get(f"/compromisos/{promise.slug}/").content.decode()


def test_amounts_per_person_are_shown_only_where_a_source_says_how_many(client, cast):
    from django.utils import timezone

    from commitments.organizations.models import Territory
    from commitments.sources.models import SourceDocument

    region = Territory.objects.create(code="13", slug="region", name="Región", kind="region")
    cast.city.territory = Territory.objects.create(
        code="13101", slug="comuna", name="Comuna", kind="comuna", region=region
    )
    cast.city.save()
    load(cast.city, balance())
    assert "por habitante" not in client.get(f"/presupuesto/{cast.city.slug}/").content.decode()
    source = SourceDocument.objects.create(
        slug="censo", title="Censo 2024", issuer="Instituto de Estadísticas"
    )
    on = timezone.localdate().replace(year=2024)
    workflow.register_reference(
        "population", territory=cast.city.territory, on=on, value=50, source=source, role="prueba"
    )
    workflow.register_reference(
        "uf", territory=None, on=on.replace(year=2025), value=10, source=source, role="prueba"
    )
    page = client.get(f"/presupuesto/{cast.city.slug}/").content.decode()
    assert "Son $3 por habitante (Censo 2024)" in page
    assert "Son UF 15 al valor del" in page


def test_a_comparison_says_who_has_no_accounts_of_that_month(client, money):
    load(money.partner, balance().replace(b"CUENTA 21", b"OTRA"))
    page = client.get(
        "/presupuesto/comparar/",
        {"institucion": [money.city.slug, money.partner.slug], "anio": "2025", "mes": "2"},
    ).content.decode()
    assert "Sin cuentas publicadas de ese cierre:" in page
    assert money.partner.name in page


@pytest.mark.parametrize(
    "address",
    [
        "/presupuesto/nadie/",
        "/fichas/nada/",
        "/fichas/nada.pdf",
        "/fichas/nada.png",
        "/hallazgos/nada/",
        "/presupuesto/archivos/nada/",
        "/presupuesto/nadie/2025.zip",
        "/presupuesto/cuentas/nada/22/",
    ],
)
def test_what_is_not_there_is_404(client, db, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "anio=x&mes=99",
        "anio=٣&mes=²",
        "q=" + "a" * 5000,
        "anio=99999999999",
        "pagina=-1",
        "pagina=0",
        "regla=R9&gravedad=x",
    ],
)
def test_nonsense_in_the_address_is_ignored(client, money, query):
    for address in (
        "/presupuesto/",
        f"/presupuesto/{money.city.slug}/",
        "/presupuesto/comparar/",
        "/fichas/",
        "/hallazgos/",
    ):
        assert client.get(f"{address}?{query}", follow=True).status_code == 200


def test_findings_are_filtered_and_paged_without_losing_one(client, cast):
    period(
        cast,
        balance(tuple((f"22-{item:02}-001", 9, 10, 10, 10 + item, 1) for item in range(1, 71))),
    )
    seen: list[str] = []
    address = "/hallazgos/?regla=R3"
    while address:
        answer = client.get(address)
        seen += [row.slug for row in answer.context["findings"]]
        address = f"/hallazgos/?{answer.context['next']}" if answer.context["next"] else ""
    assert len(seen) == len(set(seen)) == 70
    assert client.get("/hallazgos/?gravedad=high").context["findings"] == []


def test_a_replaced_sheet_stays_and_points_to_the_one_that_stands(client, cast):
    old = period(cast)
    new = period(cast, balance((("21-01-001", 9, 9, 9, 9, 9),)))
    page = client.get(f"/fichas/{old.slug}/").content.decode()
    assert "fue reemplazada" in page
    assert f"/fichas/{new.slug}/" in page


def test_the_source_file_is_given_back_byte_for_byte_as_an_attachment(client, cast):
    loaded = period(cast)
    answer = client.get(f"/presupuesto/archivos/{loaded.slug}/")
    assert b"".join(answer.streaming_content) == balance()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    sheet(cast, [("22", 1, 1, "")])
    assert client.get("/presupuesto/archivos/programa-2023/").status_code == 404


def test_a_year_is_given_as_a_fiscal_data_package_that_validates(client, cast, tmp_path):
    load(cast.city, balance(), balance(month=2), income())
    answer = prepared(client, f"/presupuesto/{cast.city.slug}/2025.zip")
    content = b"".join(answer.streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        packed.extractall(tmp_path)
        package = json.loads(packed.read("datapackage.json"))
    assert (package["profile"], [resource["name"] for resource in package["resources"]]) == (
        "fiscal-data-package",
        ["gastos", "ingresos"],
    )
    assert {measure["phase"] for measure in package["model"]["measures"].values()} == {
        "approved",
        "adjusted",
        "executed",
    }
    names = {field["name"] for field in package["resources"][0]["schema"]["fields"]}
    sources = [measure["source"] for measure in package["model"]["measures"].values()]
    sources += [
        attribute["source"]
        for dimension in package["model"]["dimensions"].values()
        for attribute in dimension["attributes"].values()
    ]
    assert set(sources) <= names
    package["profile"] = (
        "data-package"  # the validator would ask the network for the fiscal profile
    )
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["message"])
    rows = (tmp_path / "gastos.csv").read_text().splitlines()
    assert len(rows) == 1 + 2  # the last close alone: closes are cumulative


def test_the_parts_of_a_hundred_pesos_always_add_up(client, db):
    assert of_hundred([1, 1, 1]) == [34, 33, 33]
    assert of_hundred([0, 0]) == [0, 0]
    assert of_hundred([-5, 10]) == [0, 100]
    assert sum(of_hundred([7, 11, 13, 17, 19, 23])) == 100
