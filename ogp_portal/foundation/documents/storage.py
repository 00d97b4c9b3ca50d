"""Where files are kept: whole or not at all, named once what names them stands, checked when given.

A file is written aside and synced; after COMMIT it takes its name. One whose transaction was undone
is removed with the request, or by `sweep` where the process was killed. Until it has its name it is
read where it stands, so nothing waits for the renaming.
"""

import contextlib
import datetime
import errno
import functools
import hashlib
import logging
import os
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import IO, Any, cast

from django.apps import apps
from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.refusals import Refusal

ASIDE = ".aside"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
log = logging.getLogger(__name__)


class DiskIsFull(Refusal):
    """There is no room for a file; what was typed is given back."""

    status = 503


class Damaged(Exception):
    """A kept file is not the one that was kept; it is never given."""


@contextlib.contextmanager
def told_when_full() -> Iterator[None]:
    """Raise DiskIsFull where the system says that nothing more can be written."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        log.exception("No room for files")
        raise DiskIsFull(
            _(
                "El portal no tiene espacio para guardar archivos en este momento y no guardó "
                "nada a medias. Lo que escribiste sigue aquí: envíalo sin archivos, o vuelve a "
                "intentarlo más tarde."
            )
        ) from error


class _Written:
    """A file that stands aside, and its naming after COMMIT."""

    def __init__(self, storage: "WholeFileStorage", name: str) -> None:
        self.storage = storage
        self.name = name
        self.is_committed = False

    def __call__(self) -> None:
        self.is_committed = True
        self.storage.settle(self.name)


_written: ContextVar[list[_Written] | None] = ContextVar("written", default=None)


class WholeFileStorage(FileSystemStorage):
    """Files of the portal under MEDIA_ROOT."""

    def final(self, name: str) -> Path:
        """Return where a file stands once it has its name."""
        return Path(super().path(name))

    def aside(self, name: str) -> Path:
        """Return where a file stands until then."""
        return Path(super().path(f"{ASIDE}/{name}"))

    def path(self, name: str) -> str:
        """Return where a file stands now."""
        final, aside = self.final(name), self.aside(name)
        return str(aside if not os.path.lexists(final) and aside.is_file() else final)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Return the folders and the files of a folder, those that wait for their name too."""
        folders: set[str] = set()
        names: set[str] = set()
        for place in (self.final(path), self.aside(path)):
            for inside in place.iterdir() if place.is_dir() else ():
                (folders if inside.is_dir() else names).add(inside.name)
        return sorted(folders), sorted(names)

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        """Open a file that a row names. Raises Damaged where it is not there."""
        try:
            opened: File[bytes] = super()._open(name, mode)  # type: ignore[misc] # not in the stubs
        except FileNotFoundError as error:
            raise Damaged(name) from error
        return opened

    def _save(self, name: str, content: File[bytes]) -> str:
        """Write a file aside, whole, and return its name. Raises DiskIsFull."""
        with told_when_full():
            name = self._reserve(name)
            aside = self.aside(name)
            try:
                _write(aside, content)
                self.final(name).parent.mkdir(parents=True, exist_ok=True)
            except BaseException:
                aside.unlink(missing_ok=True)
                raise
        written = _Written(self, name)
        kept = _written.get()
        if kept is not None:
            kept.append(written)
        # robust: what stands in the database is not undone by a name that has to wait
        transaction.on_commit(written, robust=True)
        return name

    def _reserve(self, name: str) -> str:
        """Make an empty file aside under a name that nothing has, and return the name."""
        while True:
            aside = self.aside(name)
            aside.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileExistsError):
                aside.touch(mode=settings.FILE_UPLOAD_PERMISSIONS or 0o640, exist_ok=False)
                if not os.path.lexists(self.final(name)):
                    return name
                aside.unlink()  # it was named since anybody looked
            name = self.get_available_name(name)

    def settle(self, name: str) -> None:
        """Give a file that stands aside its name; nothing if it has it."""
        final, aside = self.final(name), self.aside(name)
        with contextlib.suppress(FileNotFoundError):
            final.parent.mkdir(parents=True, exist_ok=True)
            aside.rename(final)
            _sync_folder(final.parent)


