"""Addresses take only what can exist: what nobody can read is refused before anything is asked."""

import re

import pytest
from django.urls import Resolver404, resolve

from tests.house.source import PACKAGES, ROOT, read
from tests.promises.hostile import routes

READ = "/mi-trabajo/reportes/actas/{year}-{month}/"


@pytest.mark.parametrize(
    ("year", "month", "exists"),
    [
        ("2026", "1", True),
        ("2026", "01", True),
        ("2026", "12", True),
        ("2026", "0", False),
        ("2026", "00", False),
        ("2026", "13", False),
        ("1900", "1", True),
        ("1899", "1", False),
        ("9998", "1", True),
        ("9999", "1", False),
        ("0", "1", False),
        ("9" * 20, "1", False),
        ("٢٠٢٦", "1", False),
    ],
)
def test_a_month_of_an_address_is_one_of_the_calendar(year, month, exists):
    where = READ.format(year=year, month=month)
    if exists:
        assert resolve(where).kwargs["month"] == int(month)
    else:
        with pytest.raises(Resolver404):
            resolve(where)


@pytest.mark.parametrize(("number", "exists"), [("9" * 9, True), ("1" * 10, False)])
def test_a_number_of_an_address_is_one_that_a_column_holds(number, exists):
    where = f"/compromisos/actas/objetar/{number}/"
    if exists:
        assert resolve(where).kwargs["position"] == 999_999_999
    else:
        with pytest.raises(Resolver404):
            resolve(where)


def test_no_route_of_ours_takes_numbers_without_a_bound():
    assert PACKAGES
    assert [route for route in routes() if "<int:" in route and "admin" not in route] == []


def test_no_route_of_ours_takes_any_text():
    """A slug is one of text that can be anything; each other kind has its own bounded converter."""
    own = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    routes_of = {path: re.findall(r"<str:\w+>", read(path)) for path in own}
    assert len(own) > 300
    assert {path: found for path, found in routes_of.items() if found} == {}


CODE, SIGNED = "aB3_-" * 4 + "aB", f"{'a' * 60}:1abcde:{'b' * 43}"
WRONG_DIGESTS = ["0f" * 31 + "0", "0f" * 32 + "0", "0F" * 32, "0g" * 32]


@pytest.mark.parametrize(
    ("route", "right", "wrong"),
    [
        ("/evidencia/actas/{}/", ["0f" * 32], WRONG_DIGESTS),
        ("/propuestas/actas/adjuntos/{}/", ["0f" * 32], WRONG_DIGESTS),
        ("/preguntas/confirmar/{}/", [CODE], [CODE[1:], f"{CODE}a", f"{CODE[1:]}.", "ñ" * 22]),
        ("/propuestas/seguimiento/{}/", [CODE], [CODE[1:], f"{CODE}a", f"{CODE[1:]}."]),
        ("/seguir/mis/{}/", [SIGNED], ["inventado", SIGNED[:-1], f"{'a' * 301}:{'b' * 43}"]),
        ("/cartas/dejar/{}/", [f"{'a' * 300}:{'b' * 43}"], [f"a b:{'b' * 43}"]),
        ("/presupuesto/cuentas/ciudad/{}/", ["21", "21.01.001"], ["21 01", "2" * 11, "21..01"]),
        (
            "/datos/archivos/2026-11-28/{}",
            ["planes.csv", "datapackage.json", "commitments.schema.json"],
            ["planes", ".env", "a.b.c.d", f"{'a' * 81}.csv"],
        ),
        (
            "/datos/archivos/{}/a.csv",
            ["2026-11-28", "2026-11-28.2"],
            ["latest", "2026-11-28.12345"],
        ),
        ("/admin/commitments/importjob/planilla/plan.{}", ["csv", "xlsx"], ["ods", "csvx"]),
    ],
)
def test_what_an_address_cannot_hold_is_no_address(client, db, route, right, wrong):
    for value in right:
        assert resolve(route.format(value)).url_name not in {None, "api_nothing"}
    for value in wrong:
        assert client.get(route.format(value)).status_code in {404, 302}, value
        if "/admin/" not in route:
            with pytest.raises(Resolver404):
                resolve(route.format(value))


@pytest.mark.parametrize(
    "where",
    [
        "/compromisos/?q=a%00b",
        "/propuestas/seguimiento/%00/",
        "/preguntas/confirmar/a%00/",
        "/seguir/?que=%00",
        "/%00",
        "/admin/commitments/commitment/?plan__kind__exact=%00",
        "/presupuesto/cuentas/a/%00/",
        "/cartas/dejar/%00/",
    ],
)
def test_nul_in_an_address_is_refused_in_the_language_of_the_reader(client, cast, where):
    client.raise_request_exception = False
    client.force_login(cast.coordinator)
    spanish, english = client.get(where), client.get(f"/en{where}")
    assert (spanish.status_code, english.status_code) == (400, 400)
    assert "No entendimos esa dirección" in spanish.content.decode()
    assert "No entendimos" not in english.content.decode()


def test_nul_in_an_address_of_the_api_is_a_problem_document(client, db):
    answer = client.get("/api/v1/commitments/?q=%00")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_a_cookie_with_nul_is_nobodys(client, db):
    client.raise_request_exception = False
    answer = client.get("/mi-trabajo/", headers={"cookie": 'session="\\000aaaaaaaaaaaaaaaa"'})
    assert answer.status_code == 302


@pytest.mark.parametrize(("written", "status"), [("utf-8", 200), ("UTF8", 200), ("utf-7", 400)])
def test_an_address_is_written_in_utf_8(client, db, written, status):
    answer = client.get(
        "/compromisos/?q=a", headers={"content-type": f"text/plain; charset={written}"}
    )
    assert answer.status_code == status


def test_nul_in_a_form_is_an_error_of_its_field(client, cast):
    answer = client.post("/cuenta/login/", {"login": "a\x00@b.cl"})
    assert answer.status_code == 200
    assert "login" in answer.context["form"].errors
