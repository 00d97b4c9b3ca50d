"""Who administers accounts, said on the server: the first person, and the way back in where nobody
is left to confirm.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from ogp_portal.administration import workflow

ROLE = "quien opera el servidor"


class Command(BaseCommand):
    """`manage.py administrator ADDRESS [--lost-second-factor]`."""

    help = "Have whoever enters with an e-mail address administer accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address, and whether the second factor was lost."""
        parser.add_argument("address")
        parser.add_argument("--lost-second-factor", action="store_true")

    def handle(self, *_args: object, **options: Any) -> None:
        """Make the account if there is none, and open it if it was closed."""
        address = options["address"].strip().lower()
        try:
            validate_email(address)
        except ValidationError as error:
            raise CommandError(_("Eso no es un correo electrónico.")) from error
        account = workflow.make_administrator(address, role=ROLE)
        if options["lost_second_factor"]:
            workflow.remove_second_factor(account, role=ROLE)
        self.stdout.write(
            _("%(address)s administra cuentas: entra con el código que llega a ese correo.")
            % {"address": address}
        )
