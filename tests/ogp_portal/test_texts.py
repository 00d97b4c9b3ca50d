"""Every text has its English; Spanish dates and numbers are Chile's."""

import ast
import datetime
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.template import Context, Template
from django.utils import translation
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)


def catalogue():
    with (ROOT / "locale/en/LC_MESSAGES/django.po").open("rb") as text:
        return read_po(text)


ASKS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "ngettext": 2, "ngettext_lazy": 2}
TEXT = r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""


def asked_by(template: str) -> set[str]:
    """Return the texts a template asks for, as makemessages reads them: one to a `translate`, both
    numbers of a `blocktranslate`.
    """
    code = templatize(template)
    calls = re.findall(rf"gettext\(u?{TEXT}(?:, u?{TEXT})?", code)
    calls += re.findall(rf"_\({TEXT}()\)", code)
    return {ast.literal_eval(text) for call in calls for text in call if text}


def used() -> set[str]:
    """Return the texts that code and templates ask to be translated."""
    found = set()
    for package in ("ogp_portal", "commitments", "forums", "transparency"):
        for path in (ROOT / package).rglob("*.py"):
            if "migrations" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    texts = node.args[: ASKS.get(node.func.id, 0)]
                    found |= {text.value for text in texts if isinstance(text, ast.Constant)}
    for path in (ROOT / "templates").rglob("*.*"):
        found |= asked_by(path.read_text(encoding="utf-8"))
    return found


def test_every_text_has_its_english():
    known = {
        text
        for message in catalogue()
        if message.string and all(message.string)
        for text in (message.id if isinstance(message.id, tuple) else (message.id,))
    }
    assert {
        text for text in used() if text not in known and text.replace("%", "%%") not in known
    } == set()


def test_no_translation_is_left_in_doubt():
    assert [message.id for message in catalogue() if message.id and message.fuzzy] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/planes/",
        "/compromisos/",
        "/como-medimos/",
        "/accesibilidad/",
        "/privacidad/",
        "/informes/",
        "/cuenta/login/",
        "/presupuesto/",
        "/fichas/",
        "/hallazgos/",
    ],
)
def test_an_english_page_has_no_spanish_of_ours(client, path):
    text = re.sub(r"<[^>]+>", " ", client.get(f"/en{path}").content.decode())
    for word in (" los ", " las ", " que ", " para ", " con ", " del "):
        assert word not in text.replace("Español", ""), (
            word,
            text[max(0, text.find(word) - 60) : text.find(word) + 60],
        )


def test_chile_writes_its_dates_and_numbers_so():
    shown = Template("{{ day|date:'DATE_FORMAT' }} {{ figure }} {{ share }}")
    with translation.override("es-cl"):
        text = shown.render(
            Context({"day": datetime.date(2026, 12, 31), "figure": 12693714, "share": 94.91})
        )
    assert text == "31 de diciembre de 2026 12.693.714 94,91"
