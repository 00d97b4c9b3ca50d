"""`manage.py check_all`: every check of the house, all run, failures counted at the end."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

PACKAGES = ("ogp_portal", "commitments", "forums", "transparency")
SLOWEST = ("mypy",)
PRODUCTION = {
    "DATABASE_URL": "postgresql://portal:secret@db/portal",
    "CELERY_BROKER_URL": "redis://redis:6379/0",
    "PORTAL_URL": "https://portal.example",
    "ALLOWED_HOSTS": "portal.example",
}


def checks() -> dict[str, tuple[list[str], dict[str, str]]]:
    """Return the checks by name: the words of each, and the environment it adds."""
    manage = [sys.executable, "manage.py"]
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
        "css": ([*manage, "format_css", "--check"], {}),
        "codespell": (
            [*module, "codespell_lib", *PACKAGES, "tests", "bench", "docs", "static/css"],
            {},
        ),
        "migrations": (
            [*manage, "makemigrations", "--check", "--dry-run", "--verbosity", "0"],
            production,
        ),
        "deploy": ([*manage, "check", "--deploy", "--fail-level", "WARNING"], production),
        "docs": ([*manage, "make_docs", "--check"], {}),
        "sbom": ([*manage, "sbom", "--output", os.devnull], {}),
        "audit": ([*manage, "audit", "--allow-offline"], {}),
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
    """Run a check and wait for it."""
    words, extra = check
    started = time.monotonic()
    ended = subprocess.run(  # noqa: S603
        words,
        cwd=settings.BASE_DIR,
        env={**os.environ, **extra},
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - started
    if ended.returncode != 0:
        return Done(name, "✗", seconds, ended.stdout[-6000:] + ended.stderr[-4000:])
    if "No se revisó" in ended.stdout:
        return Done(name, "–", seconds, f"{ended.stdout.strip()}\n")
    return Done(name, "✓", seconds, "")


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
