"""`manage.py check_all`: every check of the house, all run, failures counted at the end."""

import io
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

PACKAGES = ("ogp_portal", "commitments", "forums", "transparency")
SLOWEST = ("mypy",)
MANAGE = [sys.executable, "manage.py"]
PRODUCTION = {
    "DATABASE_URL": "postgresql://portal:secret@db/portal",
    "CELERY_BROKER_URL": "redis://redis:6379/0",
    "PORTAL_URL": "https://portal.example",
    "ALLOWED_HOSTS": "portal.example",
}


def checks() -> dict[str, tuple[list[str], dict[str, str]]]:
    """Return the checks by name: the words of each, and the environment it adds."""
    module = [sys.executable, "-m"]
    drawings = [str(path) for path in sorted((settings.BASE_DIR / "templates").rglob("*.svg"))]
    production = {**PRODUCTION, "SECRET_KEY": os.urandom(40).hex()}
    return {
        "ruff": ([*module, "ruff", "check", "--quiet", "."], {}),
        "ruff format": ([*module, "ruff", "format", "--check", "--quiet", "."], {}),
        "mypy": ([*module, "mypy"], {}),
        "import-linter": (
            [
                sys.executable,
                "-c",
                "from importlinter.cli import lint_imports_command as run; run()",
            ],
            {},
        ),
        "djangofmt": ([_beside("djangofmt"), "--check", "--quiet", "templates", *drawings], {}),
        "djlint": ([*module, "djlint", "templates", "--lint", "--quiet"], {}),
        "css": ([*MANAGE, "format_css", "--check"], {}),
        "codespell": (
            [*module, "codespell_lib", *PACKAGES, "tests", "bench", "docs", "static/css"],
            {},
        ),
        "migrations": (
            [*MANAGE, "makemigrations", "--check", "--dry-run", "--verbosity", "0"],
            production,
        ),
        "deploy": ([*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], production),
        "docs": ([*MANAGE, "make_docs", "--check"], {}),
        "sbom": ([*MANAGE, "sbom", "--output", os.devnull], {}),
        "audit": ([*MANAGE, "audit", "--allow-offline"], {}),
    }


@dataclass(frozen=True)
class Done:
    """A check that ended: ✓, ✗ or – (it could not be made), how long it took, and what it said
    of what it found.
    """

    name: str
    mark: str
    seconds: float
    told: str


def run(name: str, check: tuple[list[str], dict[str, str]]) -> Done:
    """Run a check and wait for it: one of our own commands in this process, which has started
    already, any other in its own.
    """
    words, extra = check
    started = time.monotonic()
    ours = words[: len(MANAGE)] == MANAGE and not extra
    failed, told = _in_this_process(words[len(MANAGE) :]) if ours else _in_its_own(words, extra)
    seconds = time.monotonic() - started
    if failed:
        return Done(name, "✗", seconds, told)
    if "No se revisó" in told:
        return Done(name, "–", seconds, f"{told.strip()}\n")
    return Done(name, "✓", seconds, "")


def _in_this_process(words: list[str]) -> tuple[bool, str]:
    """Return whether a command of ours failed, and what it said."""
    told = io.StringIO()
    try:
        call_command(*words, stdout=told, stderr=told)
    except CommandError as error:
        return True, f"{told.getvalue()}{error}\n"
    finally:
        connections.close_all()  # those of this thread
    return False, told.getvalue()


def _in_its_own(words: list[str], extra: dict[str, str]) -> tuple[bool, str]:
    """Return whether a program failed, and what it said: all of it, or the end of it if it did."""
    ended = subprocess.run(  # noqa: S603
        words,
        cwd=settings.BASE_DIR,
        env={**os.environ, **extra},
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode != 0:
        return True, ended.stdout[-6000:] + ended.stderr[-4000:]
    return False, ended.stdout


def _beside(program: str) -> str:
    """Return the path of a program installed with this Python, which is no module of it."""
    return str(Path(sys.executable).with_name(program))


class Command(BaseCommand):
    """Run every check."""

    help = "Corre todas las revisiones del código y cuenta las que fallan."
    requires_system_checks: list[str] = []  # the checks themselves are among what is run

    def handle(self, *_args: object, **_options: object) -> None:
        """Run them all, whatever fails, one on each core; the slowest begins first."""
        failed = []
        ordered = sorted(checks().items(), key=lambda check: check[0] not in SLOWEST)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for running in as_completed([pool.submit(run, *check) for check in ordered]):
                done = running.result()
                self.stdout.write(f"{done.mark} {done.name} ({done.seconds:.1f} s)")
                self.stdout.write(done.told, ending="")
                if done.mark == "✗":
                    failed.append(done.name)
                self.stdout.flush()
        if failed:
            message = f"{len(failed)} de {len(ordered)} revisiones fallan: {', '.join(failed)}."
            raise CommandError(message)
        self.stdout.write(f"{len(ordered)} revisiones, ninguna falla.")