def _write(path: Path, content: File[bytes]) -> None:
    """Write all of a file and wait until the disk has it."""
    with path.open("wb") as target:
        content.seek(0)
        for chunk in content.chunks():
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _files() -> WholeFileStorage:
    return cast(WholeFileStorage, default_storage)


@contextlib.contextmanager
def without_leftovers() -> Iterator[None]:
    """Remove, at the end, the files written inside whose transaction was undone."""
    token = _written.set([])
    try:
        yield
    finally:
        written = _written.get() or []
        _written.reset(token)
        after_commit = transaction.get_connection().run_on_commit
        waiting = [function for _ids, function, _robust in after_commit]
        for file in written:
            if not file.is_committed and file not in waiting:
                file.storage.aside(file.name).unlink(missing_ok=True)


def open_whole(name: str, sha256: str) -> IO[bytes]:
    """Open a kept file whose content has that digest. Raises Damaged.

    A file is read through once in each process; after that its time and its size say that it is
    still the same.
    """
    path = Path(default_storage.path(name))
    try:
        stands = path.stat()
        found = _digest(str(path), stands.st_mtime_ns, stands.st_size, stands.st_ino)
        if found == sha256:
            return path.open("rb")
    except FileNotFoundError as error:
        raise Damaged(name) from error
    raise Damaged(name)


def is_whole(name: str, sha256: str) -> bool:
    """Say whether a kept file has that digest."""
    try:
        open_whole(name, sha256).close()
    except Damaged:
        return False
    return True


def put_back(name: str, sha256: str, content: bytes) -> None:
    """Write a kept file again where it was damaged, with the bytes that it had.

    Raises Damaged where these are others, DiskIsFull.
    """
    if hashlib.sha256(content).hexdigest() != sha256:
        message = f"{name}: what was made again is not what was kept"
        raise Damaged(message)
    storage = _files()
    aside = storage.aside(name)
    with told_when_full():
        aside.parent.mkdir(parents=True, exist_ok=True)
        _write(aside, ContentFile(content))
        storage.settle(name)


def read(name: str) -> bytes:
    """Return the content of a kept file, unchecked. Raises Damaged if it is not there."""
    try:
        return Path(default_storage.path(name)).read_bytes()
    except FileNotFoundError as error:
        raise Damaged(name) from error


@functools.lru_cache(maxsize=8_192)
def _digest(path: str, _changed: int, _size: int, _number: int) -> str:
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sweep(*, before: datetime.datetime) -> tuple[int, int]:
    """Give their names to the files aside that a row names, and remove the others and the named
    ones that no row names any more, of those written `before`; return how many of each.

    Only folders in which a model keeps its files are looked at. A model whose row names its whole
    folder says so (`names_its_folder`).
    """
    storage = _files()
    limit = before.timestamp()
    settled = removed = 0
    named, folders = _named()
    for name in _old_files(Path(storage.location, ASIDE), limit):
        if name in named:
            storage.settle(name)
            settled += 1
        else:
            storage.aside(name).unlink(missing_ok=True)
            removed += 1
    for folder in folders:
        for inside in _old_files(storage.final(folder), limit):
            name = f"{folder}/{inside}"
            if name not in named and str(Path(name).parent) not in named:
                storage.final(name).unlink(missing_ok=True)
                removed += 1
    return settled, removed


def _named() -> tuple[set[str], set[str]]:
    """Return the names of files that rows have, and the folders in which models keep them."""
    named: set[str] = set()
    folders: set[str] = set()
    for model in apps.get_models():
        if any(field.name == "pgh_id" for field in model._meta.fields):
            continue  # history tells what a row named once
        for field in model._meta.fields:
            if isinstance(field, models.FileField):
                rows: Any = model._base_manager.order_by().exclude(**{field.name: ""})
                names = set(rows.values_list(field.name, flat=True).iterator())
                named |= names
                if getattr(model, "names_its_folder", False):
                    named |= {str(Path(name).parent) for name in names}
                folders.add(str(field.upload_to).split("%")[0].strip("/"))
    return named, folders - {""}


def _old_files(folder: Path, limit: float) -> Iterator[str]:
    """Yield the paths inside a folder of the files last written before `limit`."""
    for path in sorted(folder.rglob("*")):
        with contextlib.suppress(FileNotFoundError):
            if path.is_file() and path.stat().st_mtime < limit:
                yield path.relative_to(folder).as_posix()
