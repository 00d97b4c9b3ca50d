"""Hostile requests: every route of the URL conf with addresses, queries, headers and forms that
nobody honest sends.

The routes come from the resolver and the values of path parts from the database, so that a new
route or model is attacked without being named here. Forms are those that the pages show, with some
fields bent. The same seed gives the same requests as long as the pages are the same.
"""

import json
import logging
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from unittest import mock
from urllib.parse import quote, urlencode

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from ogp_portal.foundation.api.datasets import PUBLISHED
from ogp_portal.foundation.documents import sandbox
from ogp_portal.models import User
from tests.rights.files import give_files

VALUES = (
    *("", "0", "-1", "1", "2", "12", "13", "99", "00", "2026", "1e5", "0x10", "NaN", "Infinity"),
    *("9" * 20, "9" * 400, "9" * 5000, "2147483648", "9223372036854775808", "1,5", "1.5", "1_000"),
    *(
        "\x00",
        "a\x00b",
        "\x00" * 9,
        "%",
        "%00",
        "%s",
        "{0}",
        "{{7*7}}",
        "\\",
        "\\u0000",
        "\x7f\x1b",
    ),
    *("../../etc/passwd", "..%2f", "/", "//", ".", "a/b", "'", '"', "';--", "<script>", "`", "|"),
    *("ñandú", "\u202e", "\ufeff", "\uffff", "😀", "é", "٣", "²", "１２", "İ", "ﬀ", "a" * 3000),
    *(" ", "\r\nX-A: b", "\t", "\n", "null", "true", "on", "[]", "{}", '{"a":', "*", "?", "#"),
    *("2026-02-30", "2026-13-01", "0000-00-00", "9999-12-31", "10000-01-01", "0001-01-01"),
    *("2026-04-05T00:00", "2026-01-01T25:00", "2026-01-01T00:00:00Z", "31/12/1899", "2026-1-1"),
    *("es-cl", "xx", "a,b", ",,,", "-", "--", "_", "__", "_00", "_0", "__proto__", "id__gt", "-pk"),
    *("(((((", "a&b|c!", ":*", "a:*b", "-", '"a', "or", "<->", "&", "!", "a" * 200 + ":*"),
    *("00000000-0000-0000-0000-000000000000", "g" * 32, "f" * 64, "A" * 20, "csv", "json", "zip"),
    *("https://[", "http://a\x00b/", "javascript:alert(1)", "//evil.example", "a@b.cl", "@", "a@"),
)
QUERY_NAMES = (
    *("q", "pagina", "page", "orden", "format", "ver", "que", "cual", "url", "solo", "vista", "x"),
    *("next", "lang", "maxwidth", "maxheight", "limit", "cursor", "fields", "expand", "ordering"),
    *("o", "p", "e", "all", "_popup", "_to_field", "_facets", "_changelist_filters", "id__in"),
    *("id__gt", "pk", "pk__exact", "id__isnull", "state__exact", "a[]", "plan__kind__exact"),
    *("created_at__year", "created_at__month", "created_at__day"),
)
HEADERS = (
    {"HTTP_HOST": "evil.example"},
    {"HTTP_HOST": "localhost:99999999"},
    {"HTTP_ACCEPT_LANGUAGE": "en;q=9,\x7f;q=x,*;q=0"},
    {"HTTP_ACCEPT_LANGUAGE": "e" * 5000},
    {"HTTP_ACCEPT": "application/vnd.x;q=a, */*;q=-1, text/html;q=1e9"},
    {"HTTP_ACCEPT": "/"},
    {"HTTP_IF_NONE_MATCH": '"' + "a" * 3000},
    {"HTTP_IF_NONE_MATCH": "W/*"},
    {"HTTP_IF_MODIFIED_SINCE": "Thu, 32 Foo 99999 99:99:99 GMT"},
    {"HTTP_IF_UNMODIFIED_SINCE": "0"},
    {"HTTP_RANGE": "bytes=-1-,99-1"},
    {"HTTP_X_FORWARDED_FOR": "\x00, a, ::1, 999.999.1.1"},
    {"HTTP_X_FORWARDED_FOR": "x" * 2000},
    {"HTTP_X_FORWARDED_PROTO": "gopher"},
    {"HTTP_REFERER": "http://[\x00"},
    {"HTTP_ORIGIN": "null"},
    {"HTTP_AUTHORIZATION": "Bearer \x00"},
    {"HTTP_AUTHORIZATION": "Token " + "é" * 50},
    {"HTTP_COOKIE": 'session="\\000aaaaaaaaaaaaaaaa"; csrf="\\000"'},
    {"HTTP_COOKIE": "django_language=\\000; messages=abc; ñ=\xff"},
    {"HTTP_HX_REQUEST": "true"},
    {"CONTENT_TYPE": "text/plain; charset=utf-7"},
    {"CONTENT_TYPE": "text/plain; charset=nonsense"},
    {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"},
    {"REMOTE_ADDR": "not an address"},
    {"REMOTE_ADDR": ""},
)
FILES = (
    ("vacio.pdf", b""),
    ("a\x00b.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 64),
    ("x" * 300 + ".csv", b"\x00\x01,\xff\n"),
    ("../../etc/passwd", b"%PDF-1.7\n"),
    ("plan.csv", "titulo;número\nUno;9999999999999999999999\n".encode()),
    ("plan.csv", b'titulo\n"sin cerrar'),
    ("libro.xlsx", b"PK\x03\x04" + b"\x00" * 200),
    ("texto.docx", b"PK\x05\x06" + b"\x00" * 18),
    ("<b>.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 40),
)
OUT = re.compile("/salir/|/logout/")
METHODS = ("put", "patch", "delete", "options", "head")
PART = re.compile(r"<(?:(\w+):)?(\w+)>")
GROUP = re.compile(r"\(\?P<(\w+)>[^()]*(?:\([^()]*\)[^()]*)*\)")


def routes() -> list[str]:
    """Return every route of the URL conf, its parts as `<converter:name>`."""
    found = []

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> None:
        for pattern in patterns:
            here = GROUP.sub(r"<str:\1>", str(pattern.pattern)).strip("^$").replace("\\.", ".")
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, before + here)
            else:
                found.append(before + here)

    with translation.override(settings.LANGUAGE_CODE):  # a prefix is that of the language at work
        walk(get_resolver().url_patterns, "")
    return found


def family(route: str) -> str:
    """Return the kind of a route: kinds are attacked equally, however many routes they have."""
    first = route.split("/")[0]
    return first if first in {"api", "admin"} else "portal"


def known_values() -> dict[str, list[str]]:
    """Return what the database holds, by the names that path parts have."""
    found: dict[str, list[str]] = defaultdict(list)
    for model in apps.get_models():
        if not model._meta.managed or "pgh_id" in {field.name for field in model._meta.fields}:
            continue
        for field in model._meta.local_concrete_fields:
            name = "object_id" if field.primary_key else field.name
            if name in {
                "slug",
                "sha256",
                "public_id",
                "number",
                "edition",
                "position",
                "object_id",
            }:
                rows = model._base_manager.exclude(**{field.name: None})
                found[name] += [
                    str(value) for value in rows.values_list(field.name, flat=True)[:20]
                ]
    found["key"] = found["slug"] + found["public_id"]
    found["heading"] = list(PUBLISHED)
    found["year"] = ["2026", "2025", "2023"]
    found["month"] = ["1", "01", "12"]
    found["old"], found["new"] = ["1"], ["1", "2"]
    found["act"] = [
        act.name for page in admin.site._registry.values() for act in getattr(page, "acts", ())
    ]
    found["app_label"] = ["commitments", "forums"]
    found["kind"] = ["compromisos", "planes", "meses", "sesiones", "fichas"]
    found["form"] = ["png", "svg", "txt"]
    return found


def people() -> dict[str, User | None]:
    """Return who sends: nobody, somebody without any role, and one of each kind that has one."""
    named = ("editora", "coordinadora", "administradora", "presidenta", "contraparte")
    citizen = User.objects.create_user("vecina@prueba.example", name="Vecina")
    return {
        "nobody": None,
        "citizen": citizen,
        **{name: User.objects.get(email=f"{name}@prueba.example") for name in named},
    }


def write_files() -> None:
    """Write the files that the rows of the world name."""
    for model in apps.get_models():
        names = [field.name for field in model._meta.fields if isinstance(field, models.FileField)]
        if "pgh_id" in {field.name for field in model._meta.fields} or not names:
            continue
        for row in model._base_manager.all():
            give_files(row)


def worked_out(job: str, content: bytes, _options: object) -> bytes:
    """Answer for the child that works on files: what it would read of a plain one."""
    sheet = {"rows": [["titulo"], ["Uno"]], "beside": [], "beside_name": "", "others": []}
    answers = {"sheet": json.dumps(sheet).encode(), "docx": b"[]"}
    return answers.get(job, content)


@contextmanager
def cheap() -> Iterator[None]:
    """Draw no picture, set no document and work out once for each person what the admin lists
    beside every page (other tests do all of it), and log nothing: requests are many.
    """
    listed: dict[tuple[object, object], list[dict[str, object]]] = {}
    whole = admin.site.get_app_list

    def app_list(request, app_label=None):
        key = (request.user.pk, app_label)
        if key not in listed:
            listed[key] = whole(request, app_label)
        return listed[key]

    logging.disable(logging.CRITICAL)
    try:
        with (
            mock.patch.object(sandbox, "run", worked_out),
            mock.patch.object(admin.site, "get_app_list", app_list),
        ):
            yield
    finally:
        logging.disable(logging.NOTSET)


class Forms(HTMLParser):
    """The forms of a page that send by POST: each the pairs it would send, and its files."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str], list[str]]] = []
        self.is_open = False
        self.selected = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        words = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_open = words.get("method", "").lower() == "post"
            if self.is_open:
                self.found.append((words.get("action", ""), {}, []))
        elif self.is_open and tag in {"input", "textarea", "select", "button"} and "name" in words:
            name, kind = words["name"], words.get("type", "")
            if kind == "file":
                self.found[-1][2].append(name)
            elif not (kind in {"checkbox", "radio"} and "checked" not in words):
                self.found[-1][1].setdefault(name, words.get("value", ""))
            self.selected = name if tag == "select" else ""
        elif self.is_open and tag == "option" and self.selected and words.get("value"):
            self.found[-1][1][self.selected] = words["value"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_open = False


class Attack:
    """Requests made of one seed, sent by the clients of some people."""

    def __init__(
        self, people: dict[str, models.Model | None], *, seed: int, share_of_forms: float = 0.6
    ) -> None:
        self.random = random.Random(seed)
        self.share_of_forms = share_of_forms
        self.people = people
        self.clients = {name: self.enter(name) for name in people}
        self.values = known_values()
        self.routes: dict[str, list[str]] = defaultdict(list)
        for route in routes():
            self.routes[family(route)].append(route)
        self.unvisited = [route for kind in self.routes.values() for route in kind]
        self.random.shuffle(self.unvisited)
        self.statuses: Counter[int] = Counter()
        self.visited: set[str] = set()
        self.forms: list[tuple[str, str, dict[str, str], list[str]]] = []
        self.faults: list[str] = []

    def enter(self, name: str) -> Client:
        """Return a client of that person, signed in."""
        client = Client(raise_request_exception=False)
        person = self.people[name]
        if person is not None:
            client.force_login(person)
        return client

    def run(self, requests: int) -> None:
        """Send that many requests, or more: every route once first, then any."""
        while self.unvisited or self.statuses.total() < requests:
            route = (
                self.unvisited.pop()
                if self.unvisited
                else self.random.choice(self.routes[self.random.choice(list(self.routes))])
            )
            self.visited.add(route)
            self.attack(route)

    def attack(self, route: str) -> None:
        """Ask for a route, and send one of the forms that it shows; or bend one seen before."""
        chance = self.random.random()
        name = self.random.choice(list(self.people))
        if family(route) == "admin" and chance < 0.8:
            name = self.random.choice(("editora", "coordinadora", "administradora"))
        where = self.address(route)
        if chance < 0.03:
            self.send(name, self.random.choice(METHODS), where, {})
        elif chance < 0.06:
            self.send(name, "post", where, self.pairs())
        else:
            page = self.send(name, "get", where, {})
            if page.status_code == 200 and page.get("Content-Type", "").startswith("text/html"):
                self.forms += [
                    (name, action if action.startswith("/") else where, typed, files)
                    for action, typed, files in Forms(page.content.decode()).found
                    if not OUT.search(action)  # on every page: it would send everybody out
                ]
        if self.forms and self.random.random() < self.share_of_forms:
            who, target, typed, files = self.random.choice(self.forms[-400:])
            self.send(who, "post", target, self.bent(typed, files))

    def address(self, route: str) -> str:
        """Return an address of the route: parts known or hostile, and a query or none."""

        def part(found: re.Match) -> str:
            known = self.values.get(found[2])
            value = self.random.choice(known if known and self.random.random() < 0.7 else VALUES)
            return quote(value, safe="/" if found[1] == "path" else "")

        path = PART.sub(part, route)
        prefix = "/en/" if self.random.random() < 0.2 and not route.startswith("api/") else "/"
        if self.random.random() < 0.45:
            return prefix + path
        return f"{prefix}{path}?{urlencode(self.pairs(), doseq=True)}"

    def pairs(self) -> dict[str, str]:
        """Return some names and hostile values."""
        return {
            self.random.choice(QUERY_NAMES): self.random.choice(VALUES)
            for _number in range(self.random.randint(1, 3))
        }

    def bent(self, typed: dict[str, str], files: list[str]) -> dict[str, object]:
        """Return what a form would send, with up to three of its fields bent or left out."""
        sent: dict[str, object] = dict(typed)
        names = sorted(typed)
        for name in self.random.sample(names, min(self.random.randint(0, 3), len(names))):
            if self.random.random() < 0.2:
                del sent[name]
            else:
                sent[name] = self.random.choice(VALUES)
        for name in files:
            if self.random.random() < 0.5:
                sent[name] = SimpleUploadedFile(*self.random.choice(FILES))
        return sent

    def send(self, name: str, method: str, where: str, data: dict[str, object]) -> object:
        """Send one request from an address of its own and note how it was answered."""
        headers = {"REMOTE_ADDR": f"10.{self.random.randrange(256)}.{self.random.randrange(256)}.7"}
        if self.random.random() < 0.08:
            headers |= self.random.choice(HEADERS)
        answer = getattr(self.clients[name], method)(
            where, **({"data": data} if data else {}), **headers
        )
        if answer.streaming:
            for _block in answer.streaming_content:
                pass
            answer.close()
        self.statuses[answer.status_code] += 1
        is_told = answer.status_code == 501 and "/oembed" in where  # as oEmbed asks: no such format
        if answer.status_code >= 500 and not is_told:
            error = getattr(answer, "exc_info", None) or (None, None)
            kept = {key: value for key, value in headers.items() if key != "REMOTE_ADDR"}
            self.faults.append(
                f"{answer.status_code} {name} {method} {where[:200]!r} {str(data)[:600]} {kept} "
                f"{type(error[1]).__name__}: {str(error[1])[:300]}"
            )
        if OUT.search(where):
            self.clients[name] = self.enter(name)
        return answer
