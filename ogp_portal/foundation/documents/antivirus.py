"""Asking an antivirus about what comes from outside: ClamAV's daemon, over its socket.

Without ANTIVIRUS in the settings nobody looks, and every page that shows a file says so. With it, a
file is kept only once the antivirus has found nothing: where it does not answer, whoever sends is
asked to come back.
"""

import logging
import socket
import struct
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.refusals import Refusal

SECONDS = 20  # for one file, from connecting to the answer
PIECE = 64 * 1024  # bytes
LONGEST_ANSWER = 4096  # bytes
PORT = 3310  # clamd's own
log = logging.getLogger(__name__)


class Infected(Refusal):
    """The antivirus found something: nothing was kept."""


class Away(Refusal):
    """The antivirus did not answer: nothing was kept, the same may be sent again."""

    status = 503


def is_configured() -> bool:
    """Say whether this portal has an antivirus."""
    return bool(settings.ANTIVIRUS)


def scan(content: bytes) -> bool:
    """Return True where an antivirus looked and found nothing, False where there is none to look.

    Raises Infected, Away.
    """
    if not is_configured():
        return False
    try:
        answer = _ask(content)
    except (OSError, ValueError) as error:
        log.exception("The antivirus does not answer")
        raise _away() from error
    if answer == "stream: OK":
        return True
    if answer.endswith(" FOUND"):
        log.warning("The antivirus refused a file: %s", answer)
        raise Infected(
            _("El antivirus encontró algo peligroso en el archivo: no se guardó."), field="file"
        )
    log.error("The antivirus could not read a file: %s", answer)
    raise _away()


def _away() -> Away:
    return Away(
        _(
            "El antivirus no responde y sin él no se reciben archivos: no se guardó nada. Lo que "
            "escribiste sigue aquí: envíalo sin archivos, o vuelve a intentarlo más tarde."
        ),
        field="file",
    )


def _ask(content: bytes) -> str:
    """Return what clamd answers to INSTREAM: pieces with their length before, a length of nothing
    at the end. Raises OSError, ValueError.
    """
    deadline = time.monotonic() + SECONDS
    with _connected() as connection:
        for piece in _pieces(content):
            connection.settimeout(max(0.01, deadline - time.monotonic()))
            connection.sendall(piece)
        answer = b""
        while not answer.endswith(b"\0"):
            connection.settimeout(max(0.01, deadline - time.monotonic()))
            received = connection.recv(LONGEST_ANSWER)
            answer += received
            if not received or len(answer) > LONGEST_ANSWER:
                message = "clamd broke off"
                raise ValueError(message)
    return answer.rstrip(b"\0").decode(errors="replace").strip()


def _pieces(content: bytes) -> Iterator[bytes]:
    yield b"zINSTREAM\0"
    for start in range(0, len(content), PIECE):
        piece = content[start : start + PIECE]
        yield struct.pack("!I", len(piece)) + piece
    yield struct.pack("!I", 0)


def _connected() -> socket.socket:
    """Return a connection to the antivirus. Raises OSError, ValueError for an address of no
    known kind.
    """
    address = urlsplit(settings.ANTIVIRUS)
    if address.scheme == "unix" and address.path:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(SECONDS)
        try:
            connection.connect(address.path)
        except OSError:
            connection.close()
            raise
        return connection
    if address.scheme == "tcp" and address.hostname:
        place = (address.hostname, address.port or PORT)
        return socket.create_connection(place, timeout=SECONDS)
    message = "ANTIVIRUS: write unix:/run/clamav/clamd.ctl or tcp://host:3310"
    raise ValueError(message)
