"""`manage.py export_commitments PLAN --output FILE.csv|.xlsx`: a plan's commitments in the shape that can be imported again."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commitments.plans.models import Plan
from commitments.spreadsheets import writing


class Command(BaseCommand):
    """Export the public commitments of a plan."""

    help = "Exporta los compromisos públicos de un plan, en CSV o XLSX, con las columnas que se pueden volver a cargar."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for plan and file."""
        parser.add_argument("plan", help="Dirección (slug) del plan.")
        parser.add_argument("--output", type=Path, required=True, help="Archivo .csv o .xlsx.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the file."""
        plan = Plan.objects.filter(slug=options["plan"]).first()
        if plan is None:
            message = f"No hay un plan «{options['plan']}»."
            raise CommandError(message)
        path: Path = options["output"]
        path.write_bytes(writing.to_xlsx(plan) if path.suffix == ".xlsx" else writing.to_csv(plan).encode("utf-8-sig"))
        self.stdout.write(f"Copiado en {path}")
