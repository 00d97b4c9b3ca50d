"""How long what may be withdrawn lives on in other people's caches."""

import json
import re
from collections.abc import Iterator

from django.urls import URLResolver, get_resolver, path, resolve

from tests.house.source import ROOT, read

LONGEST = 300  # seconds


def pages_of_rows(patterns: list, prefix: str = "") -> Iterator[tuple[str, int]]:
    """Yield the addresses that name a row, with the seconds a shared cache keeps their answer."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from pages_of_rows(pattern.url_patterns, route)
        elif "<" in route and hasattr(pattern.callback, "seconds_kept"):
            yield route, pattern.callback.seconds_kept


def too_long(patterns: list) -> list[tuple[str, int]]:
    return [(route, kept) for route, kept in pages_of_rows(patterns) if kept > LONGEST]


def test_a_page_of_a_row_is_kept_by_others_for_five_minutes_at_most():
    assert len(list(pages_of_rows(get_resolver().url_patterns))) > 60
    assert too_long(get_resolver().url_patterns) == []

    def planted(_request, slug):
        return None

    planted.seconds_kept = 301
    assert too_long([path("x/<slug:slug>/", planted)]) == [("x/<slug:slug>/", 301)]
    planted.seconds_kept = 300
    assert too_long([path("x/<slug:slug>/", planted)]) == []


def test_the_proxy_keeps_no_file_that_people_attached():
    conf = read(ROOT / "docs/operacion/nginx.conf")
    ((address, block),) = re.findall(r'location ~ "([^"]+)" \{(.*?)\}', conf, re.DOTALL)
    assert "proxy_cache off;" in block
    files = [
        route for route, _kept in pages_of_rows(get_resolver().url_patterns) if "sha256" in route
    ]
    assert len(files) == 6
    for route in files:
        filled = re.sub(
            r"<\w+:(\w+)>", lambda part: "0f" * 32 if part[1] == "sha256" else "x", route
        )
        assert re.search(address, f"/{filled}"), route
    assert not re.search(address, "/compromisos/abrir-las-actas/")


def public_views(patterns: list, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Yield the addresses of pages for everybody, with their views."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from public_views(pattern.url_patterns, route)
        elif getattr(pattern.callback, "mark", "") == "public":
            yield route, pattern.callback


def test_every_public_page_leads_words_that_it_does_not_read_to_the_address_without_them(rf):
    views = list(public_views(get_resolver().url_patterns))
    assert len(views) > 70
    for route, view in views:
        if view.refuses_others:
            continue
        known = dict.fromkeys(view.reads, "1")
        asked = rf.get("/x/", {"utm_source": "correo", **known, "x": "1"})
        answer = view(asked)
        where = f"/x/?{'&'.join(f'{name}=1' for name in known)}" if known else "/x/"
        assert (answer.status_code, answer["Location"]) == (302, where), route


def test_doors_of_programs_refuse_what_they_do_not_read_with_the_problem_of_the_api(rf):
    doors = [
        (route, view)
        for route, view in public_views(get_resolver().url_patterns)
        if view.refuses_others
    ]
    assert {route.rpartition(".")[2] for route, _view in doors} == {"atom", "ics"}
    assert len(doors) > 15
    for route, view in doors:
        answer = view(rf.get("/x/", {"utm_source": "correo"}))
        assert answer.status_code == 400, route
        assert answer["Content-Type"] == "application/problem+json", route
        assert json.loads(answer.content)["parameter"] == "utm_source", route
        assert set(json.loads(answer.content).get("valid", [])) == view.reads, route


def test_lists_read_their_own_words():
    reads = {
        resolve(address).url_name: resolve(address).func.reads
        for address in ("/", "/compromisos/", "/presupuesto/comparar/", "/oembed")
    }
    assert reads["home"] == set()
    assert {"q", "orden", "pagina", "plan", "eje", "nivel", "plazo"} <= reads["commitment_list"]
    assert reads["budget_compare"] == {"institucion", "cuenta", "anio", "mes"}
    assert reads["oembed"] == {"url", "format", "maxwidth", "maxheight"}
