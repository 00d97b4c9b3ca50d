"""Every letter goes through one layout: what happened, what follows, one button, who writes, why
one receives it; as good in plain text as in HTML, and asking nothing of any server.

`PORTAL_LETTERS=DIR` writes one file for each letter, to be looked at.
"""

import ast
import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import Engine
from django.template.base import TextNode
from django.template.loader_tags import BlockNode
from django.utils import translation

from ogp_portal.administration.emails import KINDS, AccountAdapter
from ogp_portal.foundation.events import letter_layout, mail, notices
from tests.foundation.letter_samples import LETTERS, SITE
from tests.house.source import ROOT, modules, read

FOLDER = ROOT / "templates" / "mail"
SHOWN = os.environ.get("PORTAL_LETTERS", "")
LARGEST = 100_000  # what a well-known mail program shows before it cuts a letter
LEAVE = f"{SITE}/dejar/abc/"
NAMES = "Gobierno Abierto · "  # who writes: in HTML, two lines of the head
EVERY = [(kind, turn) for kind, samples in LETTERS.items() for turn in range(len(samples))]


def kinds() -> set[str]:
    return {path.stem for path in FOLDER.glob("*.txt")} - {"letter"}


def written(kind: str, turn: int, language: str = "es-cl") -> letter_layout.Words:
    with translation.override(language):
        return letter_layout.put_in_words(kind, LETTERS[kind][turn], leave=LEAVE)


def squeezed(text: str) -> str:
    """Return text without its spaces, which both forms set in their own way."""
    return "".join(text.split())


