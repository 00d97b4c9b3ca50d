"""`manage.py up`: set everything up, load the real plans, issue the latest reports, and serve until
Ctrl-C.
"""

import datetime
import os
import socket
import sys
import urllib.error
import urllib.request
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils import timezone

from commitments.plans.models import Plan
from ogp_portal.foundation.documents import sandbox
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.foundation.runtime import accounts, example, postgres, programs
from ogp_portal.foundation.runtime.bootstrap import load_pango
from ogp_portal.foundation.runtime.supervisor import KeepsDying, Supervisor
from ogp_portal.loaders.example import making, places
from ogp_portal.loaders.santiago import loading
from transparency.catalogue.models import DataPackage
from transparency.infographics import workflow as infographics
from transparency.infographics.models import Infographic
from transparency.reports import workflow as reports
from transparency.reports.models import ComplianceReport

CLOSING = (
    "plan-interno-2022-2024",
    datetime.date(2024, 12, 1),
)  # the last month of the plan that ended: its closing report


class Command(BaseCommand):
    """Bring the whole portal up."""

    help = (
        "Prepara todo, carga los planes reales, emite los últimos informes y sirve el portal "
        "hasta Ctrl-C."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Tell of the word that `manage.py` takes before the settings are read."""
        parser.add_argument(
            example.WORD,
            action="store_true",
            help="Muestra en cambio una municipalidad que no existe, en su propia base de datos.",
        )

    def handle(self, *_args: object, **_options: object) -> None:
        """Prepare, then supervise database, worker, beat and web."""
        people = self._make_example() if settings.IS_EXAMPLE else self._load()
        if not DataPackage.objects.exists():
            self._say("Haciendo el paquete de datos abiertos…")
            call_command("build_package", verbosity=0)
        if not Infographic.objects.exists():
            infographics.order_all()  # the worker draws them while the portal is already open
        connections.close_all()
        host, port = settings.HOST, self._port()
        address = settings.PORTAL_URL if port == settings.PORT else f"http://localhost:{port}"
        self._say("Iniciando web, trabajador y calendario…")
        account = self._account()
        supervisor = Supervisor(
            {
                "web": programs.web(host, port),
                "worker": programs.worker(),
                "beat": programs.beat(),
                "letters": programs.letters(),
            },
            environment={
                **os.environ,
                **(accounts.variables(account) if account else {}),
                "PORTAL_URL": address,
                "PYTHONUNBUFFERED": "1",
            },
            account=account,
        )
        try:
            supervisor.run(
                when_ready=lambda: _answers(port),
                say_ready=lambda: self._welcome(address, people),
                look_after_database=self._look_after_database,
            )
        except (KeepsDying, postgres.NoDatabase) as death:
            raise CommandError(str(death)) from death
        self._say("Todo detenido.")

    def _load(self) -> list[tuple[str, str]]:
        """Prepare and load a real portal; return its demo accounts, which only the embedded run
        has.
        """
        call_command("setup")
        call_command("load_santiago")
        people = loading.load_demo_accounts() if settings.EMBEDDED else []
        self._issue()
        return people

    def _make_example(self) -> list[tuple[str, str]]:
        """Prepare the example and make it, or make it again if it ends on another day; return its
        demo accounts.
        """
        today = timezone.localdate()
        try:
            if making.made_until() not in {None, today}:
                self._say("El ejemplo es de otro día: se hace de nuevo, para que termine hoy.")
                making.clear()
            call_command("setup")
            if making.made_until() is None:
                self._say("Haciendo el ejemplo, catorce meses de un plan: uno o más minutos…")
                making.make(today=today)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        return places.accounts()

    def _say(self, words: str) -> None:
        self.stdout.write(f"· {words}")
        self.stdout.flush()

    def _look_after_database(self) -> None:
        """Start the embedded server again if it died; a real one is looked after where it lives."""
        if settings.EMBEDDED and not postgres.is_running(
            server := postgres.locate(settings.VAR_DIR)
        ):
            self._say("La base de datos se cayó: se inicia de nuevo…")
            postgres.start(server)

    def _account(self) -> str | None:
        """Make the folders that the programs write, and return the account they run as where we are
        root; None otherwise, and where that account cannot, saying why.
        """
        written = [
            Path(settings.MEDIA_ROOT),
            settings.VAR_DIR / "beat",
            settings.VAR_DIR / "fontcache",
            settings.VAR_DIR / "backups",
        ]
        for folder in written:
            folder.mkdir(parents=True, exist_ok=True)
        try:
            account = accounts.ordinary()
        except LookupError as missing:
            self._say(f"Todo corre como root: no hay una cuenta {missing} en esta máquina.")
            return None
        if account is None:
            return None
        read = (Path(settings.STATIC_ROOT), settings.VAR_DIR / "secret_key")
        for path in (*written, *read):
            accounts.hand_over(path, account)
        why = accounts.obstacle(
            account,
            root=settings.BASE_DIR,
            environment={**os.environ, **accounts.variables(account)},
        )
        if why:
            self._say(
                f"Web, trabajador y calendario corren como root, porque la cuenta {account} no "
                f"puede: {why}. Ponga el proyecto donde esa cuenta lo lea (/opt, por ejemplo), o "
                f"inícielo con una cuenta ordinaria."
            )
            return None
        self._say(f"Web, trabajador y calendario corren como {account}, no como root.")
        return account

    def _issue(self) -> None:
        """Request the reports of the month that was last reported and make the PDFs now; without
        Pango they wait in the queue.
        """
        today = timezone.localdate()
        reports.issue_monthly_reports(today=today)
        wanted = [
            (report.snapshot.plan, report.snapshot.month)
            for report in ComplianceReport.objects.filter(
                snapshot__month=reports.latest_month(today), state="requested"
            ).select_related("snapshot__plan")
        ]
        ended = Plan.objects.filter(slug=CLOSING[0]).first()
        for plan, month in [*wanted, *([(ended, CLOSING[1])] if ended else [])]:
            report = reports.request_report(plan, month=month)
            if report.state == "issued":
                continue
            if not load_pango():
                self._say(f"Informe en cola (falta Pango para hacer el PDF): {plan}")
                continue
            self._say(f"Emitiendo el informe de {month:%m-%Y}: {plan}…")
            try:
                reports.finish_report_now(report)
            except sandbox.Failed as failure:
                self._say(f"El PDF no salió y queda en cola: {failure}")

    def _port(self) -> int:
        """Return the wanted port, or a free one when somebody has it."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("", settings.PORT))
            except OSError:
                with socket.socket() as other:
                    other.bind(("", 0))
                    free = int(other.getsockname()[1])
                self._say(
                    f"El puerto {settings.PORT} está ocupado: se usa el {free}. Para elegir "
                    f"otro: PORT=9000 python3 manage.py up"
                )
                return free
        return int(settings.PORT)

    def _welcome(self, address: str, people: list[tuple[str, str]]) -> None:
        self.stdout.write(f"\n  El portal está en {address}\n")
        if people:
            self.stdout.write(
                "  Para entrar a trabajar: "
                + address
                + (
                    "/cuenta/login/ con uno de estos correos.\n  El código de acceso se imprime "
                    "aquí mismo, en la consola."
                )
            )
            for email, name in people:
                self.stdout.write(f"    {email:36} {name}")
        if settings.IS_EXAMPLE:
            self.stdout.write(
                f"\n  {example.NOTICE}. Ninguna carta sale.\n  Diez cosas que probar: "
                f"{address}/recorrido/"
            )
        else:
            self.stdout.write(
                "\n  Para ver un portal con vida, de una municipalidad que no existe y en otra "
                "base de datos:\n    python3 manage.py up --example"
            )
        self.stdout.write("\n  Ctrl-C detiene todo.")
        self.stdout.flush()
        sys.stdout.flush()


def _answers(port: int) -> bool:
    """Say whether the web process answers, database included."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/salud/listo", headers={"Host": "localhost"}
    )
    try:
        with urllib.request.urlopen(request, timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
