"""`manage.py audit`: whether a package of the portal has a known vulnerability.

It asks the database of OSV (https://osv.dev) for every locked package. It fails closed: what could
not be asked was not audited, and a database that does not know an old Django full of known holes
knows nothing.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ogp_portal.management import lock_files
from ogp_portal.management.lock_files import Package

DATABASE = "https://api.osv.dev/v1/querybatch"
CANARY = Package("django", "2.0")  # has known vulnerabilities, and will always have
SECONDS = 30
LARGEST = 20 * 1024 * 1024


class NotAudited(CommandError):
    """Nothing, or not everything, could be asked: no word on vulnerabilities can be given."""


class Command(BaseCommand):
    """Audit the locked packages."""

    help = (
        "Pregunta por cada paquete si tiene una vulnerabilidad conocida (OSV). Falla si la tiene, "
        "y también si no pudo preguntar."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask whom, and how strictly."""
        parser.add_argument("--database", default=DATABASE, help="Dirección de la base de OSV.")
        strictness = parser.add_mutually_exclusive_group()
        strictness.add_argument(
            "--strict",
            action="store_true",
            help="Falla también si queda un solo paquete sin respuesta completa.",
        )
        strictness.add_argument(
            "--allow-offline",
            action="store_true",
            help="Sin red dice que no se revisó, y no falla (lo usa check_all).",
        )

    def handle(self, *_args: object, **options: Any) -> None:
        """Ask, and say what was found."""
        packages = sorted({p.name + "==" + p.version: p for p in _locked()}.values())
        try:
            found, unanswered = audit(packages, database=options["database"])
        except NotAudited as reason:
            if not options["allow_offline"]:
                raise
            self.stdout.write(f"No se revisó: {reason}")
            return
        for package, names in found.items():
            self.stdout.write(f"{package.name} {package.version}: {', '.join(names)}")
        if found:
            message = f"{len(found)} de {len(packages)} paquetes tienen vulnerabilidades conocidas."
            raise CommandError(message)
        if unanswered and options["strict"]:
            message = f"{len(unanswered)} paquetes sin respuesta completa: {_names(unanswered)}."
            raise NotAudited(message)
        if unanswered:
            self.stdout.write(f"Sin respuesta completa: {_names(unanswered)}.")
        count = len(packages) - len(unanswered)
        self.stdout.write(f"{count} paquetes revisados; ninguno con vulnerabilidades conocidas.")


def audit(
    packages: Sequence[Package], *, database: str
) -> tuple[dict[Package, list[str]], list[Package]]:
    """Return the packages with known vulnerabilities and their names, and those whose answer was
    not complete. Raises NotAudited where nothing can be said.
    """
    if not packages:
        message = "los archivos de paquetes no nombran ninguno."
        raise NotAudited(message)
    results = _ask([CANARY, *packages], database)
    if len(results) != len(packages) + 1:
        message = f"se preguntó por {len(packages) + 1} paquetes y se respondió por {len(results)}."
        raise NotAudited(message)
    canary, *answers = results
    if not canary.get("vulns"):
        message = "la base no conoce las vulnerabilidades de Django 2.0: no sabe nada."
        raise NotAudited(message)
    named = zip(packages, answers, strict=True)
    found, unanswered = {}, []
    for package, answer in named:
        if names := [str(row.get("id", "?")) for row in answer.get("vulns") or []]:
            found[package] = names
        elif answer.get("next_page_token"):
            unanswered.append(package)
    return found, unanswered


def _locked() -> list[Package]:
    return [package for name in lock_files.ALL for package in lock_files.read(name)]


def _names(packages: Sequence[Package]) -> str:
    return ", ".join(package.name for package in packages)


def _ask(packages: Sequence[Package], database: str) -> list[dict[str, Any]]:
    """Return what the database says of each package, in their order. Raises NotAudited."""
    queries = [
        {"package": {"ecosystem": "PyPI", "name": package.name}, "version": package.version}
        for package in packages
    ]
    request = urllib.request.Request(  # noqa: S310 - the address is the operator's
        database,
        data=json.dumps({"queries": queries}).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            results = json.loads(answer.read(LARGEST))["results"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"no se pudo preguntar a {database} ({error})."
        raise NotAudited(message) from error
    return [row if isinstance(row, dict) else {} for row in results]
