"""The small words of pages and what forms say of themselves."""

import pytest
from django import forms
from django.template import Context

from ogp_portal.templatetags import components


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("Abrir las actas", 15, "Abrir las actas"),
        ("Abrir las actas", 14, "Abrir las…"),
        ("Abrir las, actas", 12, "Abrir las…"),
        ("Abrir las actas", 10, "Abrir las…"),
        ("Abrir las actas", 9, "Abrir…"),
        ("https://ciudad.example/acta", 10, "https://c…"),
        ("  dos\n\npalabras ", 20, "dos palabras"),
        ("", 10, ""),
        (None, 10, ""),
    ],
)
def test_a_text_is_cut_at_words(text, most, expected):
    assert components.shortened(text, most) == expected
    assert len(components.shortened(text, most)) <= most


def test_none_and_one_are_words():
    assert [components.count_word(count) for count in (0, 1, 2, 1234)] == [
        "Ninguno",
        "Uno",
        "2",
        "1.234",
    ]


class Asked(forms.Form):
    name = forms.CharField(label="Nombre")
    note = forms.CharField(label="Nota", required=False)
    link = forms.URLField(label="Enlace", required=False, assume_scheme="https")
    kind = forms.ChoiceField(
        label="Clase", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="De acuerdo", required=False)
    needed_sometimes = ("link",)


def test_what_may_stay_empty_is_marked_and_what_depends_on_something_else_is_not():
    form = Asked()
    assert [field.name for field in form if components.is_optional(field)] == ["note"]
    form.fields["name"].required = form.fields["kind"].required = False
    assert [field.name for field in form if components.is_optional(field)] == []
    assert "(opcional)" in Asked()["note"].as_field_group()
    assert "(opcional)" not in Asked()["name"].as_field_group()


def test_a_summary_of_errors_leads_to_the_control_of_each_and_a_group_names_its_errors():
    form = Asked({})
    assert components.first_control(form["name"]) == "id_name"
    assert components.first_control(form["kind"]) == "id_kind_0"
    assert 'id="id_kind_0"' in str(form["kind"])
    group = form["kind"].as_field_group()
    assert '<fieldset aria-describedby="id_kind_error">' in group
    assert 'id="id_kind_error"' in group


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"form": Asked({})}, "Error: "),
        ({"forms": {"ask": Asked({})}}, "Error: "),
        ({"form": Asked()}, ""),
        ({"form": Asked({"name": "x", "kind": "a"})}, ""),
        ({}, ""),
    ],
)
def test_the_title_of_a_page_says_that_something_is_to_be_corrected(given, expected):
    assert components.error_in_title(Context(given)) == expected
