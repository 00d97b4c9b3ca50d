"""Personal data, declared column by column: purpose, retention and what keeps it (Ley 19.628 as
amended by Ley 21.719).

Each subject declares the columns of its tables in its `subject.py`; a model that no subject
declares is refused at start, so that no column is personal without anybody having said so.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
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


NAMELESS = _(
    "Lo que se hizo por una institución queda con el número de una cuenta sin nombre ni correo."
)


@dataclass(frozen=True)
class Held:
    """How the rows of a model that say something about a person are found and erased.

    `by` are the lookups that lead from a row to an address; without any, nothing joins the rows to
    a person, and `remains` says so. `erase` takes the keys of the rows found and takes out of them,
    and of their history, what says who it is; without it they stay. `remains` says what stays and
    why.
    """

    model: type[models.Model]
    by: tuple[str, ...]
    erase: Callable[[list[int]], object] | None = None
    remains: Sentence = ""

    @property
    def label(self) -> str:
        """Return the model's label."""
        return self.model._meta.label_lower

    def rows(self, address: str) -> models.QuerySet[models.Model]:
        """Return the rows about whoever has an address."""
        found = Q(pk__in=[])
        for lookup in self.by:
            found |= Q(**{f"{lookup}__iexact": address.strip()})
        return self.model._default_manager.filter(found).order_by("pk")


HELD: dict[str, Held] = {}
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
    accounts = tuple(f"{name}__email" for name in columns if is_account(model, name))
    if accounts:
        HELD.setdefault(label, Held(model, accounts, remains=NAMELESS))


def hold(kind: Held) -> None:
    """Declare how the rows of a model are found and erased."""
    HELD[kind.label] = kind


def is_account(model: type[models.Model], name: str) -> bool:
    """Say whether a column names an account, which is erased by erasing the account."""
    related = model._meta.get_field(name).related_model
    return getattr(related, "_meta", None) is not None and (
        related._meta.label == settings.AUTH_USER_MODEL  # type: ignore[union-attr]
    )
