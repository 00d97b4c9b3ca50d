"""Whether the portal is alive and ready, for whoever starts and watches it."""

import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from ogp_portal.foundation.api import following
from ogp_portal.foundation.events import kept_documents
from ogp_portal.foundation.permissions.decorators import public
from ogp_portal.models import OutboxMessage

OLD_LOOK = datetime.timedelta(minutes=10)  # ten sweeps that one dataset has missed


@public(cache=0)
def live(request: HttpRequest) -> HttpResponse:
    """Say that the web process answers."""
    return HttpResponse("ok", content_type="text/plain")


@public(cache=0)
def ready(request: HttpRequest) -> HttpResponse:
    """Say that the database answers, too, and that its tables are there."""
    OutboxMessage.objects.exists()
    return HttpResponse("ok", content_type="text/plain")


@public(cache=0)
def files(request: HttpRequest) -> HttpResponse:
    """Say whether some issued document is damaged and could not be made again: 503, and of which
    kinds; the log names the files.
    """
    damaged = kept_documents.beyond_repair()
    return HttpResponse(
        "\n".join(f"damaged: {kind}" for kind in damaged) or "ok",
        status=503 if damaged else 200,
        content_type="text/plain",
    )


@public(cache=0)
def looks(request: HttpRequest) -> HttpResponse:
    """Say how long ago the dataset that waits longest was looked at for rows that left: 503 after
    OLD_LOOK, or if one never was; the log says why.
    """
    oldest = following.oldest_look()
    if oldest is None:
        return HttpResponse("never", status=503, content_type="text/plain")
    age = timezone.now() - oldest
    return HttpResponse(
        f"oldest look: {max(int(age.total_seconds()), 0)} s",
        status=503 if age > OLD_LOOK else 200,
        content_type="text/plain",
    )
