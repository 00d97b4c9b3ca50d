"""The project's own environment: `.venv` with the locked packages, by uv or by pip."""

import contextlib
import hashlib
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from ogp_portal.foundation.runtime.bootstrap.debian import apt_install, apt_unpack
from ogp_portal.foundation.runtime.bootstrap.steps import (
    PYTHON,
    ROOT,
    VAR,
    VENV,
    CannotSetUp,
    call,
    say,
)


def requirements(argv: Sequence[str]) -> Path:
    """Return the lock that this command needs: tests and checks need the developers' one, which
    holds the other.
    """
    developers = ROOT / "requirements-dev.txt"
    if _stamp() == _fingerprint(developers):
        return developers
    tools = {"test", "check_all", "make_docs", "format_css", "sbom", "audit"}
    needs_tools = any(word in tools for word in argv[1:2])
    return developers if needs_tools else ROOT / "requirements.txt"


def _fingerprint(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


def _stamp() -> str:
    with contextlib.suppress(OSError):
        return (VENV / "installed").read_text()
    return ""


def is_current(lock: Path) -> bool:
    """Say whether `.venv` holds what the lock says, installed by this very Python."""
    return _stamp() == _fingerprint(lock) and PYTHON.exists()


def build(lock: Path) -> None:
    """Install the locked packages into `.venv`, by uv if it can be had, by pip otherwise."""
    say(
        f"Instalando los paquetes de {lock.name} en .venv (una vez; unos minutos según la "
        f"conexión)…"
    )
    if not _stamp():
        shutil.rmtree(VENV, ignore_errors=True)  # what a killed installation left cannot be trusted
    (VENV / "installed").unlink(missing_ok=True)
    boot = VAR / "boot"
    uv = boot / "bin" / "uv"
    if not uv.exists():
        shutil.rmtree(boot, ignore_errors=True)
        if (
            call(
                [
                    *_pip(),
                    "install",
                    "--quiet",
                    "--target",
                    str(boot),
                    "--require-hashes",
                    "-r",
                    str(ROOT / "requirements-boot.txt"),
                ],
                quiet=True,
            )
            != 0
        ):
            message = (
                "No se pudieron bajar los paquetes: revise la conexión a internet (o el espejo "
                "de paquetes de su red) y repita."
            )
            raise CannotSetUp(message)
    if not _by_uv(uv, lock) and not _by_pip(boot, lock):
        message = (
            f"No se pudieron instalar los paquetes de {lock.name}: revise la conexión y el "
            f"espacio en disco, y repita."
        )
        raise CannotSetUp(message)
    (VENV / "installed").write_text(_fingerprint(lock))


def _by_uv(uv: Path, lock: Path) -> bool:
    environment = {
        **os.environ,
        "VIRTUAL_ENV": str(VENV),
        "UV_NO_CONFIG": "1",
        "UV_LINK_MODE": "copy",
    }
    if (
        not PYTHON.exists()
        and call(
            [str(uv), "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(VENV)],
            environment=environment,
        )
        != 0
    ):
        return False
    return (
        call([str(uv), "pip", "sync", "--require-hashes", str(lock)], environment=environment) == 0
    )


def _by_pip(boot: Path, lock: Path) -> bool:
    say("uv no pudo; se sigue con pip, que tarda más…")
    environment = {**os.environ, "PYTHONPATH": str(boot)}
    if (
        call(
            [sys.executable, "-m", "virtualenv", "--quiet", "--python", sys.executable, str(VENV)],
            environment=environment,
        )
        != 0
    ):
        return False
    return (
        call([str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(lock)])
        == 0
    )


def _pip() -> list[str]:
    """Return the words that run pip: ours, or the one of Debian's package, fetched if need be."""
    own = [sys.executable, "-m", "pip"]
    if call([*own, "--version"], quiet=True) == 0:
        return own
    say("Falta pip; se pide a Debian…")
    if os.geteuid() == 0:
        apt_install(("python3-pip-whl",))
        folder = Path("/")
    else:
        folder = apt_unpack(("python3-pip-whl",), VAR / "pip")
    wheels = sorted((folder / "usr/share/python-wheels").glob("pip-*.whl"))
    if not wheels:
        message = (
            "Falta pip: pida a quien administra la máquina `apt-get install python3-pip` y repita."
        )
        raise CannotSetUp(message)
    return [sys.executable, str(wheels[-1] / "pip")]
