"""What can be followed, and which public acts are about it, as the subjects declare it.

A row's acts are news of the row itself and of what it belongs to: an answer is news of the
question, of what was asked about, and of whoever answers for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet
from django.urls import reverse

from ogp_portal.foundation.sentences import Sentence
from ogp_portal.models import JournalEntry

EVERYBODY = AnonymousUser()


@dataclass(frozen=True)
class Topic:
    """Something that can be followed: its kind, its name in addresses, its title, a shorter one for
    a feed, and the path of its page.
    """

    kind: str
    target: str
    title: str
    short: str
    path: str


@dataclass(frozen=True)
class Followable:
    """A kind of topic: its name in addresses, its words, how one is found by its name in addresses
    (None for what there is not), and the condition of the acts about it. `feed` is the beginning of
    the address of its feed, beside its page; empty: it has none. `dataset` is where its rows are
    published. One that `is_typed` is called by
    what somebody typed, which goes in no letter to an address that has not confirmed.
    """

    kind: str
    label: Sentence
    find: Callable[[str], Topic | None]
    about: Callable[[str], Q]
    feed: str = ""
    dataset: str = ""
    is_typed: bool = False


KINDS: dict[str, Followable] = {}
BELONGING: dict[type[Model], list[Callable[[QuerySet[Model]], QuerySet[Model]]]] = {}


def find(kind: str, target: str) -> Topic | None:
    """Return a topic that anybody may follow, None for what there is not: one query at most."""
    return KINDS[kind].find(target) if kind in KINDS else None


def about(rows: QuerySet[Model]) -> Q:
    """Return the condition of acts about some rows and about all that belongs to them."""
    own = Q(subject_type=rows.model._meta.label_lower, subject_id__in=rows.values("pk"))
    return own | about_what_belongs_to(rows)


def about_what_belongs_to(rows: QuerySet[Model]) -> Q:
    """Return the condition of acts about all that belongs to some rows, without the rows' own."""
    condition = Q(pk__in=[])
    for belonging in BELONGING.get(rows.model, []):
        condition |= about(belonging(rows))
    return condition


def label(kind: str) -> str:
    """Return the words of a kind of topic."""
    return str(KINDS[kind].label) if kind in KINDS else kind


def is_typed(kind: str) -> bool:
    """Say whether topics of a kind are called by what somebody typed."""
    return KINDS[kind].is_typed


def find_row(
    kind: str, of: type[Any], *, title: str, path: Callable[[str], str], short: str = ""
) -> Callable[[str], Topic | None]:
    """Return how a topic is found that is a row with a slug, among those that everybody sees.

    `title` and `short` are the columns it is called by, `path` gives its page.
    """

    def found(target: str) -> Topic | None:
        seen = of.objects.allowing("view", EVERYBODY).filter(slug=target)
        names = seen.values_list(title, short or title).first()
        if names is None:
            return None
        return Topic(kind, target, names[0], names[1] or names[0], path(target))

    return found


def page(name: str) -> Callable[[str], str]:
    """Return what gives the path of the page of that name for a slug."""
    return lambda target: reverse(name, args=[target])


def entries(kind: str, target: str, *, news: QuerySet[JournalEntry]) -> QuerySet[JournalEntry]:
    """Return those of the acts `news` that are about a topic."""
    return news.filter(KINDS[kind].about(target)) if kind in KINDS else news.none()
