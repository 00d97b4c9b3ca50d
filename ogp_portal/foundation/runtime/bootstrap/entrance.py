"""Entering the project's environment: nothing else runs outside it."""

import contextlib
import fcntl
import os
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path

from ogp_portal.foundation.runtime.bootstrap.packages import build, is_current, requirements
from ogp_portal.foundation.runtime.bootstrap.pango import fetch_pango, has_pango, inner_environment
from ogp_portal.foundation.runtime.bootstrap.steps import PYTHON, ROOT, VAR, VENV, CannotSetUp, say

OLDEST = (3, 11)


def enter(argv: Sequence[str]) -> None:
    """Return only inside the project's environment; outside it, build what is missing and run
    `argv` again inside.
    """
    if os.environ.get("PORTAL_BOOTSTRAP") == "no":  # a container image installs by itself
        return
    try:
        _refuse_what_cannot_work()
        wanted = requirements(argv)
        inside = Path(sys.prefix).resolve() == VENV.resolve() and os.environ.get(
            "PORTAL_INSIDE"
        ) == str(ROOT)
        if inside and is_current(wanted):
            return
        with _one_at_a_time():
            if not is_current(wanted):
                build(wanted)
            if not has_pango():
                fetch_pango()
    except CannotSetUp as refusal:
        sys.exit(f"✗ {refusal}")
    except KeyboardInterrupt:
        sys.exit("✗ Interrumpido. La próxima vez continúa donde quedó.")
    words = [str(PYTHON), str(ROOT / "manage.py"), *argv[1:]]
    os.execve(PYTHON, words, inner_environment())  # noqa: S606 - our own interpreter


def _refuse_what_cannot_work() -> None:
    if sys.version_info < OLDEST:
        message = (
            f"Se necesita Python 3.11 o posterior; este es {sys.version.split()[0]}. Instale "
            f"python3.11 y repita con él."
        )
        raise CannotSetUp(message)
    if "musl" in (sysconfig.get_config_var("MULTIARCH") or "") and not os.environ.get(
        "DATABASE_URL"
    ):
        message = (
            "Este sistema usa musl (Alpine), donde no hay PostgreSQL incorporado: use Debian o "
            "Ubuntu, o los contenedores del proyecto."
        )
        raise CannotSetUp(message)
    for folder in (ROOT, VAR):
        existing = next(path for path in (folder, *folder.parents) if path.exists())
        if not os.access(existing, os.W_OK) and not PYTHON.exists():
            message = (
                f"No se puede escribir en {existing}: copie el proyecto a una carpeta propia o "
                f"ajuste PORTAL_VAR."
            )
            raise CannotSetUp(message)


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "setup.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            say(
                f"Otra instalación está en marcha (proceso {lock.read().strip() or '?'}); se "
                f"espera a que termine."
            )
            fcntl.flock(lock, fcntl.LOCK_EX)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
