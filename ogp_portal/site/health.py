"""Whether the portal is alive and ready, for whoever starts and watches it."""

from django.http import HttpRequest, HttpResponse

from ogp_portal.foundation.events import kept_documents
from ogp_portal.foundation.permissions.decorators import public
from ogp_portal.models import OutboxMessage


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
