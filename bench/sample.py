"""Databases of their own for measuring, each made once under var/bench/, and programs run beside
them.
"""

import contextlib
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMITLESS = {
    "API_UNITS_PER_MINUTE": "1000000000",
    "PORTAL_URL": "http://portal.example",
}  # pgbench takes :8000 for a variable


def environment(size: int, **more: str) -> dict[str, str]:
    """Return the environment of the portal on the sample of `size` commitments (four milestones
    each), making it if needed.
    """
    var = ROOT / "var" / "bench" / str(size)
    found = {
        **os.environ,
        "PORTAL_VAR": str(var),
        "PORTAL_BOOTSTRAP": "no",
        "DJANGO_SETTINGS_MODULE": "ogp_portal.settings",
        **LIMITLESS,
        **more,
    }
    if not (var / "made").exists():
        subprocess.run(
            [sys.executable, "manage.py", "setup", "-v", "0"], cwd=ROOT, env=found, check=True
        )
        subprocess.run(
            [sys.executable, "manage.py", "make_sample", str(size)], cwd=ROOT, env=found, check=True
        )
        (var / "made").touch()
    return found


def ask(size: int, code: str) -> str:
    """Return what `code` prints inside the portal on a sample."""
    words = [sys.executable, "manage.py", "shell", "-v", "0", "-c", code]
    return (
        subprocess.run(
            words, cwd=ROOT, env=environment(size), check=True, capture_output=True, text=True
        )
        .stdout.strip()
        .splitlines()[-1]
    )


@contextlib.contextmanager
def database(size: int):
    """Keep the sample's database running while the block lasts."""
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
        cwd=ROOT,
        env=environment(size),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        while "up" not in holder.stdout.readline():
            pass
        yield


@contextlib.contextmanager
def serving(words: list[str], env: dict[str, str], address: str):
    """Run a server while the block lasts, once `address` answers."""
    server = subprocess.Popen(
        words, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
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
