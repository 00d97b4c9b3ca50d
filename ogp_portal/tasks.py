"""The tasks of the ground: drain the outbox, make the documents that wait, note what left the
published datasets. Messages wake them, and beat sweeps.
"""

import datetime
import logging
import threading
from typing import Any

from django.utils import timezone

from ogp_portal.celery import app
from ogp_portal.foundation.api import following
from ogp_portal.foundation.events import kept_documents, outbox, search_index

log = logging.getLogger(__name__)


@app.task(name="portal.drain")
def drain() -> int:
    """Do what waits and return how many consequences were done."""
    return outbox.drain()


@app.task(name="portal.make_documents")
def make_documents() -> int:
    """Make one document that waits, and let whatever else waits have its turn before the next."""
    made = kept_documents.make_waiting(most=1)
    if made:
        wake_documents()
    return made


@app.task(name="portal.look")
def look(asked: str = "") -> int:
    """Note what left the published datasets, for an act that asked at an instant (ISO 8601) or for
    the sweep, and return how many rows that was.
    """
    return following.look(asked=datetime.datetime.fromisoformat(asked) if asked else None)


@app.task(name="portal.index")
def index() -> int:
    """Bring what the search looks in up to date with every row, and return how much changed."""
    return search_index.index_all()


class Waker:
    """Has a task begin, by a message sent from a thread of its own: whoever asks does not wait for
    a broker, whether it answers, refuses or is silent. Beat's sweep finds what no message told of.
    """

    def __init__(self, task: Any, *, says_when: bool = False) -> None:
        """Keep the task, and whether it is told at which instant it was asked for."""
        self.task = task
        self.says_when = says_when
        self.lock = threading.Lock()
        self.is_asked = False
        self.thread: threading.Thread | None = None

    def __call__(self) -> None:
        """Ask for a message; many at once may share one."""
        with self.lock:
            self.is_asked = True
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(
                    target=self._send, name=f"wake {self.task.name}", daemon=True
                )  # a silent broker keeps no process from ending
                self.thread.start()

    def _send(self) -> None:
        while True:
            with self.lock:
                if not self.is_asked:
                    self.thread = None
                    return
                self.is_asked = False
            told = [timezone.now().isoformat()] if self.says_when else []
            try:
                self.task.apply_async(args=told, expires=300, retry=False)
            except Exception as error:  # noqa: BLE001 - the row is the truth; this only wakes
                log.warning("The queue took no message; the sweep finds the work: %s", error)


wake = Waker(drain)
wake_documents = Waker(make_documents)
wake_look = Waker(look, says_when=True)
