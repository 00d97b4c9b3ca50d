"""`manage.py load_santiago`: load what the client's documents state, idempotently."""

import sys

from django.conf import settings
from django.core.management.base import BaseCommand

from ogp_portal.foundation.events import search_index
from ogp_portal.foundation.runtime import example
from ogp_portal.loaders.santiago import loading

WIDTH = 30


class Command(BaseCommand):
    """Load the plans of the first house."""

    help = (
        "Carga las instituciones, planes y compromisos que describen los documentos del cliente. "
        "Puede repetirse: no cambia lo ya cargado."
    )

    def handle(self, *_args: object, **options: object) -> None:
        """Load with a progress bar where there is a terminal."""
        example.refuse("load_santiago", is_example=settings.IS_EXAMPLE)

        def bar(done: int, everything: int, what: str) -> None:
            if sys.stdout.isatty() and options["verbosity"]:
                full = WIDTH * done // everything
                self.stdout.write(
                    f"\r[{'█' * full}{'·' * (WIDTH - full)}] {done}/{everything} {what[:40]:40}",
                    ending="",
                )
                self.stdout.flush()

        count = loading.load(say=bar)
        search_index.index_all()
        if options["verbosity"]:
            self.stdout.write(f"\r· Documentos fuente: {count} registros revisados.{' ' * 50}")
