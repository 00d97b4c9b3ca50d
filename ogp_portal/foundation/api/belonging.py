"""What a row of a dataset belongs to, in words that outlive it: noted while everybody sees the row,
so that its leaving is told where it was followed, and by nothing that it came to be once hidden.

A word is `dataset/key` for each row that has a feed and that the row leads to by its own columns or
theirs, and `filter=value` for each answer that it gives to the filters of its list.
"""

from collections.abc import Iterator

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, F, Func, Model, OuterRef, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from ogp_portal.foundation.api.datasets import PUBLISHED, Dataset, Filter
from ogp_portal.foundation.events import topics

FARTHEST = 4  # steps from a row to what it belongs to
WORDS: "ArrayField[list[str], list[str]]" = ArrayField(TextField())


def word(dataset: str, key: str) -> str:
    """Return the word of all that belongs to a row of a dataset."""
    return f"{dataset}/{key}"


def answer(name: str, value: str) -> str:
    """Return the word of all that gives a value to a filter."""
    return f"{name}={value}"


def words(dataset: Dataset, rows: QuerySet[Model]) -> Combinable:
    """Return the expression of the words of each of the `rows` of a dataset."""
    single: list[Combinable] = [
        _joined(f"{target}/", path) for target, path in sorted(set(_ways(dataset)))
    ]
    several: list[Combinable] = []
    for asked in dataset.filters:
        if asked.name not in dataset.noted_filters:
            continue
        if asked.condition:
            single += [_when(asked, choice) for choice in asked.choices]
        elif rows.model._meta.get_field(asked.path.split("__")[0]).many_to_many:
            several.append(_each(asked, rows.model))
        else:
            single.append(_joined(f"{asked.name}=", asked.path))
    made: Combinable = Func(
        Func(*single, template="ARRAY[%(expressions)s]::text[]", output_field=WORDS),
        Value(None),
        function="array_remove",
        output_field=WORDS,
    )
    for part in several:
        made = Func(made, part, function="array_cat", output_field=WORDS)
    return made


def _ways(
    dataset: Dataset, *, before: str = "", passed: tuple[str, ...] = ()
) -> Iterator[tuple[str, str]]:
    """Return the rows with a feed that a row of a dataset leads to: their dataset, and the path
    from the row to their key.
    """
    followed = {kind.dataset for kind in topics.KINDS.values() if kind.feed}
    for column in dataset.columns:
        target = PUBLISHED.get(column.refers_to)
        path = column.value or column.name
        if target is None or not isinstance(path, str) or target.name in (dataset.name, *passed):
            continue
        key = target.key_path or target.key
        if not path.endswith(f"__{key}"):
            continue
        if target.name in followed:
            yield target.name, f"{before}{path}"
        if len(passed) + 1 < FARTHEST:
            yield from _ways(
                target,
                before=f"{before}{path.removesuffix(key)}",
                passed=(*passed, dataset.name),
            )


def _joined(prefix: str, path: str) -> Combinable:
    """Return the word of what stands at a path; NULL where nothing does."""
    text = Cast(F(path), TextField())
    return Func(
        Value(prefix),
        text,
        arg_joiner=" || ",
        template="(%(expressions)s)",
        output_field=TextField(),
    )


def _when(asked: Filter, choice: str) -> Combinable:
    assert asked.condition is not None  # noqa: S101 - whoever calls has seen it
    return Case(
        When(asked.condition(choice), then=Value(answer(asked.name, choice))),
        output_field=TextField(),
    )


def _each(asked: Filter, model: type[Model]) -> Combinable:
    """Return the words of a filter that a row may answer with several values."""
    rows = model._default_manager.filter(pk=OuterRef("pk")).exclude(**{asked.path: None})
    told = rows.order_by(asked.path).values_list(_joined(f"{asked.name}=", asked.path))
    return ArraySubquery(told, output_field=WORDS)
