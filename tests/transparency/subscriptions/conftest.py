"""A real mail server, and people who follow things."""

import threading

import pytest

from ogp_portal.foundation.permissions import codes
from tests.promises.smtp_sink import Server, Sink
from transparency.subscriptions.models import Subscriber, Subscription


@pytest.fixture
def sink(settings):
    """Mail leaves by SMTP to a server that keeps it."""
    kept = Sink()
    server = Server(kept)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.EMAIL_BACKEND = "ogp_portal.foundation.events.smtp.Backend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = server.server_address[1]
    settings.EMAIL_USE_TLS = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.DIGESTS_PER_MINUTE = 0
    yield kept
    server.shutdown()
    server.server_close()


def follower(
    email: str,
    kind: str,
    target: str,
    *,
    frequency: str = "immediate",
    confirmed_at=None,
    language: str = "es-cl",
) -> Subscriber:
    """Return somebody who follows a topic since long ago."""
    import datetime

    row, _is_new = Subscriber.objects.get_or_create(email=email, defaults={"language": language})
    Subscription.objects.create(
        subscriber=row,
        kind=kind,
        target=target,
        frequency=frequency,
        confirmation_digest=codes.digest(f"{email}{kind}{target}"),
        confirmed_at=confirmed_at or datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    )
    return row
