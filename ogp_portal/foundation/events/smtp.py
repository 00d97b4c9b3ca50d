"""Mail that is marked as sent the instant before its last line is handed over, so that a killed
sender neither repeats nor forgets it.

SMTP delivers a message once the line with the final dot has reached the server, whatever becomes of
the sender afterwards; before it, nothing is delivered. So the mark is written between both: what a
kill can still get wrong is the one message whose dot was a few microseconds away.
"""

import re
import smtplib
import socket
from collections.abc import Callable
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

READY = 354
LINE_END = b"\r\n"
LONE_END = re.compile(rb"\r\n|\r|\n")
ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
DOT_FIRST = re.compile(rb"(?m)^\.")


class Connection(smtplib.SMTP):
    """An SMTP connection that calls `before_last_line` when all of a message but its last line was
    sent.
    """

    before_last_line: Callable[[], None] | None = None

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Send a message's data (RFC 5321, 4.1.1.4) and return the server's answer.

        What the callback raises leaves the message undelivered.
        """
        if self.sock:
            self.sock.setsockopt(
                socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
            )  # or the last line waits forty milliseconds for the one before
        self.putcmd("data")
        code, answer = self.getreply()
        if code != READY:
            raise smtplib.SMTPDataError(code, answer)
        content = LONE_END.sub(LINE_END, msg.encode("ascii") if isinstance(msg, str) else msg)
        content = DOT_FIRST.sub(b"..", content)
        self.send(content if content.endswith(LINE_END) else content + LINE_END)
        if self.before_last_line:
            try:
                self.before_last_line()
            except BaseException:
                self.close()  # without its last line the server throws the message away
                raise
        self.send(b"." + LINE_END)
        return self.getreply()


class Backend(EmailBackend):
    """Django's SMTP backend over such a connection."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """Return ours; connections encrypted from the first byte are not offered by the
        settings.
        """
        return Connection


def status(code: int, words: bytes | str) -> str:
    """Return the enhanced status (RFC 3463) that an answer begins with, or one made of its code."""
    answer = words.decode(errors="replace") if isinstance(words, bytes) else words
    found = ENHANCED.match(answer)
    return found[0] if found else f"{code // 100}.0.0"


def hand_over(
    connection: BaseEmailBackend, message: EmailMultiAlternatives, *, mark: Callable[[], None]
) -> None:
    """Send a message, calling `mark` the instant before it is handed over (where the transport has
    no such instant, right after). Raises what the transport raises.
    """
    if not isinstance(connection, Backend):
        connection.send_messages([message])
        mark()
        return
    connection.open()
    line: Any = connection.connection
    line.before_last_line = mark
    connection.send_messages([message])
