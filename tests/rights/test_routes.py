"""P12: nobody sees or changes by an address what the table of rights does not let them.

Every route of the URL configuration is in `routes.csv`, which says whose it is: everybody's, of who
has an account, of who holds a link, or of an act on a thing; then the table of rights says who may
in each situation of the thing (`expected.csv`). Routes of the API and of the admin are made by
rules, and are told by them. A route that nothing is said about fails.
"""

import csv
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import models, transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse

from ogp_portal.foundation.api.datasets import PUBLISHED
from ogp_portal.foundation.permissions.staff_admin import StaffAdmin
from tests.people import Cast
from tests.promises.hostile import PART, cheap, routes
from tests.rights import world
from tests.rights.files import give_files
from tests.rights.test_matrix import expected

pytestmark = [pytest.mark.django_db, pytest.mark.world("rights")]
TABLE = Path(__file__).with_name("routes.csv")
OPEN = "everybody"
OF_ACCOUNTS = {  # allauth's and the admin's own pages: of somebody entering, or of who entered
    *("cuenta/", "cuenta/login/", "cuenta/login/codigo/", "cuenta/login/codigo/confirmar/"),
    *("cuenta/salir/", "cuenta/crear/", "cuenta/crear/confirmar/", "cuenta/inactiva/"),
    *("cuenta/reautenticar/", "cuenta/segundo-factor/", "cuenta/segundo-factor/entrar/"),
    *("cuenta/segundo-factor/confirmar/", "cuenta/segundo-factor/activar/"),
    *("cuenta/segundo-factor/quitar/", "cuenta/segundo-factor/codigos/"),
    *("cuenta/segundo-factor/codigos/nuevos/", "cuenta/segundo-factor/codigos/archivo/"),
}
OF_THE_ADMIN = {
    *("admin/", "admin/login/", "admin/logout/", "admin/password_change/", "admin/jsi18n/"),
    *("admin/password_change/done/", "admin/autocomplete/"),
    *("admin/r/<path:content_type_id>/<path:object_id>/", "admin/<str:app_label>/"),
    *("admin/<str:url>", "admin/commitments/importjob/planilla/<slug:slug>.<sheet:form>"),
}
OF_THE_API = {"api/v1/", "api/v1/openapi.json", "api/v1/<str:rest>"}
PAGES = ("change", "history")
Row = dict[str, str]
Cell = tuple[str, str]  # an address, and who may by it


def table() -> list[Row]:
    with TABLE.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def made_by_rules() -> set[str]:
    """Return the routes of the API's datasets and of the admin's things."""
    found = set()
    for dataset in PUBLISHED.values():
        name = f"api/v1/{dataset.name}"
        found |= {f"{name}/", f"{name}/<key:key>/", f"{name}/<key:key>.json"}
        found |= {f"{name}.{form}" for form in ("schema.json", "json", "csv", "jsonl", "xlsx")}
    for model, page in admin.site._registry.items():
        assert isinstance(page, StaffAdmin)
        name = f"admin/{model._meta.app_label}/{model._meta.model_name}"
        found |= {f"{name}/", f"{name}/add/", f"{name}/<path:object_id>/"}
        found |= {f"{name}/<path:object_id>/{end}/" for end in (*PAGES, "delete")}
        found |= {f"{name}/<path:object_id>/acto/<act:act>/"}
    return found


def unsaid(of_conf: list[str], rows: list[Row]) -> list[str]:
    """Return the routes that nothing is said about."""
    known = {row["route"] for row in rows} | made_by_rules()
    return sorted(set(of_conf) - known - OF_ACCOUNTS - OF_THE_ADMIN - OF_THE_API)


def test_something_is_said_about_every_route_and_nothing_about_others():
    assert unsaid(routes(), table()) == []
    assert sorted({row["route"] for row in table()} - set(routes())) == []
    elsewhere = {row["parts"] for row in table() if row["act"] == "elsewhere"}
    assert [path for path in elsewhere if not Path(settings.BASE_DIR, path).is_file()] == []


def test_a_route_that_nobody_said_anything_about_is_noticed():
    assert unsaid(["planes/<slug:slug>/secretos/"], table()) == ["planes/<slug:slug>/secretos/"]
    assert unsaid(["planes/<slug:slug>/"], table()[:1]) == ["planes/<slug:slug>/"]


