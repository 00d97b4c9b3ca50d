"""The preamble of `manage.py`: from bare Debian with python3.11 to the project's environment.

Standard library only.

Each step says what it does, may be repeated, and writes its stamp last, so that a run killed
half-way starts again. Everything goes into `.venv` and `var/`; deleting both undoes it. Two runs at
once wait for each other.
"""

import contextlib
import ctypes
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VAR = Path(os.environ.get("PORTAL_VAR") or ROOT / "var")
PANGO = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
PANGO_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
OLDEST = (3, 11)


class CannotSetUp(RuntimeError):
    """The set-up cannot go on; the message is one clear sentence that says what to do."""


def say(words: str) -> None:
    """Tell the person what is happening, at once."""
    print(f"· {words}", flush=True)  # noqa: T201 - the console is the interface here


def enter(argv: Sequence[str]) -> None:
    """Return only inside the project's environment; outside it, build what is missing and run
    `argv` again inside.
    """
    if os.environ.get("PORTAL_BOOTSTRAP") == "no":  # a container image installs by itself
        return
    try:
        _refuse_what_cannot_work()
        wanted = _requirements(argv)
        inside = Path(sys.prefix).resolve() == VENV.resolve() and os.environ.get(
            "PORTAL_INSIDE"
        ) == str(ROOT)
        if inside and _is_current(wanted):
            return
        with _one_at_a_time():
            if not _is_current(wanted):
                _build(wanted)
            if not _has_pango():
                _fetch_pango()
    except CannotSetUp as refusal:
        sys.exit(f"✗ {refusal}")
    except KeyboardInterrupt:
        sys.exit("✗ Interrumpido. La próxima vez continúa donde quedó.")
    os.execve(PYTHON, [str(PYTHON), str(ROOT / "manage.py"), *argv[1:]], _environment())  # noqa: S606 - our own interpreter


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


def _requirements(argv: Sequence[str]) -> Path:
    """Return the lock that this command needs: tests and checks need the developers' one, which
    holds the other.
    """
    developers = ROOT / "requirements-dev.txt"
    if _stamp() == _fingerprint(developers):
        return developers
    needs_tools = any(
        word in {"test", "check_all", "make_docs", "format_css"} for word in argv[1:2]
    )
    return developers if needs_tools else ROOT / "requirements.txt"


