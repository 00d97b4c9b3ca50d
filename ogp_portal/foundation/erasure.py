"""What is held on one person, found by address: shown, given to them, and erased (access,
portability and erasure of Ley 19.628 as amended by Ley 21.719).

It is put together of what the subjects declare (`personal_data`), so that what is declared is
covered. Erasing takes what says who somebody is out of rows, their history, letters, files, errors
kept of failed work, made documents and caches; what has to stay says why.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from ogp_portal.foundation.events import journal, kept_documents, outbox
from ogp_portal.foundation.permissions import kept_pages
from ogp_portal.foundation.personal_data import HELD, REGISTER, Held
from ogp_portal.foundation.sentences import Sentence
from ogp_portal.models import User

# and digests: of no use to the person, of some to thieves
SECRETS = {"password", "submission_key", "mfa.authenticator.data"}


@dataclass(frozen=True)
class Line:
    """What is held on a person in one kind of thing: how many rows, for what, for how long, and
    what stays after erasing.
    """

    label: str
    thing: Sentence
    rows: int
    purposes: tuple[Sentence, ...]
    retentions: tuple[Sentence, ...]
    remains: Sentence

    @property
    def declared(self) -> list[tuple[Sentence, Sentence]]:
        """Return each purpose with its retention."""
        return list(zip(self.purposes, self.retentions, strict=True))


def show(address: str) -> list[Line]:
    """Return what is held on whoever has an address, one line for each kind of thing."""
    return [_line(kind, len(rows)) for kind, rows in _found(address) if rows]


def export(address: str, folder: Path) -> Path:
    """Write everything held on whoever has an address into a new folder and return it: `datos.json`
    and the files that came with it. Raises FileExistsError.
    """
    folder.mkdir(parents=True)
    told: dict[str, Any] = {}
    for kind, rows in _found(address):
        if rows:
            told[kind.label] = [_given(row, folder) for row in rows]
    text = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    (folder / "datos.json").write_text(text, encoding="utf-8")
    return folder


def data_of(address: str) -> dict[str, Any]:
    """Return everything held on whoever has an address, by kind of thing, without the files."""
    return {
        kind.label: [_given(row, None) for row in rows] for kind, rows in _found(address) if rows
    }


@transaction.atomic
def erase(address: str, *, role: str) -> list[Line]:
    """Erase whoever has an address and return what was held, with what stays and why.

    The journal says that it was done, never to whom.
    """
    lines = show(address)
    if not lines:
        return []
    for kind, rows in _found(address):
        if kind.erase is not None and rows:
            kind.erase([row.pk for row in rows])
    outbox.forget_errors_about(address)
    kept_documents.forget(before=timezone.now())
    transaction.on_commit(cache.clear)
    transaction.on_commit(kept_pages.sweep)
    journal.record("erase_person", User(pk=0), role=role, title="una persona", is_public=False)
    return lines


def _found(address: str) -> Iterator[tuple[Held, list[models.Model]]]:
    """Return each kind of thing with the rows found; accounts last, which lead to the others."""
    for kind in sorted(HELD.values(), key=lambda kind: kind.model is User):
        yield kind, list(kind.rows(address))


def _line(kind: Held, rows: int) -> Line:
    declared = [field for name, field in REGISTER.items() if name.rpartition(".")[0] == kind.label]
    declarations = dict.fromkeys((str(field.purpose), str(field.retention)) for field in declared)
    return Line(
        label=kind.label,
        thing=kind.model._meta.verbose_name_plural or kind.label,
        rows=rows,
        purposes=tuple(purpose for purpose, _retention in declarations),
        retentions=tuple(retention for _purpose, retention in declarations),
        remains=kind.remains,
    )


def _given(row: models.Model, folder: Path | None) -> dict[str, Any]:
    """Return a row as the person gets it, with its files put into the folder."""
    told: dict[str, Any] = {}
    for column in row._meta.concrete_fields:
        names = {column.name, f"{row._meta.label_lower}.{column.name}"}
        is_secret = bool(names & SECRETS) or column.name.endswith("digest")
        if is_secret or column.primary_key or column.is_relation:
            continue
        if isinstance(column, models.FileField):
            told[column.name] = _copied(getattr(row, column.name), folder)
        elif column.name != "search":
            told[column.name] = column.value_from_object(row)
    for relation in row._meta.related_objects:
        if _has_files(relation.related_model):
            name = relation.get_accessor_name() or ""
            told[name] = [_given(part, folder) for part in getattr(row, name).all()]
    return told


def _has_files(model: Any) -> bool:
    return any(isinstance(column, models.FileField) for column in model._meta.concrete_fields)


def _copied(file: Any, folder: Path | None) -> str:
    if not file:
        return ""
    name = str(file.name).replace("/", "-")
    if folder is not None:
        (folder / "archivos").mkdir(exist_ok=True)
        with file.open("rb") as content, (folder / "archivos" / name).open("wb") as copy:
            shutil.copyfileobj(content, copy)
    return name
