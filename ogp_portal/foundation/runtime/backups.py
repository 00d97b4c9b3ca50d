"""Backups: the whole portal in one folder, and back from it, every part with its digest.

A backup holds the database (`pg_dump`'s custom format), the files, the secret key of an embedded
installation (codes to follow, confirm and leave derive from it) and a manifest: the sha256 of each
file, and for each table its number of rows and a digest of what they say, taken in the dump's own
snapshot. A restoration is compared with the manifest before it counts as done.
"""

import contextlib
import datetime
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from ogp_portal.foundation.runtime import example, postgres
from ogp_portal.foundation.runtime.dumps import (
    CannotBackUp,
    address_of,
    connect,
    dump,
    load,
    tables_of,
)

__all__ = [
    "CannotBackUp",
    "Differs",
    "Manifest",
    "compare",
    "has_key",
    "make",
    "read",
    "restore",
    "verify",
]
MANIFEST = "manifest.json"
DUMP = "database.dump"
FILES = "files"
SECRET_KEY = "secret_key"  # noqa: S105 - the name of the file
FORMAT = 1


class Differs(RuntimeError):
    """What came back is not what the manifest says; the message names each difference."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: `files` path → sha256, `tables` name → [rows, digest of their text]."""

    made_at: str
    server: str
    secret_key: str
    files: dict[str, str] = field(default_factory=dict)
    tables: dict[str, list[Any]] = field(default_factory=dict)
    format: int = FORMAT


def make(target: Path) -> Manifest:
    """Write a backup into the folder `target`, which must not exist or be empty.

    It is written aside and put in place last, so that a folder of that name is always a whole one.
    Raises CannotBackUp.
    """
    if target.exists() and any(target.iterdir()):
        message = f"{target} no está vacía: dé el nombre de una carpeta nueva."
        raise CannotBackUp(message)
    aside = target.with_name(f"{target.name}.partial")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        aside.mkdir(parents=True, mode=0o700)
    except OSError as error:
        message = f"No se puede escribir en {aside.parent}: {error.strerror}."
        raise CannotBackUp(message) from error
    try:
        manifest = _write(aside)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    if target.exists():
        target.rmdir()
    aside.rename(target)
    return manifest


def _write(aside: Path) -> Manifest:
    """Write database, files, key and manifest into a folder that is there."""
    tables, version = dump(aside / DUMP)
    _copy_files(aside / FILES)
    if settings.EMBEDDED:
        _write_secret(aside / SECRET_KEY, settings.SECRET_KEY)
    manifest = Manifest(
        made_at=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        server=version,
        secret_key=_fingerprint(settings.SECRET_KEY),
        files=_digests(aside),
        tables=tables,
    )
    text = json.dumps(asdict(manifest), indent=1, ensure_ascii=False, sort_keys=True)
    (aside / MANIFEST).write_text(f"{text}\n", encoding="utf-8")
    return manifest


def read(folder: Path) -> Manifest:
    """Return the manifest of a backup whose every file is there as it was written.

    Raises CannotBackUp.
    """
    try:
        facts = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        message = f"En {folder} no hay un respaldo completo: falta {MANIFEST} o no se puede leer."
        raise CannotBackUp(message) from error
    if facts.get("format") != FORMAT:
        message = f"El respaldo de {folder} es de otra versión del portal: use la que lo hizo."
        raise CannotBackUp(message)
    manifest = Manifest(**facts)
    found = _digests(folder)
    wrong = sorted(
        name for name in {*found, *manifest.files} if found.get(name) != manifest.files.get(name)
    )
    if wrong:
        message = f"El respaldo está dañado o incompleto: {', '.join(wrong[:10])}."
        raise CannotBackUp(message)
    return manifest


