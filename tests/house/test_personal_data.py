"""Personal data: every column is declared, has what keeps its retention, and is never published."""

import re

from django.apps import apps

from commitments.plans.models import Contact
from ogp_portal import wiring
from ogp_portal.foundation import personal_data
from ogp_portal.foundation.api import querying
from ogp_portal.foundation.api.datasets import PUBLISHED, Column, Dataset

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
