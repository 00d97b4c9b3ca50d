"""Titles and names say to the eye what they say to a search."""

import pytest
from django.urls import reverse

from commitments.organizations.models import Organization
from ogp_portal.foundation.characters import clean
from ogp_portal.foundation.documents import cells
from ogp_portal.foundation.documents.alphabets import mixed_word
from ogp_portal.foundation.documents.form_fields import CleanTextField, area

UNSEEN = [
    "\u200b",
    "\u2060\u2063",
    "\u00ad",
    "\u3164",
    "\u2800",
    "\ufe0f",
    "\u0301\u0301",
    "\u2028",
    "\u00a0 \u3000",
    "\ufff9\ufffb",
    "\U000e0041",
    "\u200c\u200d",
    "\ue000",
]


@pytest.mark.parametrize("text", UNSEEN)
def test_text_of_which_nothing_is_seen_is_no_text(text):
    assert clean(text) == ""
    assert CleanTextField(label="Título", required=False).clean(text) == ""
    with pytest.raises(Exception, match="requerido"):
        CleanTextField(label="Título").clean(text)


@pytest.mark.parametrize("text", ["a", "¿?", "5", "👨‍👩‍👧", "n\u0303", "€", "日本"])
def test_text_of_which_something_is_seen_is_kept(text):
    assert clean(f" {text}\u200b ") != ""


MIXED = {
    "G\u043ebierno Regional": "G\u043ebierno",  # Cyrillic о
    "Gobiern\u03bf": "Gobiern\u03bf",  # Greek ο
    "Muni\u0441ipalidad": "Muni\u0441ipalidad",
    "\u0421\u041e\u0421\u0410 Chile": "\u0421\u041e\u0421\u0410",  # all Cyrillic, drawn as COCA
    "\U0001d406obierno": "\U0001d406obierno",
    "\uff27obierno": "\uff27obierno",
    "\U0001d406\U0001d428\U0001d41b Regional": "\U0001d406\U0001d428\U0001d41b",
    "\uff27\uff4f\uff42": "\uff27\uff4f\uff42",
}


@pytest.mark.parametrize(("text", "word"), MIXED.items())
def test_a_word_of_letters_that_look_like_others_is_refused_by_name(text, word):
    assert mixed_word(text) == word
    with pytest.raises(Exception, match=f"«{word}» tiene letras de otro alfabeto"):
        CleanTextField(label="Título").clean(text)


@pytest.mark.parametrize(
    "text",
    [
        "Gobierno Regional",
        "3ª sesión, 5 µg",
        "Москва y Santiago",
        "Plan α",
        "Ελλάδα",
        "日本 OGP",
        "\U0001d465 e y",
    ],
)
def test_words_of_one_alphabet_each_are_let_in(text):
    assert CleanTextField(label="Título").clean(text) == text


def test_several_lines_may_speak_of_such_words():
    assert area("Texto").clean("El sitio «G\u043ebierno» no es del Gobierno.") != ""


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["G\u043ebierno de Santiago", "\u200b\u2060"])
def test_an_institution_with_a_false_name_is_refused_in_the_admin(client, cast, name):
    client.force_login(cast.administrator)
    add = reverse("admin:commitments_organization_add")
    fields = client.get(add).context["adminform"].form.fields
    facts = {"name": name, "slug": "falsa", "kind": "government", "short_name": "Falsa"}
    answer = client.post(add, {key: facts[key] for key in facts if key in fields})
    assert answer.status_code == 200
    assert "name" in answer.context["adminform"].form.errors
    assert not Organization.objects.filter(slug="falsa").exists()


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_every_sign_that_begins_a_formula_gets_its_quote_and_loses_it_coming_back(sign):
    from ogp_portal.foundation.api.datasets import neutral

    assert neutral(f"{sign}1+1") == f"'{sign}1+1"
    assert cells.without_quote(f"'{sign}1+1") == f"{sign}1+1"
    assert neutral("Suma = 1") == "Suma = 1"
    assert cells.without_quote("'citado'") == "'citado'"
