"""`manage.py backup DIR`: everything the portal holds in one folder.

`--verify` restores it aside and compares.
"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ogp_portal.foundation.runtime import backups


class Command(BaseCommand):
    """Back up the portal, or verify a backup."""

    help = (
        "Respalda base de datos, archivos y clave en una carpeta nueva. Con --verify restaura un "
        "respaldo ya hecho en una base de prueba y lo compara."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", metavar="CARPETA", type=Path)
        parser.add_argument("--verify", action="store_true", help="Revisa un respaldo ya hecho.")

    def handle(self, *_args: object, **options: Any) -> None:
        """Do it and say what was written or compared."""
        folder: Path = options["folder"].resolve()
        try:
            manifest = backups.verify(folder) if options["verify"] else backups.make(folder)
        except (backups.CannotBackUp, backups.Differs) as error:
            raise CommandError(str(error)) from error
        rows = sum(rows for rows, _digest in manifest.tables.values())
        done = "Comparado" if options["verify"] else "Respaldado"
        self.stdout.write(
            f"{done}: {len(manifest.tables)} tablas, {rows} filas, {len(manifest.files)} archivos "
            f"({folder})."
        )
        if "secret_key" not in manifest.files:
            self.stdout.write(
                "La clave secreta no va en el respaldo: guarde SECRET_KEY aparte, en lugar seguro."
            )