class Reading(HTMLParser):
    """What a letter shows, where it leads, and what it would ask of a server."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words, self.links, self.buttons, self.asked = [], [], [], []
        self.is_hidden = False
        self.feed(html)
        self.text = squeezed("".join(self.words))

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        self.is_hidden = tag in {"style", "title"}
        if tag == "a":
            self.links.append(facts["href"])
            if facts.get("class") == "button":
                self.buttons.append(facts["href"])
        if tag in {"img", "link", "script", "iframe", "object", "form", "input"}:
            self.asked.append(tag)
        if {"src", "srcset", "background", "data", "poster"} & set(facts):
            self.asked.append(tag)

    def handle_endtag(self, tag):
        self.is_hidden = False

    def handle_data(self, data):
        if not self.is_hidden:
            self.words.append(data)


def outside(file: Path) -> list[str]:
    """Return what a kind of letter says outside the parts of the layout."""
    nodes = Engine.get_default().get_template(f"mail/{file.name}").nodelist
    blocks = [node.name for node in nodes if isinstance(node, BlockNode)]
    return [
        *(node.s for node in nodes if isinstance(node, TextNode) and node.s.strip()),
        *(name for name in blocks if name not in letter_layout.PARTS),
    ]


def test_every_kind_is_made_of_the_parts_of_the_layout_and_has_a_letter_to_look_at():
    assert kinds() == set(LETTERS)
    assert {path.name for path in FOLDER.iterdir()} - {f"{kind}.txt" for kind in kinds()} == {
        "letter.html",
        "letter.txt",
    }
    assert {path.name: found for path in FOLDER.glob("*.txt") if (found := outside(path))} == {
        "letter.txt": outside(FOLDER / "letter.txt")
    }
    assert outside(FOLDER / "letter.txt"), "the layout itself is no kind"


def test_whatever_is_written_is_a_kind_of_the_layout():
    calls = [
        call
        for path in modules()
        for call in ast.walk(ast.parse(read(path)))
        if isinstance(call, ast.Call)
    ]
    named = {
        call.args[0].value
        for call in calls
        if ast.unparse(call.func) in {"mail.write", "letter_layout.put_in_words"}
        and isinstance(call.args[0], ast.Constant)
    }
    assert len(named) > 10
    assert named <= kinds()
    assert set(mail.COMPOSED) == {notices.TEMPLATE} <= kinds()
    assert {f"account_{kind}" for kind in KINDS} <= kinds()
    rendering = [
        ast.unparse(call) for call in calls if "render_to_string" in ast.unparse(call.func)
    ]
    assert [call for call in rendering if "mail/" in call or "email/" in call] == []
    assert not list((ROOT / "templates").glob("*/email/*")), "a letter with a layout of its own"


def test_a_kind_that_lacks_why_one_receives_it_is_refused(monkeypatch):
    planted = Engine.get_default().from_string(
        "{% block subject %}Hola{% endblock %}{% block happened %}Algo.{% endblock %}"
    )
    monkeypatch.setattr(Engine, "get_template", lambda engine, name: planted)
    with pytest.raises(ValueError, match="says nothing in why"):
        letter_layout.put_in_words("planted", {})


@pytest.mark.parametrize(("kind", "turn"), EVERY)
def test_a_letter_says_the_same_in_both_forms_and_asks_nothing_of_a_server(kind, turn, settings):
    settings.PORTAL_URL = SITE
    for language, tag, asked in (
        ("es-cl", "es-CL", "La escribe el portal por sí solo"),
        ("en", "en", "The portal writes this by itself"),
    ):
        words = written(kind, turn, language)
        read_html = Reading(words.html)
        assert f'<html lang="{tag}"' in words.html
        assert asked in words.text
        for line in words.text.splitlines():
            if not line.startswith(("--", "http", NAMES)) and ": http" not in line:
                assert squeezed(line.removesuffix(":")) in read_html.text
        for link in read_html.links:
            assert link.removeprefix("mailto:") in words.text, "told in text, too"
            assert (
                link.startswith((f"{SITE}/", "mailto:", "https://reunion.example/")) or link == SITE
            )
        assert len(read_html.buttons) == (0 if "code" in kind or button_less(kind, turn) else 1)
        assert read_html.asked == []
        assert not re.search(r"url\(|@import|@font-face|javascript:", words.html)
        assert len(words.html.encode()) < LARGEST
        assert not re.search(r"\n{3}|[ \t]\n", words.text)
        if SHOWN:
            Path(SHOWN).mkdir(parents=True, exist_ok=True)
            (Path(SHOWN) / f"{kind}-{turn}-{language}.html").write_text(words.html)
            (Path(SHOWN) / f"{kind}-{turn}-{language}.txt").write_text(
                f"{words.subject}\n\n{words.text}"
            )


def button_less(kind: str, turn: int) -> bool:
    """Say whether there is nothing to press: a code is typed; at an address that the account no
    longer has there is nothing to open.
    """
    return kind in {"account_other", "account_email_confirmation"} or (
        kind == "account_address_changed" and LETTERS[kind][turn]["is_old"]
    )


def test_what_somebody_wrote_is_text_and_makes_neither_a_button_nor_markup():
    typed = 'Hola <b>tú</b>\n\n<a class="button" href="https://trampa.example/">Entrar</a>'
    words = letter_layout.put_in_words(
        "subscription", {"what": typed, "link": f"{SITE}/seguir/x/", "is_confirmed": False}
    )
    assert Reading(words.html).buttons == [f"{SITE}/seguir/x/"]
    assert "&lt;b&gt;tú&lt;/b&gt;" in words.html
    assert "Hola <b>tú</b>" in words.text


def test_the_address_to_receive_no_more_stands_at_the_foot_of_both_forms_only_where_there_is_one():
    for leaves_all, label in (
        (False, "No quiero más cartas sobre esto"),
        (True, "Dejar de recibir todo"),
    ):
        words = letter_layout.put_in_words(
            "digest", LETTERS["digest"][0], leave=LEAVE, leaves_all=leaves_all
        )
        assert f"{label}: {LEAVE}" in words.text.partition("\n--\n")[2]
        assert LEAVE in Reading(words.html).links
        assert label in words.html
    bare = letter_layout.put_in_words("account_login_code", {"code": "7K3-9QX"})
    assert "cartas sobre esto" not in bare.text + bare.html


def test_a_letter_of_the_example_says_so_first_and_one_of_a_real_portal_never(settings):
    says = "Ejemplo: esta municipalidad no existe"
    for settings.IS_EXAMPLE in (True, False):
        words = written("session_convened", 0)
        assert words.text.startswith(says) == settings.IS_EXAMPLE
        assert (says in words.html) == settings.IS_EXAMPLE


def test_the_colours_are_the_institutions_and_are_read_on_dark_paper_too(settings):
    settings.PORTAL_COLOR, settings.PORTAL_COLOR_DEEP = "#7a1f5c", "#4a1038"
    html = written("subscription", 0).html
    assert "background-color: #7a1f5c" in html
    assert "#0b4ea2" not in html
    dark = re.search(r"\.button \{\s*background-color: (#\w+)", html)[1]
    assert letter_layout.branding.contrast(dark, "#10182a") >= 4.5


def test_a_letter_of_the_library_that_is_not_ours_goes_through_the_layout_too(monkeypatch):
    theirs = type("Mail", (), {"subject": "Key added", "body": "A key.\n\nBye."})()
    kept = []
    monkeypatch.setattr(AccountAdapter, "render_mail", lambda *_given: theirs)
    monkeypatch.setattr(mail, "post", lambda letter, **_given: kept.append(letter))
    AccountAdapter(None).send_mail("mfa/email/webauthn_added", "a@correo.example", {})
    [letter] = kept
    assert (letter.subject, letter.expires_at) == ("Key added", None)
    assert "<h1" in letter.html
    assert "A key." in letter.html
    assert "Te llega porque es el correo de una cuenta de este portal." in letter.text
