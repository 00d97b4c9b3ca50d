"""Personal data, declared column by column: purpose, retention and what keeps it (Ley 19.628 as
amended by Ley 21.719).

Each subject declares the columns of its tables in its `subject.py`; a model that no subject
declares is refused at start, so that no column is personal without anybody having said so.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.sentences import Sentence

INSIDE_WORKFLOW = re.compile(r"\.workflow\.\w+\.(?=\w+$)")  # which file of it is no matter
Keeper = Callable[..., object]
WITH_ITS_ACCOUNT = _(
    "Mientras exista la cuenta; un año después de cerrarla es un número sin persona."
)


@dataclass(frozen=True)
class Stands:
    """The retention ends with something that no act takes away (`label`, "app.model"): there
    is nothing to be done on a day, and the register says so.
    """

    label: str


@dataclass(frozen=True)
class Personal:
    """What is declared of a column that says something about a person: why it is held, for how
    long, who sees it, and the functions that keep the retention.
    """

    purpose: Sentence
    retention: Sentence
    seen_by: Sentence
    kept_by: tuple[Keeper, ...] | Stands


@dataclass(frozen=True)
class PersonalField:
    """A declared column: its name, as app.model.column, and what was declared of it."""

    column: str
    declared: Personal

    @property
    def label(self) -> str:
        """Return the model's and the field's names as staff see them."""
        model_label, name = self.column.rsplit(".", 1)
        model = apps.get_model(model_label)
        return (
            f"{model._meta.verbose_name}: "
            f"{getattr(model._meta.get_field(name), 'verbose_name', name)}"
        ).capitalize()

    @property
    def purpose(self) -> Sentence:
        """Return why it is held."""
        return self.declared.purpose

    @property
    def retention(self) -> Sentence:
        """Return for how long it is held."""
        return self.declared.retention

    @property
    def seen_by(self) -> Sentence:
        """Return who sees it."""
        return self.declared.seen_by

    @property
    def keepers(self) -> list[str]:
        """Return the names of what keeps the retention, each by its subject's room; none where it
        stands.
        """
        if isinstance(self.declared.kept_by, Stands):
            return []
        names = [f"{keeper.__module__}.{keeper.__qualname__}" for keeper in self.declared.kept_by]
        return [INSIDE_WORKFLOW.sub(".workflow.", name) for name in names]


REGISTER: dict[str, PersonalField] = {}
MODELS: set[str] = (
    set()
)  # the labels of every model that was declared, with such columns or without


def declare(model: type[models.Model], columns: Mapping[str, Personal]) -> None:
    """Declare the personal columns of a model; every other column of it holds none."""
    label = model._meta.label_lower
    MODELS.add(label)
    for name, declared in columns.items():
        column = f"{label}.{name}"
        REGISTER[column] = PersonalField(column, declared)
