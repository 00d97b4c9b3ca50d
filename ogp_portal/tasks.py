"""The tasks of the ground: drain the outbox and make the documents that wait, which every message
wakes and beat sweeps every 30 seconds.
"""

from ogp_portal.celery import app
from ogp_portal.foundation.events import kept_documents, outbox


@app.task(name="portal.drain")
def drain() -> int:
    """Do what waits and return how many consequences were done."""
    return outbox.drain()


def wake() -> None:
    """Send the message that wakes a worker; not waiting for a broker that is away."""
    drain.apply_async(expires=300, retry=False)


@app.task(name="portal.make_documents")
def make_documents() -> int:
    """Make one document that waits, and let whatever else waits have its turn before the next."""
    made = kept_documents.make_waiting(most=1)
    if made:
        wake_documents()
    return made


def wake_documents() -> None:
    """Send the message that has the next document made."""
    make_documents.apply_async(expires=300, retry=False)
