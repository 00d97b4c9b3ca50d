"""`manage.py load_territories [FILE]`: load the territories of a country and where they lie."""

from pathlib import Path

import pghistory
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ogp_portal.foundation.events import search_index
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.foundation.runtime import example
from ogp_portal.loaders import territories


class Command(BaseCommand):
    """Load the territories of a country."""

    help = (
        "Carga regiones y comunas con sus nombres, habitantes y límites, de un archivo GeoJSON; "
        "sin archivo, las de Chile. Puede repetirse: pone al día lo ya cargado y no quita nada."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for the file."""
        parser.add_argument("file", nargs="?", type=Path, default=territories.CHILE)

    def handle(self, *_args: object, **options: object) -> None:
        """Load, and say what changed."""
        example.refuse("load_territories", is_example=settings.IS_EXAMPLE)
        try:
            with pghistory.context(door="orden", command="load_territories"):
                loaded = territories.load(Path(str(options["file"])))
        except (OSError, UnicodeDecodeError, Refusal) as error:
            raise CommandError(str(error)) from error
        search_index.index_all()
        if options["verbosity"]:
            self.stdout.write(
                f"· Territorios: {loaded.added} agregados, {loaded.changed} al día, "
                f"{loaded.outlined} límites."
            )
