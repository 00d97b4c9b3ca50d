"""The walkthrough of the example: ten things to try, by role, each one a link."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from ogp_portal.foundation.permissions.decorators import public
from ogp_portal.loaders.example import places


@public(cache=3600)
def show(request: HttpRequest) -> HttpResponse:
    """Show what there is to try; a real portal has no such page."""
    if not settings.IS_EXAMPLE:
        raise Http404
    return render(request, "walkthrough.html", {"accounts": places.accounts()})