def restore(folder: Path, *, keeps_key: bool = False) -> Manifest:
    """Bring a backup into an empty place and compare it with its manifest.

    `keeps_key` accepts that this installation has another secret key than the backup's, which ends
    every code that was given to people. Raises CannotBackUp, Differs.
    """
    manifest = read(folder)
    if example.STAMP in manifest.tables:
        message = f"{example.NOTICE}, y este respaldo es suyo: un portal real no lo recibe."
        raise CannotBackUp(message)
    files = Path(settings.MEDIA_ROOT)
    if connection.introspection.table_names():
        message = (
            "La base de datos no está vacía: restaure en una instalación nueva, "
            "sin correr antes `manage.py setup` ni `manage.py up`."
        )
        raise CannotBackUp(message)
    if files.exists() and any(files.iterdir()):
        message = f"{files} no está vacía: restaure donde no haya archivos."
        raise CannotBackUp(message)
    if not has_key(folder, manifest) and not keeps_key:
        message = (
            "La clave secreta de esta instalación (SECRET_KEY) no es la del respaldo: póngala "
            "antes, o acepte con --keep-key que los códigos ya entregados dejen de servir."
        )
        raise CannotBackUp(message)
    load(folder / DUMP, address_of(connection.settings_dict))
    compare(manifest, connection.settings_dict)
    if (folder / FILES).exists():
        shutil.copytree(folder / FILES, files, dirs_exist_ok=True)
    if settings.EMBEDDED and (folder / SECRET_KEY).exists():
        _write_secret(Path(settings.VAR_DIR) / SECRET_KEY, (folder / SECRET_KEY).read_text())
    return manifest


def verify(folder: Path) -> Manifest:
    """Restore a backup into a scratch database, compare, and drop it.

    It stands on the portal's own server where the portal may make databases, and on an embedded one
    that lives as long as the comparison where it may not. Raises CannotBackUp, Differs.
    """
    manifest = read(folder)
    try:
        with _scratch_database(connection.settings_dict) as scratch:
            _load_and_compare(folder, manifest, scratch)
    except psycopg.errors.InsufficientPrivilege:
        with _scratch_server() as scratch:
            _load_and_compare(folder, manifest, scratch)
    return manifest


@contextlib.contextmanager
def _scratch_database(server: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Make an empty database on a server, and drop it in the end."""
    name = f"portal_verify_{os.getpid()}"
    with connect(server, autocommit=True) as session:
        session.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name))
        )
        try:
            yield {**server, "NAME": name}
        finally:
            session.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextlib.contextmanager
def _scratch_server() -> Iterator[dict[str, Any]]:
    """Start an embedded server with an empty database, and throw it away in the end."""
    with tempfile.TemporaryDirectory(prefix="portal-verify-") as place:
        Path(place).chmod(0o755)  # the server's own account enters it
        with postgres.shared(postgres.locate(Path(place), durable=False)) as server:
            yield {"NAME": "portal", "USER": "postgres", "HOST": str(server.socket)}


def _load_and_compare(folder: Path, manifest: Manifest, database: Mapping[str, Any]) -> None:
    load(folder / DUMP, address_of(database))
    compare(manifest, database)


def compare(manifest: Manifest, database: Mapping[str, object]) -> None:
    """Compare every table of a database with the manifest. Raises Differs, naming each."""
    with connect(database) as session:
        found = tables_of(session)
    wrong = [
        f"{name}: {manifest.tables.get(name)} ≠ {found.get(name)}"
        for name in sorted({*found, *manifest.tables})
        if found.get(name) != manifest.tables.get(name)
    ]
    if wrong:
        message = f"Lo restaurado no es lo respaldado. {'; '.join(wrong[:10])}"
        raise Differs(message)


def _copy_files(target: Path) -> None:
    source = Path(settings.MEDIA_ROOT)
    if source.exists():
        shutil.copytree(source, target)


def _digests(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file of a backup but its manifest, by its path in the folder."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path != folder / MANIFEST:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            found[path.relative_to(folder).as_posix()] = digest
    return found


def _write_secret(path: Path, key: str) -> None:
    path.touch(mode=0o600)
    path.write_text(key, encoding="ascii")


def _fingerprint(key: str) -> str:
    """Return what names a key without telling it."""
    return hashlib.blake2b(key.strip().encode(), digest_size=8, person=b"backup").hexdigest()


def has_key(folder: Path, manifest: Manifest) -> bool:
    """Say whether the restored portal will have the backup's key, its own or one beside it."""
    if settings.EMBEDDED and (folder / SECRET_KEY).exists():
        return _fingerprint((folder / SECRET_KEY).read_text()) == manifest.secret_key
    return _fingerprint(settings.SECRET_KEY) == manifest.secret_key
