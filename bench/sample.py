"""Databases of their own for measuring, each made once under var/bench/, and programs run beside
them.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMITLESS = {
    "KEPT_PAGES": "no",  # what is measured is made
    "API_UNITS_PER_MINUTE": "1000000000",
    "PORTAL_URL": "http://portal.example",
}  # pgbench takes :8000 for a variable


def environment(size: int, **more: str) -> dict[str, str]:
    """Return the environment of the portal on the sample of `size` commitments (four milestones
    each), making it if needed.
    """
    return portal(str(size), ["make_sample", str(size)], **more)


def portal(name: str, fill: list[str], *, code: Path = ROOT, **more: str) -> dict[str, str]:
    """Return the environment of a portal of its own under var/bench/`name`, made once by the code
    that stands in `code`: the command `fill` puts its rows there.
    """
    var = ROOT / "var" / "bench" / name
    env = {
        **os.environ,
        "PORTAL_VAR": str(var),
        "PORTAL_BOOTSTRAP": "no",
        "DJANGO_SETTINGS_MODULE": "ogp_portal.settings",
        **LIMITLESS,
        **more,
    }
    if not (var / "made").exists():
        for command in (["setup", "-v", "0"], fill):
            subprocess.run([sys.executable, "manage.py", *command], cwd=code, env=env, check=True)
        (var / "made").touch()
    return env


def call(code: str) -> list[str]:
    """Return the command that calls a function of this folder inside the portal, as in
    `budgets.measure()`.
    """
    module = code.partition(".")[0]
    path = f"import sys; sys.path.insert(0, {str(ROOT / 'bench')!r})"
    return ["shell", "-v", "0", "-c", f"{path}; import {module}; {code}"]


def start(env: dict[str, str], command: list[str]) -> subprocess.Popen[str]:
    """Start a command of the portal whose output is read."""
    words = [sys.executable, "manage.py", *command]
    return subprocess.Popen(words, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)


def last_line(process: subprocess.Popen[str]) -> str:
    """Wait for a process and return the last line it printed, "" where it printed none. Raises
    CalledProcessError where it failed.
    """
    lines = process.communicate()[0].strip().splitlines()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return lines[-1] if lines else ""


def ask(size: int, code: str) -> str:
    """Return what `code` prints inside the portal on a sample."""
    return last_line(start(environment(size), ["shell", "-v", "0", "-c", code]))


@contextlib.contextmanager
def revision(name: str):
    """Lay out the code of a revision of the history in a folder of its own while the block lasts;
    it runs with the packages of today.
    """
    with tempfile.TemporaryDirectory() as folder:
        code = Path(folder, "code")
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(code), name], check=True)
        try:
            yield code
        finally:
            subprocess.run([*git, "remove", "--force", str(code)], check=True)


@contextlib.contextmanager
def database(size: int):
    """Keep the sample's database running while the block lasts."""
    with holding(environment(size)):
        yield


@contextlib.contextmanager
def holding(env: dict[str, str], *, code: Path = ROOT):
    """Keep a portal's embedded database running while the block lasts, whoever comes and goes."""
    words = [
        sys.executable,
        "manage.py",
        "shell",
        "-v",
        "0",
        "-c",
        "import sys; print('up', flush=True); sys.stdin.read()",
    ]
    with subprocess.Popen(
        words,
        cwd=code,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        while "up" not in holder.stdout.readline():
            pass
        yield


@contextlib.contextmanager
def serving(words: list[str], env: dict[str, str], address: str, *, code: Path = ROOT):
    """Run a server of the code in `code` while the block lasts, once `address` answers."""
    server = subprocess.Popen(
        words, cwd=code, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _turn in range(100):
            time.sleep(0.3)
            with contextlib.suppress(OSError):
                urllib.request.urlopen(
                    urllib.request.Request(address, headers={"Host": "localhost"}), timeout=30
                ).read()
                break
        yield
    finally:
        server.terminate()
        server.wait()
