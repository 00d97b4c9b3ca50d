"""The one task of the ground: drain the outbox, which every message wakes and beat sweeps every 30
seconds.
"""

from ogp_portal.celery import app
from ogp_portal.foundation.events import outbox


@app.task(name="portal.drain")  # type: ignore[untyped-decorator]
def drain() -> int:
    """Do what waits and return how many consequences were done."""
    return outbox.drain()


def wake() -> None:
    """Send the message that wakes a worker; not waiting for a broker that is away."""
    drain.apply_async(expires=300, retry=False)
