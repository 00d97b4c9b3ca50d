"""Rows as JSON, behind DRF's interface of a serializer: PostgreSQL writes the text, in one
statement for all of them (`querying.bodies`).

An instance is the primary key of a row. There are no fields to declare here: the columns are those
of the dataset.
"""

import functools
from collections.abc import Sequence
from typing import Any

from django.http import Http404
from rest_framework.serializers import BaseSerializer, ListSerializer

from ogp_portal.foundation.api import querying
from ogp_portal.foundation.api.datasets import Dataset
from ogp_portal.foundation.api.filters import Columns, ColumnsFilter
from ogp_portal.foundation.api.renderers import JSONText


class RowListSerializer(ListSerializer[int]):
    """Rows of a page."""

    @property
    def data(self) -> list[str]:  # type: ignore[override] # text, not values to render
        """Return the JSON text of each row, in order."""
        assert isinstance(self.child, RowSerializer)  # noqa: S101 - whose Meta names this class
        pks: Sequence[int] = self.instance  # type: ignore[assignment] # those of a page
        return self.child.bodies(list(pks))


class RowSerializer(BaseSerializer[int]):
    """A row of a dataset."""

    dataset: Dataset

    class Meta:
        list_serializer_class = RowListSerializer

    @property
    def data(self) -> JSONText:
        """Return the JSON text of the row. Raises Http404 if it has just gone."""
        for body in self.bodies([self.instance or 0]):
            return JSONText(body)
        raise Http404

    def bodies(self, pks: list[int]) -> list[str]:
        """Return the JSON text of each row named by its primary key, with the columns that the
        request asks for.
        """
        columns = self.get_columns()
        return querying.bodies(self.dataset, pks, fields=columns.fields, expand=columns.expand)

    def get_columns(self) -> Columns:
        """Return the columns asked for; beside a page, everything that belongs to the row."""
        view: Any = self.context["view"]
        columns = ColumnsFilter().get_columns(self.context["request"], view)
        if view.is_whole and not columns.expand:
            return Columns(columns.fields, tuple(child.name for child in self.dataset.children))
        return columns


@functools.cache
def serializer_of(dataset: Dataset) -> type[RowSerializer]:
    """Return the serializer of a dataset, named like its component in OpenAPI."""
    name = "".join(part.title() for part in dataset.name.split("-"))
    return type(f"{name}Serializer", (RowSerializer,), {"dataset": dataset})
