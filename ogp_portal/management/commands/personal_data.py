"""What is held on one person: shown, given to them, erased; found by an address."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from ogp_portal.foundation import erasure
from ogp_portal.foundation.refusals import Refusal

ROLE = "administración del portal"
BACKUPS = _(
    "Los respaldos hechos antes lo conservan hasta que vencen: después de restaurar uno, bórrelo "
    "otra vez."
)


class Command(BaseCommand):
    """`manage.py personal_data show|export|erase ADDRESS`."""

    help = "Show, export or erase everything held on whoever has an e-mail address."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do, the address, and where an export goes."""
        parser.add_argument("what", choices=["show", "export", "erase"])
        parser.add_argument("address")
        parser.add_argument("--to", default="", help="a folder that does not exist yet (export)")
        parser.add_argument("--yes", action="store_true", help="erase without asking")

    def handle(self, *_args: object, **options: Any) -> None:
        """Do it, and say what was found and what stays."""
        address = options["address"].strip().lower()
        try:
            validate_email(address)
        except ValidationError as error:
            raise CommandError(_("Eso no es un correo electrónico.")) from error
        lines = erasure.show(address)
        if not lines:
            self.stdout.write(_("No hay nada sobre ese correo."))
            return
        if options["what"] == "export":
            self._export(address, options["to"])
            return
        if options["what"] == "erase":
            self._erase(address, is_sure=options["yes"])
        for line in lines:
            self.stdout.write(f"{line.label}: {line.rows} · {line.thing}")
            for purpose, retention in line.declared:
                self.stdout.write(f"    {purpose} {retention}")
            if line.remains:
                self.stdout.write(f"    → {line.remains}")

    def _export(self, address: str, to: str) -> None:
        if not to:
            raise CommandError(_("Diga en qué carpeta nueva: --to CARPETA."))
        try:
            folder = erasure.export(address, Path(to))
        except FileExistsError as error:
            raise CommandError(_("Esa carpeta ya existe: elija otra.")) from error
        except OSError as error:
            raise CommandError(_("No se puede escribir en esa carpeta: elija otra.")) from error
        self.stdout.write(str(folder / "datos.json"))

    def _erase(self, address: str, *, is_sure: bool) -> None:
        if not is_sure and _answer(_("Escriba «borrar» para borrar: ")) != _("borrar"):
            raise CommandError(_("No se borró nada."))
        try:
            erasure.erase(address, role=ROLE)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(_("Borrado. Esto es lo que había, y lo que queda:"))
        self.stdout.write(BACKUPS)


def _answer(question: str) -> str:
    """Return what the person at the console writes, "" where there is nobody."""
    try:
        return input(question).strip()
    except EOFError:
        return ""
