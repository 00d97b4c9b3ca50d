"""A form belongs to one request: nothing of a form's class is touched while somebody is served, and
no list of rows is offered that nobody fitted to the person.
"""

import ast

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.forms.models import ModelChoiceField
from django.urls import get_resolver

from ogp_portal.foundation.permissions import rights
from tests.house.source import modules, name_of, read

OF_THE_CLASS = {"base_fields", "declared_fields"}
OF_A_FIELD = {"queryset", "choices", "widget"}
APART = {
    "ogp_portal/foundation/permissions/choices.py",  # where the form at hand is fitted
    "ogp_portal/foundation/documents/sandbox_jobs.py",  # a process of its own, that serves nobody
}


def _written(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return list(node.targets)
    return [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else []


def _is_a_class(value: ast.expr) -> bool:
    """Say whether an expression is a class: `type(self)`, `self.__class__`, `cls`, `SomeForm`."""
    if isinstance(value, ast.Name):
        return value.id == "cls" or (value.id[:1].isupper() and not value.id.isupper())
    if isinstance(value, ast.Attribute):
        return value.attr == "__class__"
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and (value.func.id == "type")
    )


def _is_own(value: ast.expr) -> bool:
    """Say whether an expression is the object itself or a part of it: `self.fields["plan"]`."""
    while isinstance(value, ast.Attribute | ast.Subscript):
        value = value.value
    return isinstance(value, ast.Name) and value.id == "self"


def shared(source: str) -> list[str]:
    """Return what code of a module reads or writes of what every request shares."""
    tree = ast.parse(source)
    found = [
        f"{node.lineno}: {node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in OF_THE_CLASS
    ]
    inside = [
        node
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
    ]
    written = [target for node in inside for target in _written(node)]
    return found + [
        f"{target.lineno}: {target.attr}"
        for target in written
        if isinstance(target, ast.Attribute)
        and (_is_a_class(target.value) or (target.attr in OF_A_FIELD and not _is_own(target.value)))
    ]


def test_no_request_touches_what_a_form_s_class_holds():
    assert {
        name_of(path): found
        for path in modules()
        if name_of(path) not in APART and (found := shared(read(path)))
    } == {}


@pytest.mark.parametrize(
    "planted",
    [
        'def get_form(self):\n    form.base_fields["options"].initial = 1',
        'def get_form(self):\n    form.declared_fields["plan"].required = True',
        "def save(self):\n    type(self).rows = 1",
        "def save(self):\n    self.__class__.rows = 1",
        "def save(cls):\n    cls.rows = 1",
        "def save(self):\n    QuestionForm.rows += 1",
        'def view(request):\n    form.fields["plan"].queryset = plans',
        'def view(request):\n    form.fields["plan"].widget = hidden',
    ],
)
def test_a_planted_change_of_what_is_shared_is_caught(planted):
    assert shared(planted)


@pytest.mark.parametrize(
    "planted",
    [
        "class QuestionForm:\n    queryset = 1",
        'def __init__(self):\n    self.fields["plan"].choices = plans',
        'def view(request):\n    form.fields["plan"].required = True',
        'def view(request):\n    form.initial["options"] = 1',
    ],
)
def test_what_belongs_to_the_form_at_hand_may_be_changed(planted):
    assert shared(planted) == []


def forms_of(kind: type[forms.BaseForm] = forms.BaseForm) -> list[type[forms.BaseForm]]:
    """Return every class of form of ours."""
    return [
        found
        for child in kind.__subclasses__()
        for found in [child, *forms_of(child)]
        if child.__module__.split(".")[0] in {"ogp_portal", "commitments", "forums", "transparency"}
    ]


def unfitted(form: type[forms.BaseForm]) -> list[str]:
    """Return the lists of rows with which a form is declared that not everybody may see."""
    return [
        f"{form.__module__}.{form.__name__}.{name}"
        for name, field in form.base_fields.items()
        if isinstance(field, ModelChoiceField)
        and field.queryset.query.is_empty() is False
        and not _seen_by_everybody(field.queryset.model)
        and name in form.declared_fields
    ]


def _seen_by_everybody(model: type[models.Model]) -> bool:
    return rights.condition(model, "view", AnonymousUser()) == rights.everybody()


def test_a_form_declares_no_rows_but_those_that_everybody_sees():
    assert get_resolver().url_patterns  # which imports whoever has a form
    kinds = [form for base in (forms.Form, forms.ModelForm) for form in forms_of(base)]
    assert len(kinds) > 50
    assert [name for form in kinds for name in unfitted(form)] == []


def test_a_planted_list_of_hidden_rows_is_caught():
    people = apps.get_model("ogp_portal", "User").objects

    class Planted(forms.Form):
        everybody = ModelChoiceField(people.all())
        nobody = ModelChoiceField(people.none())

    assert [name.rpartition(".")[2] for name in unfitted(Planted)] == ["everybody"]


def filters_by_rows(page: admin.ModelAdmin) -> list[str]:
    """Return the filters of a list that would name the rows of another table."""
    names = [entry for entry in page.list_filter if isinstance(entry, str)]
    columns = {column.name: column for column in page.model._meta.get_fields()}
    return [name for name in names if columns.get(name) and columns[name].is_relation]


def test_no_list_of_the_admin_is_filtered_by_a_list_of_other_rows():
    assert [
        found for page in admin.site._registry.values() for found in filters_by_rows(page)
    ] == []

    class Planted(admin.ModelAdmin):
        list_filter = ("plan", "state")

    planted = Planted(apps.get_model("commitments", "Commitment"), admin.site)
    assert filters_by_rows(planted) == ["plan"]