class People:
    """Clients of everybody of the cast, each entered once."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.names = list(cast.roles())
        self.clients: dict[str, Client] = {}

    def client(self, name: str) -> Client:
        if name not in self.clients:
            self.clients[name] = Client(raise_request_exception=False)
            if name != "citizen":
                self.clients[name].force_login(self.cast.roles()[name])
        return self.clients[name]

    def may(self, words: str) -> list[str]:
        """Return the roles that a cell of the table of rights names."""
        accounts = [name for name in self.names if name != "citizen"]
        short = {"everybody": self.names, "every account": accounts, "nobody": []}
        return short.get(words, words.split())

    def some(self, words: str, salt: str, *, is_all: bool) -> list[str]:
        """Return who asks: all of them by night; otherwise nobody in particular, one who may and
        one who may not, others for each route.
        """
        if is_all:
            return self.names
        able = self.may(words)
        unable = [name for name in self.names if name not in able and name != "citizen"]
        turn = zlib.crc32(salt.encode())
        picked = [group[turn % len(group)] for group in (able, unable) if group]
        return list(dict.fromkeys(["citizen", *picked]))


def is_let_in(response) -> bool:
    """Say whether a page was shown or an act taken, rather than not found or sent elsewhere to
    enter; a file that is not whole is told to whoever may have it.
    """
    if response.status_code in {301, 302}:
        return not re.search("/login/|^(/en)?/admin/$", response["Location"])
    return response.status_code not in {403, 404, 405}


def follow(row: models.Model, path: str) -> object:
    value: object = row
    for name in path.split("."):
        value = getattr(value, name)
    return value


def address(route: Row, row: models.Model) -> str:
    """Return the address of a row by a route, "" where the row has none by it."""
    parts = dict(part.split("=") for part in route["parts"].split())
    values = {name: follow(row, path) for name, path in parts.items()}
    if any(value in {None, ""} for value in values.values()):
        return ""
    return "/" + PART.sub(lambda found: str(values[found[2]]), route["route"])


def who_by(route: Row, words: str) -> str:
    """Return who may by a route, of whom the table names: some show everybody what nobody in
    particular may see, some ask for an account besides.
    """
    if route["seen_as"] == "nobody" and words != OPEN:
        return "nobody"
    return "every account" if route["seen_as"] == "an account" and words == OPEN else words


@contextmanager
def blank() -> Iterator[None]:
    """Set no page: who is let in is decided before."""
    with cheap(), mock.patch.object(Template, "render", return_value=""):
        yield


def cells(thing: str) -> Iterator[tuple[models.Model, str]]:
    """Yield each row of a thing in the world, and its situation."""
    model = apps.get_model(thing)
    for key, situation in sorted(world.cases().get(thing, {}).items()):
        row = model._base_manager.get(pk=key)
        give_files(row)
        yield row, situation


def ask(client: Client, verb: str, where: str) -> bool:
    """Ask, undo what was done, and say whether it was let in."""
    before = transaction.savepoint()  # no block: what counts requests is in none either
    answer = getattr(client, verb.lower())(where)
    transaction.savepoint_rollback(before)
    assert answer.status_code < 500 or answer.status_code == 503, (verb, where, answer.status_code)
    return is_let_in(answer)


def some_cells(found: list[Cell], salt: str, *, is_all: bool) -> list[Cell]:
    """Return all of them by night, and at each push one of each of two sayings of who may, rather
    where it is not everybody.
    """
    if is_all or not found:
        return found
    turn = zlib.crc32(salt.encode()) % len(found)
    by_words = {words: (where, words) for where, words in found[turn:] + found[:turn]}
    return sorted(by_words.values(), key=lambda cell: cell[1] == OPEN)[:2]


OBJECTS = sorted({row["thing"] for row in table() if row["thing"]})


def test_addresses_let_in_exactly_whom_the_table_of_rights_names(cast, request, record_property):
    rights, people, wrong, asked = expected(), People(cast), [], 0
    is_night = request.config.getoption("--nightly")
    rows = {thing: list(cells(thing)) for thing in OBJECTS}
    with blank():
        for route in [row for row in table() if row["thing"]]:
            addresses = [
                (address(route, row), who_by(route, rights[route["thing"], route["act"], state]))
                for row, state in rows[route["thing"]]
            ]
            there = [cell for cell in addresses if cell[0]]
            if not there:
                wrong.append(f"no row of the world has an address by {route['route']}")
            for where, words in some_cells(there, route["route"], is_all=is_night):
                for name in people.some(words, where, is_all=is_night):
                    may = name in people.may(words)
                    asked += 1
                    if ask(people.client(name), route["verb"], where) != may:
                        wrong.append(f"{route['verb']} {where} {name}, {words}")
                    if not may and ask(people.client(name), "POST", where):
                        wrong.append(f"POST {where} {name}, {words}")
    record_property("asked", asked)
    assert asked > 250
    assert not wrong, "\n".join(wrong)


SAMPLES = {"code": "A" * 22, "token": f"a:{'A' * 43}", "number": "1"}


def test_pages_of_nothing_in_particular_are_of_everybody_or_of_accounts_or_of_a_link(cast, request):
    people, wrong = People(cast), []
    is_night = request.config.getoption("--nightly")
    for route in table():
        if route["thing"] or route["act"] == "elsewhere":
            continue
        where = "/" + PART.sub(lambda found: SAMPLES[found[1]], route["route"])
        who = {OPEN: OPEN, "account": "every account", "link": "nobody"}[route["act"]]
        with blank():
            for name in people.some(who, where, is_all=is_night):
                if ask(people.client(name), "GET", where) != (name in people.may(who)):
                    wrong.append(f"{where} {name}")
    assert not wrong, "\n".join(wrong)


def test_the_api_gives_nothing_that_somebody_may_not_see(client, cast, request):
    rights, wrong, asked = expected(), [], 0
    is_night = request.config.getoption("--nightly")
    with blank():
        for dataset in PUBLISHED.values():
            if dataset.rows is None:
                continue
            label = dataset.rows(cast.citizen).model._meta.label_lower
            found = [
                (f"/api/v1/{dataset.name}/{getattr(row, dataset.key)}/", who)
                for row, situation in cells(label)
                if (who := rights[label, "view", situation]) != OPEN and hasattr(row, dataset.key)
            ]
            for where, who in some_cells(found, dataset.name, is_all=is_night):
                asked += 1
                if ask(client, "GET", where):
                    wrong.append(f"{where} {who}")
    assert asked > 10
    assert not wrong, "\n".join(wrong)


ADMINISTERED = sorted(
    model._meta.label_lower
    for model, page in admin.site._registry.items()
    if isinstance(page, StaffAdmin)
)


def test_pages_of_the_admin_show_no_more_than_the_table_of_rights(cast, request, record_property):
    """Being staff opens the door; the table says what is seen behind it."""
    rights, people, wrong, asked = expected(), People(cast), [], 0
    is_night = request.config.getoption("--nightly")
    with blank():
        for thing in ADMINISTERED:
            page = admin.site._registry[apps.get_model(thing)]
            name_of = f"admin:{thing.replace('.', '_')}_"
            acts = {
                page.view_act: ("change",),
                **{act.name: ("act", act.name) for act in page.acts},
            }
            found = [
                (reverse(name_of + words[0], args=[row.pk, *words[1:]]), rights[thing, act, state])
                for row, state in cells(thing)
                for act, words in acts.items()
            ]
            for where, told in some_cells(found, thing, is_all=is_night):
                for name in people.some(told, where, is_all=is_night):
                    if name not in people.may(told):
                        asked += 1
                        if ask(people.client(name), "GET", where):
                            wrong.append(f"{where} {name}, {told}")
    record_property("asked", asked)
    assert asked > 60
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("verb", ["DELETE", pytest.param("PUT", marks=pytest.mark.nightly)])
def test_no_route_takes_another_verb_from_anybody(cast, verb):
    """The admin's own pages look for POST alone, and show to any other verb what they show to GET;
    those of accounts lead elsewhere.
    """
    people, taken = People(cast), []
    with blank():
        for route in [row["route"] for row in table()]:
            where = "/" + PART.sub(lambda found: SAMPLES.get(found[1], "1"), route)
            if not where.startswith("/cuenta/") and ask(people.client("editor"), verb, where):
                taken.append(where)
    assert not taken, "\n".join(taken)
