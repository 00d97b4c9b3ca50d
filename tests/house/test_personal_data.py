"""Personal data: every column is declared, has what keeps its retention, and is never published."""

import ast
import inspect
import re
import textwrap
from types import FunctionType

from django.apps import apps
from django.conf import settings
from django.db.models import Model

from commitments.plans.models import Contact
from ogp_portal import wiring
from ogp_portal.foundation import personal_data, subjects
from ogp_portal.foundation.api import querying
from ogp_portal.foundation.api.datasets import PUBLISHED, Column, Dataset

BY_AN_ACT = {
    "commitments.contact": "ends when an institution names another person or asks to forget one",
}  # what no day ends
SOUNDS_PERSONAL = re.compile(r"email|phone|address|birth|rut$|run$|author|reviewer|_by$|user")


def labels() -> list[str]:
    return [model._meta.label_lower for model in wiring.our_models()]


def test_every_model_declares_its_personal_columns_or_that_it_has_none():
    assert [label for label in labels() if label not in personal_data.MODELS] == []


def test_every_declared_personal_column_exists_with_purpose_and_retention():
    for column in personal_data.REGISTER.values():
        label, name = column.column.rsplit(".", 1)
        assert apps.get_model(label)._meta.get_field(name)
        assert str(column.purpose)
        assert str(column.retention)
        assert str(column.seen_by)


def undeclared(label: str) -> list[str]:
    """Return the columns of a model that sound personal and that nobody declared."""
    return [
        f"{label}.{column.name}"
        for column in apps.get_model(label)._meta.concrete_fields
        if SOUNDS_PERSONAL.search(column.name)
        and f"{label}.{column.name}" not in personal_data.REGISTER
    ]


def test_no_column_that_sounds_personal_is_left_undeclared(monkeypatch):
    assert [column for label in labels() for column in undeclared(label)] == []
    monkeypatch.delitem(personal_data.REGISTER, "commitments.contact.phone")
    assert undeclared("commitments.contact") == ["commitments.contact.phone"]


def personal_sources(dataset: Dataset) -> list[str]:
    """Return the declared personal columns that a dataset's SQL mentions."""
    sql = querying.select(dataset, querying.rows(dataset)).sql
    tables = {apps.get_model(label)._meta.db_table: label for label in personal_data.MODELS}
    found = re.findall(r'"(\w+)"\."(\w+)"', sql)
    return [
        f"{tables[table]}.{name}"
        for table, name in found
        if f"{tables.get(table)}.{name}" in personal_data.REGISTER
    ]


def test_no_published_column_reads_a_personal_one():
    assert {
        dataset.name: personal_sources(dataset)
        for dataset in PUBLISHED.values()
        if personal_sources(dataset)
    } == {}
    planted = Dataset(
        "x",
        "x",
        "x",
        "x",
        (Column("email", "correo", "x", "string"),),
        rows=lambda user: Contact.objects.all(),
    )
    assert personal_sources(planted) == ["commitments.contact.email"]


def tables() -> list[type[Model]]:
    """Return every table, of whichever library, without those of the history of rows."""
    return [
        model
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy and not hasattr(model, "pgh_tracked_model")
    ]


def accounts_referred_to(models: list[type[Model]]) -> set[str]:
    """Return the columns that name an account."""
    return {
        f"{model._meta.label_lower}.{column.name}"
        for model in models
        for column in model._meta.concrete_fields
        if column.related_model and column.related_model._meta.label == settings.AUTH_USER_MODEL
    }


NO_ROWS = {"admin.logentry.user": "the journal is the record: our pages write no second log"}


def test_whatever_names_an_account_is_declared_even_in_the_tables_of_libraries():
    named = accounts_referred_to(tables())
    assert {"account.emailaddress.user", "forums.support.user"} <= named
    assert named - set(personal_data.REGISTER) - set(NO_ROWS) == set()


def test_nothing_that_names_an_account_stands_for_ever():
    stands = {
        column
        for column in accounts_referred_to(tables()) & set(personal_data.REGISTER)
        if not personal_data.REGISTER[column].keepers
    }
    assert stands == set()


def called_by(function: FunctionType) -> set[object]:
    """Return the functions of our modules that a function calls by their names."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    names = [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    found = set()
    for name in names:
        head, _dot, rest = name.partition(".")
        value = function.__globals__.get(head)
        value = getattr(value, rest, None) if rest else value
        if isinstance(value, FunctionType):
            found.add(value)
    return found


def called_by_the_calendar() -> set[object]:
    return {
        function
        for package in subjects.SUBJECTS.values()
        for line in package.calendar
        for function in called_by(line.task.run)
    }


def without_a_day(register: dict[str, personal_data.PersonalField], calendar: set) -> set[str]:
    """Return the columns whose retention no task of the calendar keeps."""
    return {
        name
        for name, column in register.items()
        if not isinstance(column.declared.kept_by, personal_data.Stands)
        and not set(column.declared.kept_by) & calendar
    }


def test_the_calendar_calls_what_keeps_each_retention():
    left = without_a_day(personal_data.REGISTER, called_by_the_calendar())
    assert {name.rpartition(".")[0] for name in left} == set(BY_AN_ACT)
    assert "ogp_portal.letter.text" in without_a_day(personal_data.REGISTER, set())
