"""Under whom the portal runs where it was started as root: nothing that answers the network or
keeps the database is root.

Standard library only: the embedded database needs it before anything else is there.
"""

import contextlib
import os
import pwd
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

CANDIDATES = ("postgres", "nobody")
PROBE = """
import os, sys
from ogp_portal.wsgi import application
from django.conf import settings
written = (settings.MEDIA_ROOT, settings.VAR_DIR / "beat", settings.BACKUP_FOLDER or "/tmp")
closed = [str(path) for path in written if not os.access(path, os.W_OK | os.X_OK)]
sys.exit(f"no puede escribir en {closed[0]}" if closed else 0)
"""


def ordinary() -> str | None:
    """Return the account that stands in for root, which the database shares; None where we are not
    root. Raises LookupError where the machine has none.
    """
    if os.geteuid() != 0:
        return None
    for name in CANDIDATES:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise LookupError(", ".join(CANDIDATES))


def hand_over(path: Path, account: str) -> None:
    """Give a file, or a folder with everything in it, to the account."""
    person = pwd.getpwnam(account)
    with contextlib.suppress(FileNotFoundError):
        os.chown(path, person.pw_uid, person.pw_gid, follow_symlinks=False)
    share_with_owner(path)


def share_with_owner(folder: Path) -> None:
    """Give what root wrote inside the folder to whom the folder belongs, so that the portal can
    read what a command of root made. Links are not followed.
    """
    if os.geteuid() != 0 or folder.is_symlink() or not folder.is_dir():
        return
    owner = folder.stat()
    if owner.st_uid == 0:
        return
    for path in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):
            facts = path.lstat()
            has_one_name = path.is_dir() or facts.st_nlink == 1  # another may stand elsewhere
            if facts.st_uid == 0 and has_one_name:
                os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)


def variables(account: str) -> dict[str, str]:
    """Return what a program of the account finds in its environment about itself."""
    return {"HOME": pwd.getpwnam(account).pw_dir, "USER": account, "LOGNAME": account}


def obstacle(account: str, *, root: Path, environment: Mapping[str, str]) -> str:
    """Return why the account cannot run the portal in `root`, or nothing: found by trying."""
    person = pwd.getpwnam(account)
    try:
        ended = subprocess.run(  # noqa: S603 - our own words
            [sys.executable, "-c", PROBE],
            cwd=root,
            env={**environment, "DJANGO_SETTINGS_MODULE": "ogp_portal.settings"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            user=person.pw_uid,
            group=person.pw_gid,
            extra_groups=[],
        )
    except OSError as error:
        return f"{error.strerror}: {Path(sys.executable).resolve()}"
    lines = ended.stderr.strip().splitlines()
    return (lines[-1] if lines else str(ended.returncode)) if ended.returncode else ""
