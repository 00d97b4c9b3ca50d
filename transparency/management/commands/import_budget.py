"""`manage.py import_budget FILE... --organization SLUG [--program CODE] [--mapping MAP.toml]
[--dry-run]`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypedDict

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commitments.organizations.models import Organization
from ogp_portal.foundation import money
from ogp_portal.foundation.documents import sheets
from ogp_portal.foundation.refusals import Refusal
from transparency.budgets import reading, workflow
from transparency.budgets.models import Finding
from transparency.budgets.states import Measure, Side

ROLE = "carga de cuentas por orden"
SHOWN = 20
WORDS = {
    workflow.Result.LOADED: "cargado",
    workflow.Result.CORRECTED: "corrige",
    workflow.Result.SAME: "sin cambios",
}
SIDES = {Side.EXPENSE.value: "gastos", Side.INCOME.value: "ingresos"}


class _Target(TypedDict):
    """Whose accounts the files are, and how to read them."""

    organization: Organization
    program_code: str
    mapping: reading.Mapping | None


class Command(BaseCommand):
    """Load monthly accounts of an institution."""

    help = (
        "Carga las cuentas mensuales (CSV o XLSX) de una institución. Cada archivo entra entero "
        "o no entra; cargarlo dos veces no cambia nada."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for the files and whose they are."""
        parser.add_argument(
            "files",
            nargs="+",
            type=Path,
            metavar="FILE",
            help="Archivos CSV o XLSX, uno por mes y por lado.",
        )
        parser.add_argument(
            "--organization", required=True, help="Dirección (slug) de la institución."
        )
        parser.add_argument(
            "--program",
            default="",
            help="Código del programa presupuestario; sin él, el presupuesto entero.",
        )
        parser.add_argument(
            "--mapping",
            type=Path,
            help=(
                'TOML con [columns]: "Título en el archivo" = "columna", y [file]: period, side, '
                "unit, pct_of."
            ),
        )
        parser.add_argument("--dry-run", action="store_true", help="Solo muestra lo que pasaría.")

    def handle(self, *_args: object, **options: Any) -> None:
        """Read, tell, load."""
        organization = self._organization(options["organization"])
        about = _Target(
            organization=organization,
            program_code=options["program"],
            mapping=self._mapping(options["mapping"], program_code=options["program"]),
        )
        findings = Finding.objects.filter(period__program__organization=organization)
        before = set(findings.values_list("pk", flat=True))
        files, unread = self._contents(options["files"])
        outcomes = (
            (workflow.preview_file(content, file_name=name, **about) for name, content in files)
            if options["dry_run"]
            else workflow.load_files(files, role=ROLE, **about)
        )
        refused = unread + self._tell(outcomes)
        if options["dry_run"]:
            self.stdout.write("Prueba: no se escribió nada.")
        else:
            count = findings.exclude(pk__in=before).count()
            self.stdout.write(
                f"Hallazgos nuevos: {count}. Están en /hallazgos/?institucion={organization.slug}"
            )
        if refused:
            message = f"{refused} de {len(options['files'])} archivos no se cargaron."
            raise CommandError(message)

    def _organization(self, slug: str) -> Organization:
        """Return the institution. Raises CommandError."""
        organization = Organization.objects.filter(slug=slug).select_related("territory").first()
        if organization is None:
            message = (
                f"No hay una institución «{slug}». Las que hay están en /datos/instituciones/."
            )
            raise CommandError(message)
        return organization

    def _mapping(self, path: Path | None, *, program_code: str) -> reading.Mapping | None:
        """Return what the mapping file says, None without one. Raises CommandError."""
        try:
            mapping = reading.read_mapping(path.read_text(encoding="utf-8")) if path else None
            workflow.check_code(program_code)
        except (OSError, UnicodeDecodeError) as error:
            message = f"No se pudo usar el archivo de correspondencias: {error}"
            raise CommandError(message) from error
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        return mapping

    def _contents(self, paths: list[Path]) -> tuple[list[tuple[str, bytes]], int]:
        """Return name and bytes of the files that can be read, and how many cannot; nothing larger
        than allowed is read.
        """
        files, refused = [], 0
        for path in paths:
            try:
                sheets.refuse_size(path.stat().st_size, limits=reading.LIMITS)
                files.append((path.name, path.read_bytes()))
            except (OSError, Refusal) as error:
                refused += 1
                self.stderr.write(
                    f"{path.name}: RECHAZADO: "
                    f"{error.strerror if isinstance(error, OSError) else error}"
                )
        return files, refused

    def _tell(self, outcomes: Iterator[workflow.Outcome]) -> int:
        """Tell what became of each file and return how many were refused."""
        refused = 0
        for outcome in outcomes:
            if outcome.state == workflow.Result.REFUSED:
                refused += 1
                self.stderr.write(f"{outcome.file_name}: RECHAZADO: {outcome.sentence}")
                for problem in outcome.problems[:SHOWN]:
                    self.stderr.write(f"  {problem}")
                if len(outcome.problems) > SHOWN:
                    self.stderr.write(f"  … y {len(outcome.problems) - SHOWN} más.")
            elif outcome.balance:
                balance = outcome.balance
                when = f"{balance.month:02}/{balance.year}" if balance.month else str(balance.year)
                accrued = balance.measures[Measure.ACCRUED]
                total = money.readable(sum(value or 0 for value in accrued))
                self.stdout.write(
                    f"{outcome.file_name}: {WORDS[outcome.state]} · {SIDES[balance.side]} {when} · "
                    f"{len(balance.rows)} líneas · devengado {total} · {outcome.sentence}"
                )
        return refused
