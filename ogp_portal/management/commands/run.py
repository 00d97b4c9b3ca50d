"""`manage.py run web|worker|beat|letters`: one process of a server installation, started the same
way everywhere.
"""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from ogp_portal.foundation.runtime import programs


class Command(BaseCommand):
    """Become one of the portal's programs."""

    help = (
        "Inicia un solo proceso del portal (web, worker, beat o letters); lo usan los contenedores "
        "y el Makefile."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask which."""
        parser.add_argument("program", choices=("web", "worker", "beat", "letters"))

    def handle(self, *_args: object, **options: Any) -> None:
        """Replace this process by the program."""
        (settings.VAR_DIR / "beat").mkdir(parents=True, exist_ok=True)  # where beat keeps its place
        words = {
            "web": lambda: programs.web(settings.HOST, settings.PORT),
            "worker": programs.worker,
            "beat": programs.beat,
            "letters": programs.letters,
        }[options["program"]]()
        os.execv(words[0], words)  # noqa: S606 - our own programs
