"""Pages under /en/ are English: no text of the portal that has an English translation is shown in
Spanish. What its documents and people wrote stays in their language, and says so.

Every kind of page is also read as HTML by a parser that forgives nothing (HTML standard, 13.2).
"""

import gettext
import re
from collections import defaultdict
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import CharField
from tinyhtml5.parser import HTMLParser as StrictParser

from tests.promises.crawling import Answer, crawl

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
SAID_BY_ATTRIBUTES = ("alt", "aria-label", "placeholder", "title", "label", "data-title")
SILENT = {"script", "style", "code", "kbd", "samp", "pre"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{\w*\}")
LEAST_LETTERS = 4
AMPERSAND = "expected-named-entity"  # `?a=b&c=d` is no error without a semicolon (13.2.5.73)
OURS = ("commitments", "forums", "transparency", "ogp_portal")


class Spanish:
    """The texts of the portal that have an English translation, as one meets them in a page."""

    def __init__(self) -> None:
        with (settings.BASE_DIR / "locale/en/LC_MESSAGES/django.mo").open("rb") as file:
            catalogue = gettext.GNUTranslations(file)._catalog
        english = {squeezed(text) for text in catalogue.values()}
        self.whole: set[str] = set()
        self.with_values: dict[str, list[re.Pattern[str]]] = defaultdict(list)
        for message, translation in catalogue.items():
            text = message[0] if isinstance(message, tuple) else message
            text = squeezed(text.rpartition("\x04")[2])
            if text == squeezed(translation) or text in english:
                continue
            literal = PLACEHOLDER.sub("", text)
            if sum(letter.isalpha() for letter in literal) < LEAST_LETTERS:
                continue
            if literal == text:
                self.whole.add(text)
            else:
                parts = map(re.escape, re.split(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", text))
                start = text[:3] if not PLACEHOLDER.match(text[:3]) else ""
                self.with_values[start if "%" not in start else ""].append(
                    re.compile(".+?".join(parts).replace("%%", "%"))
                )

    def is_one(self, text: str) -> bool:
        """Say whether a text is one of them, with whatever values."""
        return text in self.whole or any(
            pattern.fullmatch(text)
            for start in {text[:3], ""}
            for pattern in self.with_values.get(start, ())
        )


def squeezed(text: str) -> str:
    return " ".join(text.split())


class Words(HTMLParser):
    """What a page says, text by text, outside what says that it is in another language."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: set[str] = set()
        self.of_others: set[str] = set()
        self.feed(html)

    def language(self) -> str:
        return next((lang for _tag, lang in reversed(self.open) if lang), "")

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        lang = facts.get("lang") or ""
        if (lang or self.language()).startswith("en"):
            self.found |= {
                squeezed(facts[name] or "") for name in SAID_BY_ATTRIBUTES if name in facts
            }
            if tag == "meta":
                self.found.add(squeezed(facts.get("content") or ""))
        if tag not in VOID:
            self.open.append((tag, lang))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        text = squeezed(data)
        if self.open and self.open[-1][0] == "title":
            text = text.rpartition(" · ")[0] or text
        if not SILENT & {tag for tag, _lang in self.open}:
            (self.found if self.language().startswith("en") else self.of_others).add(text)


@pytest.fixture(scope="module")
def texts() -> Spanish:
    return Spanish()


def names_of_rows() -> set[str]:
    """Return what things are called in the database, as their documents or people wrote it."""
    return {
        squeezed(value)
        for app in OURS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, CharField) and field.name in {"title", "name"} and not field.choices
        for value in model._default_manager.values_list(field.name, flat=True)
    }


def in_spanish(html: str, texts: Spanish, names: set[str]) -> list[str]:
    """Return the texts of the portal that a page in English says in Spanish."""
    words = Words(html)
    return sorted(
        text
        for text in words.found - words.of_others - names
        if texts.is_one(text) and text.partition(" · ")[0] not in names
    )


def badly_written(html: str) -> list[str]:
    """Return what a parser that forgives nothing finds in a page, and identifiers that stand twice
    or lead nowhere.
    """
    parser = StrictParser()
    tree = parser.parse(html)
    found = [
        f"{code} {facts} at {where}" for where, code, facts in parser.errors if code != AMPERSAND
    ]
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    found += [f"twice: {name}" for name in set(ids) if ids.count(name) > 1]
    for element in tree.iter():
        for name in (
            "aria-labelledby",
            "aria-describedby",
            "aria-controls",
            "for",
            "headers",
            "list",
        ):
            wanted = (element.get(name) or "").split()
            found += [f"{name} of nothing: {each}" for each in wanted if each not in ids]
    return found


def wrong(answers: list[Answer], texts: Spanish) -> dict[str, list[str]]:
    names = names_of_rows()
    pages = [answer for answer in answers if answer.kind == "text/html" and answer.status == 200]
    assert len(pages) > 60
    found = {}
    for page in pages:
        html = page.body.decode()
        spanish = in_spanish(html, texts, names) if page.address.startswith("/en/") else []
        if mistakes := [*spanish, *badly_written(html)]:
            found[page.address] = mistakes
    return found


@pytest.mark.nightly
def test_every_kind_of_page_of_what_the_documents_state(santiago, client, texts):
    assert wrong(crawl(client, of_each=1, starts=("/en/",)), texts) == {}


@pytest.mark.django_db
def test_first_pages_are_english_and_well_written(client, cast, texts):
    names = names_of_rows()
    for path in ("", "compromisos/", "planes/plan/", "participa/", "buscar/?q=nada", "datos/"):
        html = client.get(f"/en/{path}").content.decode()
        assert in_spanish(html, texts, names) == [], path
        assert badly_written(html) == [], path


def test_planted_spanish_is_caught_and_what_says_that_it_is_spanish_is_not(texts):
    page = (
        '<html lang="en"><title>{} · Portal</title><p title="{}">{}</p><i lang="es">{}</i></html>'
    )
    assert in_spanish(page.format("Plans", "", "Search", "Buscar"), texts, set()) == []
    assert in_spanish(page.format("Plans", "", "Buscar", ""), texts, set()) == ["Buscar"]
    assert in_spanish(page.format("", "Buscar", "", ""), texts, set()) == ["Buscar"]
    assert in_spanish(page.format("Compromisos", "", "", ""), texts, set()) == ["Compromisos"]
    assert in_spanish(page.format("", "", "3 de 8 hitos cumplidos.", ""), texts, set()) != []
    assert in_spanish(page.format("", "", "Buscar", ""), texts, {"Buscar"}) == []


@pytest.mark.parametrize(
    "breach",
    [
        "<p><div>a</div></p>",
        '<a href="x"><a href="y">z</a></a>',
        '<i id="a"></i><b id="a"></b>',
        '<p aria-labelledby="nothing">a</p>',
        '<label for="nothing">a</label>',
    ],
)
def test_planted_mistakes_are_caught(breach):
    page = "<!DOCTYPE html><html><head><title>x</title></head><body>{}</body></html>"
    assert badly_written(page.format("<p>a</p>")) == []
    assert badly_written(page.format(breach)) != []
