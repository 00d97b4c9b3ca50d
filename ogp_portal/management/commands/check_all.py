"""`manage.py check_all`: every check of the house, all run, failures counted at the end."""

import os
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

PACKAGES = ("ogp_portal", "commitments", "forums", "transparency")
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


def _beside(program: str) -> str:
    """Return the path of a program installed with this Python, which is no module of it."""
    return str(Path(sys.executable).with_name(program))


class Command(BaseCommand):
    """Run every check."""

    help = "Corre todas las revisiones del código y cuenta las que fallan."
    requires_system_checks: list[str] = []  # the checks themselves are among what is run

    def handle(self, *_args: object, **_options: object) -> None:
        """Run them one after another, whatever fails."""
        failed = []
        for name, (words, extra) in checks().items():
            started = time.monotonic()
            ended = subprocess.run(  # noqa: S603
                words,
                cwd=settings.BASE_DIR,
                env={**os.environ, **extra},
                capture_output=True,
                text=True,
                check=False,
            )
            is_done = "No se revisó" not in ended.stdout
            mark = ("✓" if is_done else "–") if ended.returncode == 0 else "✗"
            self.stdout.write(f"{mark} {name} ({time.monotonic() - started:.1f} s)")
            if not is_done:
                self.stdout.write(ended.stdout.strip())
            if ended.returncode != 0:
                failed.append(name)
                self.stdout.write(ended.stdout[-6000:] + ended.stderr[-4000:])
            self.stdout.flush()
        if failed:
            message = f"{len(failed)} de {len(checks())} revisiones fallan: {', '.join(failed)}."
            raise CommandError(message)
        self.stdout.write(f"{len(checks())} revisiones, ninguna falla.")
