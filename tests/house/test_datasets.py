"""Published columns: each with type and sentence, each dataset with a key and known neighbours."""

from ogp_portal.foundation import subjects
from ogp_portal.foundation.api.datasets import PUBLISHED, TYPES, Column, Dataset


def poor_columns(dataset: Dataset) -> list[str]:
    return [
        column.name
        for column in dataset.columns
        if not (column.name and str(column.sentence) and column.type)
    ]


def test_every_dataset_column_has_type_and_sentence():
    assert {
        dataset.name: poor_columns(dataset)
        for dataset in subjects.described()
        if poor_columns(dataset)
    } == {}
    assert poor_columns(Dataset("x", "x", "x", "x", (Column("a", "a", "", "string", str),))) == [
        "a"
    ]


def test_every_published_dataset_can_be_asked_for_and_refers_to_others_that_exist():
    for dataset in PUBLISHED.values():
        assert dataset.column(dataset.key).type in {"string", "uuid"}
        assert {column.type for column in dataset.columns} <= set(TYPES)
        assert {column.refers_to for column in dataset.columns} - {""} <= set(PUBLISHED)
        assert {child.dataset for child in dataset.children} <= set(PUBLISHED)
        headings = [column.heading for column in dataset.published()]
        assert len(headings) == len(set(headings)), dataset.name


def test_no_two_published_datasets_have_the_same_title():
    titles = [str(dataset.title) for dataset in PUBLISHED.values()]
    assert len(set(titles)) == len(titles)
