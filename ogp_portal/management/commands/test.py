"""`manage.py test`: every check and every test on a throw-away server, with one closing line of
totals.
"""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ogp_portal.foundation.runtime import postgres
from ogp_portal.management.commands.setup import compile_translations

BROWSERS = ("chromium-headless-shell", "chromium")  # program and Debian's package; lighter first
PROGRAMS = {  # program → Debian's packages
    "curl": ("curl",),
    "nginx": ("nginx-light",),
}
NIGHTLY = "--nightly"
PROGRAMS_OF_THE_NIGHT = {
    **PROGRAMS,
    "Rscript": ("r-base-core", "r-cran-jsonlite"),
    "redis-server": ("redis-server",),
    "pg_lsclusters": ("postgresql",),
}
MOST_WORKERS = 8  # each has some of the hundred connections of the embedded server


class Command(BaseCommand):
    """Check and test the project."""

    help = (
        "Corre todas las revisiones y pruebas; con --nightly, también lo pesado y poco frecuente. "
        "Lo que sigue se pasa a pytest, por ejemplo: test tests/commitments -k avance"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whatever pytest takes."""
        parser.add_argument("--no-checks", action="store_true", help="Solo las pruebas.")
        parser.add_argument("words", nargs="*", help="Lo que se pasa a pytest.")

    def run_from_argv(self, argv: list[str]) -> None:
        """Hand every word we do not know over to pytest."""
        self.rest = [word for word in argv[2:] if word not in {"--no-checks", "--help", "-h"}]
        super().run_from_argv(
            [*argv[:2], *(word for word in argv[2:] if word in {"--no-checks", "--help", "-h"})]
        )

    def handle(self, *_args: object, **options: object) -> None:
        """Run tests on every core with the checks beside them (the first of each wait much); both
        are run whatever fails. The totals of the tests are the last line, unless a check failed.
        """
        compile_translations()
        self._fetch_programs()
        is_whole = not options["no_checks"] and not set(self.rest) - {NIGHTLY}
        with ThreadPoolExecutor(1) as beside:
            checking = beside.submit(self._check) if is_whole else None
            status = self._pytest()
        if checking and (failed := checking.result()):
            raise CommandError(failed)
        if status:
            sys.exit(status)

    def _check(self) -> str:
        """Run every check, write what they say in one piece, and return the last line if any of
        them failed.
        """
        ended = subprocess.run(
            [sys.executable, "manage.py", "check_all"],
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.stdout.write(f"\n{ended.stdout.strip()}")
        last = ended.stdout.strip().rpartition("\n")[2].removeprefix("CommandError: ")
        return last if ended.returncode else ""

    def _fetch_programs(self) -> None:
        """Bring what the tests run and Python does not have, with apt where we are root; without it
        those tests are skipped, saying so, and fail in CI.
        """
        wanted = PROGRAMS_OF_THE_NIGHT if NIGHTLY in self.rest else PROGRAMS
        missing = [
            package
            for program, packages in wanted.items()
            if not shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")
            for package in packages
        ]
        has_browser = any(shutil.which(name) for name in BROWSERS)
        if os.geteuid() != 0 or not shutil.which("apt-get") or (has_browser and not missing):
            return
        self._apt("update", "-qq")
        if missing:
            self._install(*missing)
        for name in BROWSERS:
            if not any(shutil.which(browser) for browser in BROWSERS):
                self._install(name)

    def _install(self, *packages: str) -> None:
        self.stdout.write(f"· Instalando para las pruebas: {' '.join(packages)}…")
        self._apt("install", "--yes", "-qq", "--no-install-recommends", *packages)

    @staticmethod
    def _apt(*words: str) -> None:
        subprocess.run(  # noqa: S603 - fixed words
            ["apt-get", *words],  # noqa: S607
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )

    def _pytest(self) -> int:
        """Run pytest against a server whose data nobody keeps."""
        var = Path(settings.VAR_DIR) / "test"
        cores = max(os.cpu_count() or 2, 2)
        workers = str(min(cores + 1, MOST_WORKERS))  # one waits for a browser or a server
        words = [sys.executable, "-m", "pytest", "-n", workers, "--dist", "loadgroup", *self.rest]
        environment = {**os.environ, "PORTAL_VAR": str(var), "PORTAL_BOOTSTRAP": "no"}
        collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
        subprocess.run(collect, cwd=settings.BASE_DIR, env=environment, check=True)  # noqa: S603
        if not settings.EMBEDDED:
            return subprocess.run(  # noqa: S603
                words, cwd=settings.BASE_DIR, env=environment, check=False
            ).returncode
        with postgres.shared(postgres.locate(var, durable=False)):
            return subprocess.run(  # noqa: S603
                words, cwd=settings.BASE_DIR, env=environment, check=False
            ).returncode
