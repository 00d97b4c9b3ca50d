"""Fields of numbers: the same reading at every door, and what was kept shown as people read it."""

import ast

import pytest
from django import forms
from django.utils.html import escape

from ogp_portal.foundation.documents.form_fields import AmountField, WholeNumberField
from tests.house.source import modules, name_of, read


class Form(forms.Form):
    amount = AmountField(required=False, min_value=0, max_value=10**16)
    share = WholeNumberField(required=False, min_value=0, max_value=100)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("45.000.000", 45_000_000), ("$ 45.000.000", 45_000_000), ("1.0", 1), ("", None), ("-", None)],
)
def test_an_amount_is_read_as_it_is_typed(text, amount):
    form = Form({"amount": text})
    assert form.is_valid()
    assert form.cleaned_data["amount"] == amount


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("amount", "45,000", "45,000 puede ser 45 o 45.000: escríbalo sin separadores, como 45 o"),
        ("amount", "-1", "mayor o igual a 0"),
        ("share", "99,5", "Tiene decimales, y aquí van números enteros: 99,5."),
        ("share", "101", "menor o igual a 100"),
        ("share", "x", "No es un número entero: x."),
    ],
)
def test_what_is_not_understood_is_told_at_its_field_and_stays_as_typed(field, text, sentence):
    form = Form({field: text})
    assert not form.is_valid()
    assert sentence in form.errors[field][0]
    assert f'value="{text}"' in str(form[field])


@pytest.mark.parametrize("text", ["0", "100", "100.0"])
def test_both_ends_of_a_share_are_let_in(text):
    assert Form({"share": text}).is_valid()


def test_a_kept_amount_is_shown_grouped_and_sent_back_is_no_change():
    form = Form({"amount": "45.000.000"}, initial={"amount": 45_000_000})
    assert 'value="45.000.000"' in str(Form(initial={"amount": 45_000_000})["amount"])
    assert 'inputmode="numeric"' in str(form["amount"])
    assert not form.has_changed()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("45000000", "Se lee $45.000.000, esto es M$45.000."),
        ("CLP 300.000.000", "Se lee $300.000.000, esto es MM$300."),
        ("$ 45.000", "Se lee $45.000."),
        ("-12", "Se lee −$12."),
        ("45,000", "45,000 puede ser 45 o 45.000: escríbalo sin separadores, como 45 o 45000."),
        ("mucho", "No es un número entero: mucho."),
        ("", ""),
        ("-", ""),
    ],
)
def test_an_amount_shows_how_it_is_read_as_one_types_and_on_the_page_after(client, db, text, told):
    asked = client.get("/leer-cifra/", {"texto": text})
    assert asked.json() == {"understood": told}
    page = str(Form({"amount": text})["amount"])
    assert f'data-reads="/leer-cifra/">{escape(told)}</output>' in " ".join(page.split()).replace(
        '" >', '">'
    )
    assert 'for="id_amount"' in page
    assert "js/amounts" in str(Form().media)


def test_it_is_told_in_the_language_of_the_page(client, db):
    assert client.get("/en/leer-cifra/", {"texto": "45000"}).json() == {
        "understood": "Read as $45,000."
    }


def test_no_form_has_a_field_of_numbers_that_reads_in_another_way():
    """Django's own takes 45.000.000 for 45; hidden ones hold what the portal itself wrote."""
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(ast.parse(read(path)))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "forms.IntegerField"
        and "HiddenInput" not in ast.unparse(node)
    ]
    assert found == []
