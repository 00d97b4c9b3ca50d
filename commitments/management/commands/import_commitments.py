"""`manage.py import_commitments FILE --plan SLUG [--mapping MAP.toml] [--dry-run] [--skip-wrong]
--by E-MAIL`.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from commitments.plans.models import Plan
from commitments.spreadsheets import reading, workflow
from commitments.spreadsheets.preview import Preview
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

MOST = 50


class Command(BaseCommand):
    """Import a spreadsheet of commitments as drafts of a plan."""

    help = (
        "Carga compromisos (CSV o XLSX) como borradores de un plan. Muestra los errores por fila "
        "y columna; no escribe nada si hay alguno."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for the file and the plan."""
        parser.add_argument("file", type=Path, help="Archivo CSV o XLSX.")
        parser.add_argument("--plan", required=True, help="Dirección (slug) del plan.")
        parser.add_argument(
            "--mapping", type=Path, help='TOML con [columns]: "Título en la planilla" = "columna".'
        )
        parser.add_argument(
            "--by", required=True, help="Correo de quien coordina el plan y responde por la carga."
        )
        parser.add_argument("--dry-run", action="store_true", help="Solo muestra lo que pasaría.")
        parser.add_argument(
            "--skip-wrong",
            action="store_true",
            help="Escribe las filas correctas y omite las otras.",
        )

    def handle(self, *_args: object, **options: Any) -> None:
        """Preview, tell, and write."""
        plan = Plan.objects.filter(slug=options["plan"]).first()
        person = User.objects.filter(email=options["by"].lower(), is_active=True).first()
        if plan is None or person is None:
            missing = (
                f"un plan «{options['plan']}»"
                if plan is None
                else f"una cuenta activa «{options['by']}»"
            )
            message = f"No hay {missing}."
            raise CommandError(message)
        try:
            preview = self._preview(plan, options)
            self._print(preview)
            if options["dry_run"]:
                self.stdout.write("Prueba: no se escribió nada.")
                return
            job = workflow.import_file(
                plan,
                content=options["file"].read_bytes(),
                file_name=options["file"].name,
                by=person,
                mapping=self._mapping(options),
                skips_wrong_rows=options["skip_wrong"],
            )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        except NotAllowed as error:
            message = (
                f"{options['by']} no coordina ese plan, o el plan ya terminó y no admite textos "
                f"nuevos."
            )
            raise CommandError(message) from error
        self.stdout.write(f"Escritas {job.outcome['written']} filas.")
        page = reverse("admin:commitments_importjob_change", args=[job.pk])
        self.stdout.write(f"Se deshace en {settings.PORTAL_URL}{page}")

    def _preview(self, plan: Plan, options: dict[str, Any]) -> Preview:
        path: Path = options["file"]
        try:
            if path.stat().st_size > reading.LARGEST:
                message = f"{path.name} pesa más de 10 MB: divídalo en partes."
                raise CommandError(message)
            return workflow.look(plan, path.read_bytes(), mapping=self._mapping(options))[0]
        except OSError as error:
            message = f"No se pudo leer {error.filename}: {error.strerror}."
            raise CommandError(message) from error

    def _mapping(self, options: dict[str, Any]) -> dict[str, str]:
        path: Path | None = options["mapping"]
        return workflow.read_mapping(path.read_text(encoding="utf-8")) if path else {}

    def _print(self, preview: Preview) -> None:
        self.stdout.write(
            f"Nuevos: {len(preview.new)}. Cambian: {len(preview.changed)}. Iguales: "
            f"{preview.same}. Con errores: {len({problem.line for problem in preview.problems})}."
        )
        for note in preview.notes:
            self.stdout.write(note)
        for row in [*preview.new, *preview.changed][:MOST]:
            self.stdout.write(f"fila {row.line}: {row.title}")
            for change in row.changes:
                self.stdout.write(f"  {change.heading}: «{change.before}» → «{change.after}»")
        for problem in preview.problems[:MOST]:
            sheet = f"hoja «{problem.sheet}», " if problem.sheet else ""
            self.stderr.write(f"{sheet}fila {problem.line}, {problem.column}: {problem.sentence}")
        if len(preview.problems) > MOST:
            self.stderr.write(f"… y {len(preview.problems) - MOST} errores más.")
