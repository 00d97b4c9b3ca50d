"""What a subject gives to the whole portal, declared once in its `subject.py`.

Each folder of an app has one, with one `SUBJECT`. The wiring finds them all and hands them to
`register`; the beat's calendar, the register of personal data, menu, sitemap, journal, generated
documents and checks read what stands here. Nothing about a subject is written anywhere else.
"""

import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import URLResolver, include, path

from ogp_portal.foundation import personal_data
from ogp_portal.foundation.api import datasets
from ogp_portal.foundation.api.datasets import Dataset
from ogp_portal.foundation.api.past import PAST, Past
from ogp_portal.foundation.events import journal, notices, outbox, search_index, topics
from ogp_portal.foundation.events.journal import Act
from ogp_portal.foundation.events.kept_documents import KINDS, DocumentKind
from ogp_portal.foundation.events.notices import HandOver
from ogp_portal.foundation.events.search_index import Findable
from ogp_portal.foundation.events.topics import Followable
from ogp_portal.foundation.permissions import public_changes
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.personal_data import Held, Personal
from ogp_portal.foundation.sentences import Sentence
from ogp_portal.models import JournalEntry

FEW_ADDRESSES = 4_500  # of one kind in the sitemap
NO_SUBJECTS = {  # folders of an app that Django asks for, the ground, and what loads documents
    "models",
    "management",
    "migrations",
    "templatetags",
    "foundation",
    "formats",
    "loaders",
}


class IncompleteSubject(Exception):
    """A subject lacks something it has to declare; the message says what and where."""


@dataclass(frozen=True)
class Scheduled:
    """A line of the beat's calendar: its name, the Celery task, and when (seconds, or a crontab in
    the portal's time zone).
    """

    name: str
    task: Any
    when: object


@dataclass(frozen=True)
class Listener:
    """What is done when others act: for each of `acts` whose entry is `of_interest`, a message of
    `kind` is enqueued with the entry's number, and `run` does it.
    """

    kind: str
    acts: tuple[str, ...]
    of_interest: Callable[[JournalEntry], bool]
    run: outbox.Handler


@dataclass(frozen=True)
class MenuEntry:
    """A line of a menu: its words, its place in it (small ones first), and the beginnings of the
    addresses where the reader is in that part of the portal. `at` is the menu: "bar" at the head of
    every page, "foot" at its end.
    """

    label: Sentence
    position: int
    sections: tuple[str, ...] = ()
    at: str = "bar"
    needs_session: bool = False


@dataclass(frozen=True)
class Page:
    """One page, by the name of its address."""

    name: str
    menu: tuple[MenuEntry, ...] = ()
    in_sitemap: bool = True


@dataclass(frozen=True)
class RowPages:
    """A page for each row, by the name of its address, which takes the row's slug.

    Public acts about a row of the model `of` link to it. The sitemap lists the slugs that `rows`
    returns; without it, those of the rows of `of` that everybody sees.
    """

    name: str
    of: type[models.Model] | None = None
    rows: Callable[[], Iterable[str] | models.QuerySet[models.Model]] | None = None
    in_sitemap: bool = True
    most: int = FEW_ADDRESSES

    def listed(self) -> Iterable[str] | models.QuerySet[models.Model]:
        """Return the slugs that the sitemap lists, or the rows that have them."""
        if self.rows is not None:
            return self.rows()
        visible: models.QuerySet[models.Model] = self.of.objects.allowing(  # type: ignore[union-attr]
            "view", AnonymousUser()
        )
        return visible


@dataclass(frozen=True)
class Subject:
    """What one folder gives to the whole.

    `position` is its place among the subjects of its app, low floors first; datasets, registers and
    sitemap are listed in that order. `access` is the room whose rules register themselves when
    it is imported. `machines` and `personal` go by model; `erasing` says how what is personal in a
    model is found and erased, where it is more than who has an account. `tables` are datasets that
    are printed and not published. `consequences` are the handlers of its messages in the outbox,
    `documents` the kinds of documents that are made of it when somebody asks and kept. `hand_overs`
    are what people are told of their work, `unlisted` beginnings of addresses that robots are asked
    to leave alone. `past` says, by the name of a dataset, how it answers a past day. `acts` are its
    acts in the words of the journal, `named` the facts of an entry that say what it was about.
    `followable` are the kinds of topics it gives; `belonging` gives, of rows of another model, the
    rows of its own
    that belong to them, whose acts are news of both. `found` is what of it the search finds.
    `never_public` are the models of which no public answer says anything, written often: letters,
    counts, what is one person's. A change of any other has the pages made again.
    """

    position: int
    access: ModuleType | None = None
    datasets: tuple[Dataset, ...] = ()
    tables: tuple[Dataset, ...] = ()
    machines: tuple[type[models.Model], ...] = ()
    consequences: tuple[outbox.Handler, ...] = ()
    documents: tuple[DocumentKind, ...] = ()
    listeners: tuple[Listener, ...] = ()
    hand_overs: tuple[HandOver, ...] = ()
    calendar: tuple[Scheduled, ...] = ()
    personal: Mapping[type[models.Model], Mapping[str, Personal]] = field(default_factory=dict)
    erasing: tuple[Held, ...] = ()
    without_personal_data: tuple[type[models.Model], ...] = ()
    pages: tuple[Page | RowPages, ...] = ()
    unlisted: tuple[str, ...] = ()
    past: Mapping[str, Past] = field(default_factory=dict)
    acts: Mapping[str, Act] = field(default_factory=dict)
    named: tuple[str, ...] = ()
    followable: tuple[Followable, ...] = ()
    belonging: Mapping[type[models.Model], Callable[[Any], models.QuerySet[models.Model]]] = field(
        default_factory=dict
    )
    found: tuple[Findable, ...] = ()
    never_public: tuple[type[models.Model], ...] = ()


