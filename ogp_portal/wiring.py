"""What is connected once at start: every subject, the calendar, and the way to wake a worker.

No subject is named here: each is found by its folder, and refused with a sentence if it does not
declare all that it has.
"""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from django.apps import AppConfig, apps
from django.db.models import Model

from ogp_portal import tasks
from ogp_portal.celery import app as celery_app
from ogp_portal.foundation import personal_data, subjects
from ogp_portal.foundation.api.datasets import Dataset
from ogp_portal.foundation.events import journal, kept_documents, outbox
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.personal_data import Personal
from ogp_portal.foundation.subjects import IncompleteSubject, RowPages, Subject


def connect() -> None:
    """Register every subject. Raises IncompleteSubject where one does not declare all it has."""
    by_package = dict(declared())
    for package, subject in by_package.items():
        subjects.register(package, subject)
    wrong = [
        sentence
        for package, subject in by_package.items()
        for sentence in lacking(package, subject)
    ]
    wrong += undeclared_models()
    if wrong:
        raise IncompleteSubject("\n".join(wrong))
    celery_app.conf.beat_schedule = subjects.calendar()
    outbox.WAKERS[:] = [tasks.wake]
    kept_documents.WAKERS[:] = [tasks.wake_documents]
    journal.WAKERS[:] = [tasks.wake_look]


def homes() -> list[AppConfig]:
    """Return the apps that hold subjects."""
    return [
        config for config in apps.get_app_configs() if any(Path(config.path).glob("*/subject.py"))
    ]


def declared() -> Iterator[tuple[str, Subject]]:
    """Return every subject with the dotted name of its folder: app by app as they are installed,
    each from its low floors up. Raises IncompleteSubject for a folder that declares nothing.
    """
    for config in homes():
        if config.module is None:
            continue
        pairs = [(package, load(package)) for package in subjects.folders(config.module)]
        yield from sorted(pairs, key=lambda pair: pair[1].position)


def load(package: str) -> Subject:
    """Return what the folder declares. Raises IncompleteSubject if that is nothing."""
    if find_spec(f"{package}.subject") is None:
        message = f"{package} has no subject.py: it says there what the folder gives to the whole."
        raise IncompleteSubject(message)
    subject = getattr(import_module(f"{package}.subject"), "SUBJECT", None)
    if not isinstance(subject, Subject):
        message = f"{package}.subject has no SUBJECT of the class Subject."
        raise IncompleteSubject(message)
    return subject


def lacking(package: str, subject: Subject) -> list[str]:
    """Return a sentence for each thing that the folder has and its subject does not declare."""
    rooms = {name: _room(package, name) for name in ("access", "states", "tasks", "listeners")}
    wrong = []
    if rooms["access"] is not None and subject.access is not rooms["access"]:
        wrong.append(f"{package}: access.py has rules; declare access=access.")
    machines = [model.machine for model in subject.machines]  # type: ignore[attr-defined]
    wrong += [
        f"{package}: the machine {name} of states.py belongs to no model among machines=."
        for name, machine in _values(rooms["states"], Machine)
        if machine not in machines
    ]
    wrong += [
        f"{package}: the task {task.name} has no line in calendar=."
        for task in _tasks(rooms["tasks"])
        if task.name not in [line.task.name for line in subject.calendar]
    ]
    if rooms["listeners"] is not None and not subject.listeners:
        wrong.append(f"{package}: listeners.py is declared by nobody; name them in listeners=.")
    known = [*subject.consequences, *(listener.run for listener in subject.listeners)]
    wrong += [
        f"{package}: the consequence {kind} is not among consequences=."
        for kind, handler in outbox.HANDLERS.items()
        if handler.__module__.startswith(f"{package}.") and handler not in known
    ]
    wrong += [
        f"{package}: the dataset {dataset.name} has no column {dataset.key}, which names a row, or "
        f"no column modified_at, by which changes are followed."
        for dataset in subject.datasets
        if not {dataset.key, "modified_at"} <= {column.name for column in dataset.columns}
    ]
    wrong += [
        f"{package}: nothing keeps the retention of {column}: name it in kept_by=."
        for column, declared in _columns(subject).items()
        if not declared.kept_by
    ]
    wrong += [
        f"{package}: {column} needs its purpose, its retention and who sees it."
        for column, declared in _columns(subject).items()
        if not all(map(str, (declared.purpose, declared.retention, declared.seen_by)))
    ]
    return wrong + _unpublished(package) + _twice(package, subject)


def _columns(subject: Subject) -> dict[str, Personal]:
    return {
        f"{model._meta.label_lower}.{name}": declared
        for model, columns in subject.personal.items()
        for name, declared in columns.items()
    }


def _room(package: str, name: str) -> ModuleType | None:
    return import_module(f"{package}.{name}") if find_spec(f"{package}.{name}") else None


def _values(module: ModuleType | None, kind: type[object]) -> list[tuple[str, object]]:
    return [(name, value) for name, value in _contents(module).items() if isinstance(value, kind)]


def _contents(module: ModuleType | None) -> dict[str, object]:
    return {} if module is None else vars(module)


def _tasks(module: ModuleType | None) -> list[Any]:
    return [value for value in _contents(module).values() if hasattr(value, "apply_async")]


def _unpublished(package: str) -> list[str]:
    """Return a sentence for each dataset of the folder that no subject declares."""
    room = _room(package, "datasets")
    if room is None:
        return []
    parts = getattr(room, "__path__", None)
    modules = (
        [room]
        if parts is None
        else [
            import_module(f"{room.__name__}.{part.stem}")
            for folder in parts
            for part in sorted(Path(folder).glob("*.py"))
            if part.stem != "__init__"
        ]
    )
    everywhere = [
        dataset
        for subject in subjects.SUBJECTS.values()
        for dataset in (*subject.datasets, *subject.tables)
    ]
    return [
        f"{package}: the dataset {name} is neither among datasets= nor among tables=."
        for module in modules
        for name, dataset in _values(module, Dataset)
        if dataset not in everywhere
    ]


def _twice(package: str, subject: Subject) -> list[str]:
    """Return a sentence for each page and each act that another subject declares, too."""
    others = [other for name, other in subjects.SUBJECTS.items() if name != package]
    pages = [page for other in others for page in other.pages]
    names = {page.name for page in pages}
    kinds = {page.of for page in pages if isinstance(page, RowPages)} - {None}
    acts = {act for other in others for act in other.acts}
    return [
        *(
            f"{package}: the page {page.name} is declared by another subject, too."
            for page in subject.pages
            if page.name in names or (isinstance(page, RowPages) and page.of in kinds)
        ),
        *(
            f"{package}: the act {act} is put in words by another subject, too."
            for act in subject.acts
            if act in acts
        ),
    ]


def undeclared_models() -> list[str]:
    """Return a sentence for each table of ours that nobody may view, or of which no subject says
    whether it holds personal data. Tables of history follow the table they keep.
    """
    wrong = []
    for model in our_models():
        label = model._meta.label_lower
        if (label, "view") not in rights.RULES:
            wrong.append(f"{model.__module__}: no rule in access.py says who may view a {label}.")
        if label not in personal_data.MODELS:
            wrong.append(
                f"{model.__module__}: say of {label} which columns are personal (personal=) "
                f"or that none is (without_personal_data=)."
            )
    return wrong


def our_models() -> list[type[Model]]:
    """Return every table of the apps that hold subjects, without the tables of their history."""
    return [
        model
        for config in homes()
        for model in config.get_models()
        if "pgh_id" not in {column.name for column in model._meta.fields}
    ]
