"""`manage.py send_urgent`: the program that sends what somebody waits for (the code for entering)
within a second, whatever the worker is busy with and whether or not the queue answers.
"""

import logging
import signal
import threading

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections

from ogp_portal.foundation.events import outbox

LOOK_EVERY = 1.0  # seconds
log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Look at the outbox each second and do what is urgent."""

    help = (
        "Envía apenas se piden los códigos para entrar; lo inicia `run letters` y no termina hasta "
        "que se le pide."
    )

    def handle(self, *_args: object, **_options: object) -> None:
        """Work until told to stop; a letter that was begun is ended."""
        stopped = threading.Event()
        signal.signal(signal.SIGTERM, lambda _number, _frame: stopped.set())
        while not stopped.wait(LOOK_EVERY):
            try:
                outbox.drain_urgent()
            except DatabaseError as error:
                log.warning("The database is away: %s", error)
                connections.close_all()
