"""`manage.py issue_compliance_report PLAN --month YYYY-MM [--output FILE]`: issue the report of a
month now.
"""

import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commitments.plans.models import Plan
from ogp_portal.foundation.documents import sandbox
from ogp_portal.foundation.refusals import Refusal
from transparency.reports import workflow
from transparency.reports.models import ComplianceReport


class Command(BaseCommand):
    """Issue the compliance report of a plan for a month that has ended."""

    help = (
        "Emite el informe ejecutivo mensual de cumplimiento de un plan. Si ya existe, lo entrega "
        "sin hacer otro."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for the plan and the month."""
        parser.add_argument("plan", help="Dirección (slug) del plan.")
        parser.add_argument("--month", required=True, help="Mes, como 2026-10.")
        parser.add_argument("--output", type=Path, help="Archivo donde copiar el PDF.")

    def handle(self, *_args: object, **options: Any) -> None:
        """Freeze the month, make the PDF and say where it is."""
        plan = Plan.objects.filter(slug=options["plan"]).first()
        if plan is None:
            known = ", ".join(Plan.objects.order_by("slug").values_list("slug", flat=True))
            message = f"No hay un plan «{options['plan']}». Los que hay: {known}."
            raise CommandError(message)
        try:
            month = datetime.date.fromisoformat(f"{options['month']}-01")
        except ValueError as error:
            message = f"«{options['month']}» no es un mes: escríbalo como 2026-10."
            raise CommandError(message) from error
        try:
            report = workflow.request_report(plan, month=month)
            workflow.finish_report_now(report)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        except sandbox.Failed as failure:
            message = f"No se pudo hacer el PDF; queda en cola y se reintenta: {failure}"
            raise CommandError(message) from failure
        report = ComplianceReport.objects.get(pk=report.pk)
        self.stdout.write(f"{report}: {report.pages} páginas, sha256 {report.sha256}")
        if options["output"]:
            with report.file.open("rb") as content:
                options["output"].write_bytes(content.read())
            self.stdout.write(f"Copiado en {options['output']}")