def _fingerprint(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


def _stamp() -> str:
    with contextlib.suppress(OSError):
        return (VENV / "installed").read_text()
    return ""


def _is_current(lock: Path) -> bool:
    return _stamp() == _fingerprint(lock) and PYTHON.exists()


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


def _build(lock: Path) -> None:
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
            _call(
                [*_pip(), "install", "--quiet", "--target", str(boot), "uv", "virtualenv"],
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
        and _call(
            [str(uv), "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(VENV)],
            environment=environment,
        )
        != 0
    ):
        return False
    return (
        _call([str(uv), "pip", "sync", "--require-hashes", str(lock)], environment=environment) == 0
    )


def _by_pip(boot: Path, lock: Path) -> bool:
    say("uv no pudo; se sigue con pip, que tarda más…")
    environment = {**os.environ, "PYTHONPATH": str(boot)}
    if (
        _call(
            [sys.executable, "-m", "virtualenv", "--quiet", "--python", sys.executable, str(VENV)],
            environment=environment,
        )
        != 0
    ):
        return False
    return (
        _call([str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(lock)])
        == 0
    )


def _pip() -> list[str]:
    """Return the words that run pip: ours, or the one of Debian's package, fetched if need be."""
    own = [sys.executable, "-m", "pip"]
    if _call([*own, "--version"], quiet=True) == 0:
        return own
    say("Falta pip; se pide a Debian…")
    if os.geteuid() == 0:
        _apt_install(("python3-pip-whl",))
        folder = Path("/")
    else:
        folder = _apt_unpack(("python3-pip-whl",), VAR / "pip")
    wheels = sorted((folder / "usr/share/python-wheels").glob("pip-*.whl"))
    if not wheels:
        message = (
            "Falta pip: pida a quien administra la máquina `apt-get install python3-pip` y repita."
        )
        raise CannotSetUp(message)
    return [sys.executable, str(wheels[-1] / "pip")]


def _has_pango() -> bool:
    """Say whether the three libraries that lay out PDF text can be loaded, from the system or from
    var/pango.
    """
    script = f"import ctypes\nfor name in {PANGO!r}: ctypes.CDLL(name)"
    return (
        subprocess.run(  # noqa: S603
            [sys.executable, "-c", script], env=_environment(), capture_output=True, check=False
        ).returncode
        == 0
    )


def _fetch_pango() -> None:
    """Bring Pango: with apt as root, unpacked under var/ otherwise; without either, the portal runs
    and reports wait.
    """
    try:
        if os.geteuid() == 0:
            say("Instalando Pango (para los PDF) con apt-get…")
            _apt_install(PANGO_PACKAGES)
        else:
            say("Trayendo Pango (para los PDF) sin privilegios a var/pango…")
            _apt_unpack(PANGO_PACKAGES, VAR / "pango")
    except CannotSetUp:
        say(
            "Sin Pango no hay PDF: los informes quedan en cola. Pida instalar "
            + ", ".join(PANGO_PACKAGES)
            + "."
        )


def _apt_install(packages: Sequence[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    words = ["apt-get", "install", "--yes", "-qq", "--no-install-recommends", *packages]
    if shutil.which("apt-get") is None or (
        _call(words, quiet=True, environment=environment) != 0
        and (
            _call(["apt-get", "update", "-qq"], quiet=True) != 0
            or _call(words, quiet=True, environment=environment) != 0
        )
    ):
        message = f"apt-get no pudo instalar {', '.join(packages)}."
        raise CannotSetUp(message)


def _apt_unpack(packages: Sequence[str], target: Path) -> Path:
    """Download Debian packages as an ordinary user, with a private state of apt, and unpack them
    into `target`.
    """
    if shutil.which("apt-get") is None or shutil.which("dpkg") is None:
        message = f"Esta máquina no tiene apt: pida {', '.join(packages)} a quien la administra."
        raise CannotSetUp(message)
    state = target.with_name(f"{target.name}.apt")
    for folder in ("lists/partial", "archives/partial"):
        (state / folder).mkdir(parents=True, exist_ok=True)
    (
        state / "status"
    ).touch()  # as if nothing were installed: apt then brings what the packages need, too
    apt = [
        "apt-get",
        "-qq",
        "-o",
        f"Dir::State={state}",
        "-o",
        f"Dir::State::status={state / 'status'}",
        "-o",
        f"Dir::Cache={state}",
        "-o",
        "Debug::NoLocking=1",
    ]
    if (
        _call([*apt, "update"], quiet=True) != 0
        or _call(
            [*apt, "install", "--yes", "--download-only", "--no-install-recommends", *packages],
            quiet=True,
        )
        != 0
    ):
        message = f"apt no pudo bajar {', '.join(packages)}."
        raise CannotSetUp(message)
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for package in sorted((state / "archives").glob("*.deb")):
        if not package.name.startswith(
            ("libc6_", "libc-bin_", "libgcc-s1_", "libstdc++")
        ):  # never beside the system's own
            _call(["dpkg", "-x", str(package), str(fresh)], quiet=True)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    shutil.rmtree(state, ignore_errors=True)
    return target


def _environment() -> dict[str, str]:
    """Return the environment of the second run: where it stands, the unpacked Pango, and only the
    packaged fonts.
    """
    environment = {**os.environ, "PORTAL_INSIDE": str(ROOT), "FONTCONFIG_FILE": str(_fonts())}
    environment.pop("PYTHONHOME", None)
    if (VAR / "pango").exists():
        folders = sorted({str(path.parent) for path in (VAR / "pango").rglob("*.so.*")})
        environment["LD_LIBRARY_PATH"] = ":".join(
            [*folders, *filter(None, [os.environ.get("LD_LIBRARY_PATH", "")])]
        )
    return environment


def _fonts() -> Path:
    """Write the fontconfig file that knows only the packaged fonts, so that a PDF is the same on
    every machine.
    """
    target = VAR / "fonts.conf"
    text = (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{ROOT / 'static' / 'fonts' / 'print'}</dir><cachedir>{VAR / 'fontcache'}</cachedir></fontconfig>\n"
    )
    if not target.exists() or target.read_text() != text:
        VAR.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    return target


def _call(
    words: Sequence[str], *, quiet: bool = False, environment: dict[str, str] | None = None
) -> int:
    """Run a program and return its exit code; what it prints goes to the set-up log when quiet."""
    with (VAR / "setup.log").open("a") as log:
        try:
            return subprocess.run(  # noqa: S603 - fixed words and our own paths
                words,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log if quiet else None,
                stderr=log if quiet else None,
                check=False,
            ).returncode
        except OSError:
            return 127


def load_pango() -> bool:
    """Say whether this very process can load Pango (asked by the renderer and by the
    status page).
    """
    try:
        for name in PANGO:
            ctypes.CDLL(name)
    except OSError:
        return False
    return True
