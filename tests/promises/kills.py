"""People who send proposals while the programs of the portal are killed, one after another.

Whoever is not answered sends the same again, with the key of its form, as a browser's button does;
what was acknowledged is looked for afterwards, and so are the letters that follow from it.
"""

import contextlib
import http.client
import os
import random
import signal
import subprocess
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from tests.promises import serving, smtp_sink
from tests.waiting import until

SECONDS = 240
CSRF = "a" * 32
UNDONE = "SELECT count(*) FROM ogp_portal_outboxmessage WHERE done_at IS NULL AND dead_at IS NULL"
DUE = "UPDATE ogp_portal_outboxmessage SET due_at = now() WHERE done_at IS NULL"
DEAD = "SELECT count(*) FROM ogp_portal_outboxmessage WHERE dead_at IS NOT NULL"
KEPT = "SELECT title, count(*) FROM forums_proposal GROUP BY title"
MARKED = "SELECT recipient FROM ogp_portal_letter WHERE sent_at IS NOT NULL"


@dataclass
class People:
    """Whoever sends: what was acknowledged to them (title → address), and how they were answered
    (0: the connection broke).
    """

    port: int
    slug: str
    acknowledged: dict[str, str] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    ends: threading.Event = field(default_factory=threading.Event)

    def send_on(self, number: int) -> None:
        """Send one proposal after another, each again till it is taken, until told to end."""
        chance, count = random.Random(number), 0
        while not self.ends.is_set():
            count += 1
            title = f"Idea {number}-{count}"
            email = f"vecina{number}-{count}@prueba.example"
            source = f"127.{number + 1}.{chance.randrange(256)}.{chance.randrange(1, 255)}"
            form = {
                "title": title,
                "problem": "Hay plazas sin uso.",
                "solution": "Un huerto en cada una.",
                "sector": "citizens",
                "email": email,
                "key": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
                "website": "",
                "csrfmiddlewaretoken": CSRF,
            }
            while not self.ends.is_set():
                status = self.send(form, source)
                self.statuses[status] += 1
                if status == 302:
                    self.acknowledged[title] = email
                    break
                time.sleep(0.3)

    def send(self, form: Mapping[str, str], source: str) -> int:
        """Send a form and return how it was answered."""
        headers = {
            "Host": "localhost",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"csrf={CSRF}",
        }
        try:
            return serving.ask(
                self.port,
                f"/convocatorias/{self.slug}/proponer/",
                headers,
                method="POST",
                body=urlencode(form).encode(),
                source=source,
            ).status
        except (OSError, http.client.HTTPException):
            return 0

    @contextlib.contextmanager
    def sending(self, count: int) -> Iterator[None]:
        """Let so many send while the block lasts."""
        threads = [threading.Thread(target=self.send_on, args=(n,)) for n in range(count)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.ends.set()
            for thread in threads:
                thread.join()


@dataclass
class Programs:
    """The programs of a portal by name, each in a session of its own, killed and started again."""

    words: Mapping[str, list[str]]
    environment: Mapping[str, str]
    folder: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """Start a program."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                self.words[name],
                cwd=serving.ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """Kill a program and its children, without a word to them."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.running[name].pid, signal.SIGKILL)
        self.running[name].wait()

    @contextlib.contextmanager
    def all_running(self, port: int) -> Iterator[None]:
        """Run them all while the block lasts, once the web answers at the port."""
        try:
            for name in self.words:
                self.start(name)
            until(lambda: is_up(port), "the web answers", seconds=SECONDS, every=0.2)
            yield
        finally:
            for name in self.running:
                self.kill(name)


def is_up(port: int) -> bool:
    """Say whether the web and its database answer."""
    with contextlib.suppress(OSError, http.client.HTTPException):
        return serving.ask(port, "/salud/listo", {"Host": "localhost"}).status == 200
    return False


@dataclass(frozen=True)
class Found:
    """What became of what was acknowledged."""

    acknowledged: int
    lost: list[str]
    doubled: list[str]
    undone: int
    given_up: int
    without_letter: list[str]
    marked_and_not_taken: int
    with_two_letters: list[str]
    statuses: dict[int, int]


def killing(
    people: People,
    programs: Programs,
    *,
    rounds: int,
    victims: list[str],
    seed: int,
    restart_database: Callable[[], None] | None = None,
    say: Callable[[str], None] = lambda _words: None,
) -> None:
    """Kill one of the victims in each round, `database` by what restarts it, and go on once people
    are answered again.
    """
    chance = random.Random(seed)
    for number in range(rounds):
        name = victims[number] if number < len(victims) else chance.choice(victims)
        before = len(people.acknowledged)
        until(
            lambda before=before: len(people.acknowledged) >= before + 2,
            "people are acknowledged",
            seconds=SECONDS,
            every=0.01,
        )
        time.sleep(chance.uniform(0, 0.4))
        if name == "database":
            restart_database()
        else:
            programs.kill(name)
            time.sleep(chance.uniform(0, 0.3))
            programs.start(name)
        until(lambda: is_up(people.port), f"after {name}", seconds=SECONDS, every=0.05)
        say(f"{number + 1} {name}: {len(people.acknowledged)} acknowledged")


def settle(link: psycopg.Connection) -> None:
    """Wait until every consequence is done or given up, what a killed worker held included."""
    began = time.monotonic()
    while link.execute(UNDONE).fetchone()[0] and time.monotonic() < began + SECONDS:
        link.execute(DUE)
        time.sleep(3)


def look(people: People, sink: smtp_sink.Sink, link: psycopg.Connection) -> Found:
    """Look for everything that was acknowledged, once the rest has been done."""
    settle(link)
    kept = dict(link.execute(KEPT).fetchall())
    letters = Counter(recipient for recipient, _content in sink.messages)
    marked = {row[0] for row in link.execute(MARKED)}
    missing = [email for email in people.acknowledged.values() if not letters[email]]
    return Found(
        acknowledged=len(people.acknowledged),
        lost=[title for title in people.acknowledged if title not in kept],
        doubled=[title for title, count in kept.items() if count > 1],
        undone=link.execute(UNDONE).fetchone()[0],
        given_up=link.execute(DEAD).fetchone()[0],
        without_letter=[email for email in missing if email not in marked],
        marked_and_not_taken=len(set(missing) & marked),
        with_two_letters=[email for email, count in letters.items() if count > 1],
        statuses=dict(sorted(people.statuses.items())),
    )


@contextlib.contextmanager
def mailbox() -> Iterator[tuple[smtp_sink.Sink, int]]:
    """Run a mail server that is never killed while the block lasts; gives it and its port."""
    sink = smtp_sink.Sink()
    with smtp_sink.Server(sink) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield sink, server.server_address[1]
        server.shutdown()
