"""The web server's patience with those who do not read: gunicorn loads this module as its
configuration.

A thread that sends to a reader who takes a byte a second is lost to everybody else. The kernel
gives up a send that makes no headway for SECONDS (not with sendfile, behind which Python waits for
ever: it is off); nginx, where it stands before the portal, takes the whole answer at once and is
patient itself.
"""

import socket
import struct
from typing import Any

SECONDS = 10


def when_ready(server: Any) -> None:
    """Have every connection that will be accepted inherit the limit."""
    for listener in server.LISTENERS:
        listener.sock.setsockopt(
            socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", SECONDS, 0)
        )
