"""`manage.py take_bounce < report`: the mail server hands over what comes back (docs/operacion)."""

import sys

from django.core.management.base import BaseCommand

from transparency.subscriptions import workflow


class Command(BaseCommand):
    """Take a delivery report from standard input."""

    help = (
        "Recibe por la entrada un informe de no entrega (RFC 3464) y deja de escribir a la "
        "dirección que ya no existe."
    )

    def handle(self, *_args: object, **_options: object) -> None:
        """Read, take, tell."""
        self.stdout.write(workflow.take_bounce(sys.stdin.buffer.read(1_000_001)))
