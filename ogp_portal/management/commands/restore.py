"""`manage.py restore DIR`: a backup into an empty installation, compared with its manifest."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ogp_portal.foundation.runtime import backups, example


class Command(BaseCommand):
    """Restore the portal."""

    help = (
        "Restaura un respaldo en una instalación vacía, lo compara con su manifiesto y pone la "
        "base al día. Se niega donde ya hay datos o archivos."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder, and whether another key is accepted."""
        parser.add_argument("folder", metavar="CARPETA", type=Path)
        parser.add_argument(
            "--keep-key",
            action="store_true",
            help=(
                "Restaura aunque la clave secreta sea otra: los códigos entregados dejan de servir."
            ),
        )

    def handle(self, *_args: object, **options: Any) -> None:
        """Do it and say what came back."""
        example.refuse("restore", is_example=settings.IS_EXAMPLE)
        folder: Path = options["folder"].resolve()
        try:
            manifest = backups.restore(folder, keeps_key=options["keep_key"])
        except (backups.CannotBackUp, backups.Differs) as error:
            raise CommandError(str(error)) from error
        rows = sum(rows for rows, _digest in manifest.tables.values())
        self.stdout.write(
            f"Restaurado y comparado: {len(manifest.tables)} tablas, {rows} filas, "
            f"{len(manifest.files)} archivos, del {manifest.made_at}."
        )
        call_command("setup", verbosity=options["verbosity"])
