"""What people read is written through gettext, so that the catalogue of each language has it."""

import ast
import re

from tests.house.source import modules, name_of, read

GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "npgettext"}
LITTLE_WORDS = re.compile(
    r"\b(?:el|la|los|las|un|una|del|de|que|para|por|con|sin|su|sus|este|esta|se|ya|ha|cada"
    r"|entre|hasta|desde|como|más|en|al|lo)\b",
    re.IGNORECASE,
)
ACCENTED = re.compile(r"[áéíóúñ¿¡]", re.IGNORECASE)
CODE = re.compile(
    r"\b(?:SELECT|CREATE|import)\b|[%\\][a-z][^a-z]|[<#?/]|^[\w-]+$|^[A-Z][\w-]+: |no-store"
)
CONSOLE = (
    "ogp_portal/foundation/runtime/",
    "ogp_portal/management/",
    "commitments/management/",
    "transparency/management/",
)  # speaks before the catalogues are compiled, to whoever runs the portal
LOADERS = ("ogp_portal/loaders/",)  # what documents of the client say
REPORT = "the monthly report is an official document, in Spanish from its page to its title"
NOT_TRANSLATED = {
    "commitments/organizations/access.py": "the role that an entry of the journal is written with",
    "forums/sessions/documents.py": "a line of the minutes, in the portal's own language",
    "forums/drafts/reading.py": "headings by which the files that people bring are read",
    "ogp_portal/administration/workflow.py": "the role that an entry is written with",
    "ogp_portal/foundation/events/journal.py": "the role that an entry is written with",
    "ogp_portal/foundation/erasure.py": "the name that an entry is written with",
    "ogp_portal/site/own_address.py": "the role that an entry is written with",
    "ogp_portal/site/own_data.py": "the role that an entry is written with",
    "ogp_portal/settings.py": "the owner of the portal, which each government sets",
    "transparency/budgets/datasets/columns.py": "the name of a decree",
    "transparency/catalogue/api/rows.py": "an example of a value in the data's own language",
    "transparency/reports/documents/changes.py": REPORT,
    "transparency/reports/documents/printing.py": REPORT,
    "transparency/reports/documents/sheets.py": REPORT,
    "transparency/reports/workflow/issuing.py": REPORT,
    "transparency/reports/workflow/narrating.py": REPORT,
    "transparency/templatetags/report_parts.py": REPORT,
}


def is_spanish(text: str) -> bool:
    """Say whether a text reads as Spanish: two words or more, with an accent or a little word."""
    if CODE.search(text) or len(re.findall(r"[^\W\d_]{2,}", text)) < 2:
        return False
    return bool(ACCENTED.search(text) or LITTLE_WORDS.search(text))


def untranslated(source: str) -> list[str]:
    """Return the Spanish sentences of a module that no function of gettext takes."""
    tree = ast.parse(source)
    left_out = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            left_out.add(node.value)  # docstrings
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func
            if (name.id if isinstance(name, ast.Name) else name) in GETTEXT:
                left_out |= set(ast.walk(node))
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node not in left_out
        and is_spanish(node.value)
    ]


def test_what_people_read_is_written_through_gettext():
    found = {
        name_of(path): sentences
        for path in modules()
        if not name_of(path).startswith((*CONSOLE, *LOADERS))
        and (sentences := untranslated(read(path)))
    }
    assert {name: found[name] for name in found if name not in NOT_TRANSLATED} == {}
    assert set(NOT_TRANSLATED) - set(found) == set()


def test_a_planted_sentence_without_gettext_is_caught():
    planted = 'raise Refusal("Uno de los compromisos dejó de ser borrador.")'
    assert untranslated(planted) == ["Uno de los compromisos dejó de ser borrador."]
    assert untranslated('x = f"{name} no se puede abrir"') == [" no se puede abrir"]
    assert untranslated('raise Refusal(_("Uno de los compromisos dejó de ser borrador."))') == []
    assert untranslated('raise Refusal(translation.gettext("No se puede abrir."))') == []
    assert untranslated('def f():\n    """Dice que no se puede."""') == []
    assert untranslated('x = "versiones-de-compromisos"') == []
    assert untranslated('x = "The row is gone"') == []
