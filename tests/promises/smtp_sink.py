"""A mail server that keeps what it was really given: a message counts once its last line came in.

Some addresses it refuses.
"""

import socketserver
import threading
from dataclasses import dataclass, field


@dataclass
class Sink:
    """What came in: (recipient, content), in order;

    `dies_after` closes the connection after so many messages.
    """

    messages: list[tuple[str, bytes]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    dies_after: int = 0


REFUSALS = {
    "no-existe": b"550 5.1.1 no such mailbox",
    "llena": b"452 4.2.2 mailbox full",
    "bloqueada": b"554 5.7.1 refused, you are 203.5.1.7",
}


class Handler(socketserver.StreamRequestHandler):
    """One connection, as far as RFC 5321 is needed here."""

    def handle(self) -> None:
        self.recipient = ""
        self.taken = 0
        self.is_over = False
        self.say(b"220 sink")
        while not self.is_over and (line := self.rfile.readline()):
            {b"RCPT": self.rcpt, b"DATA": self.data, b"QUIT": self.quit}.get(
                line[:4].upper(), self.fine
            )(line)

    def fine(self, _line: bytes) -> None:
        self.say(b"250 ok")

    def rcpt(self, line: bytes) -> None:
        self.recipient = line.split(b"<")[1].split(b">")[0].decode()
        self.say(
            next(
                (answer for sign, answer in REFUSALS.items() if self.recipient.startswith(sign)),
                b"250 ok",
            )
        )

    def quit(self, _line: bytes) -> None:
        self.say(b"221 bye")
        self.is_over = True

    def data(self, _line: bytes) -> None:
        sink: Sink = self.server.sink
        self.say(b"354 go on")
        content = self.content()
        if content is None:  # cut off before the last line: nothing was delivered
            self.is_over = True
            return
        with sink.lock:
            sink.messages.append((self.recipient, content))
        self.taken += 1
        if sink.dies_after and self.taken >= sink.dies_after:
            self.is_over = True
        else:
            self.say(b"250 taken")

    def content(self) -> bytes | None:
        lines = []
        while line := self.rfile.readline():
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line[1:] if line.startswith(b"..") else line)
        return None

    def say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, sink: Sink) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.sink = sink