SUBJECTS: dict[str, Subject] = {}  # by the dotted name of the folder, in their order


def register(package: str, subject: Subject) -> None:
    """Put everything a subject declares into its register.

    Called once for each subject, in their order.
    """
    SUBJECTS[package] = subject
    for dataset in subject.datasets:
        datasets.publish(dataset)
    for model in subject.without_personal_data:
        personal_data.declare(model, {})
    for model, columns in subject.personal.items():
        personal_data.declare(model, columns)
    for kind in subject.erasing:
        personal_data.hold(kind)
    public_changes.UNWATCHED.update(model._meta.db_table for model in subject.never_public)
    PAST.update(subject.past)
    KINDS.update({kind.name: kind for kind in subject.documents})
    _hear(subject)
    _tell(subject)


def _hear(subject: Subject) -> None:
    """Register what is done when others act."""
    for listener in subject.listeners:
        outbox.handler(listener.kind)(listener.run)
        for act in listener.acts:
            journal.listen(act, listener.kind, to=listener.of_interest)
    for hand_over in subject.hand_overs:
        notices.declare(hand_over)


def _tell(subject: Subject) -> None:
    """Register how its acts are told, where they link, and what can be followed."""
    journal.ACTS.update(subject.acts)
    journal.NAMED.extend(subject.named)
    journal.PAGES.update(
        {
            page.of._meta.label_lower: page.name
            for page in subject.pages
            if isinstance(page, RowPages) and page.of is not None
        }
    )
    topics.KINDS.update({topic.kind: topic for topic in subject.followable})
    for model, rows_of in subject.belonging.items():
        topics.BELONGING.setdefault(model, []).append(rows_of)
    for findable in subject.found:
        search_index.declare(findable)


def of_app(app: str) -> Iterator[tuple[str, Subject]]:
    """Return the subjects of an app with the dotted names of their folders."""
    return ((name, subject) for name, subject in SUBJECTS.items() if name.split(".")[0] == app)


def pages() -> Iterator[Page | RowPages]:
    """Return every declared page."""
    return (page for subject in SUBJECTS.values() for page in subject.pages)


def menu(at: str) -> list[tuple[Page, MenuEntry]]:
    """Return the lines of a menu, each with its page, in their order."""
    lines = [
        (page, entry)
        for page in pages()
        if isinstance(page, Page)
        for entry in page.menu
        if entry.at == at
    ]
    return sorted(lines, key=lambda line: line[1].position)


def unlisted() -> list[str]:
    """Return the beginnings of the addresses that robots are asked to leave alone."""
    return [beginning for subject in SUBJECTS.values() for beginning in subject.unlisted]


def machines() -> list[tuple[str, Machine]]:
    """Return every state machine with the name of its model."""
    return [
        (model.__name__, model.machine)  # type: ignore[attr-defined]
        for subject in SUBJECTS.values()
        for model in subject.machines
    ]


def described() -> list[Dataset]:
    """Return every dataset with its columns, published or only printed."""
    return [
        *datasets.PUBLISHED.values(),
        *(table for subject in SUBJECTS.values() for table in subject.tables),
    ]


def calendar() -> dict[str, dict[str, object]]:
    """Return the schedule that Celery's beat keeps."""
    return {
        line.name: {"task": line.task.name, "schedule": line.when}
        for subject in SUBJECTS.values()
        for line in subject.calendar
    }


def addresses(app: str) -> list[URLResolver]:
    """Return the addresses of every subject of an app, for the app's index of them."""
    return [
        path("", include(f"{package}.urls"))
        for package, _subject in of_app(app)
        if find_spec(f"{package}.urls")
    ]


def folders(app: ModuleType) -> list[str]:
    """Return the dotted names of the folders of an app that hold a subject."""
    return [
        f"{app.__name__}.{module.name}"
        for module in pkgutil.iter_modules(app.__path__)
        if module.ispkg and module.name not in NO_SUBJECTS
    ]


def import_rooms(app: str, room: str) -> None:
    """Import the room of that name of every subject of an app, for an index that Django looks for
    (`models`, `admin`).
    """
    for package in folders(import_module(app)):
        if find_spec(f"{package}.{room}"):
            import_module(f"{package}.{room}")
