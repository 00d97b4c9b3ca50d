"""Cards of commitments and plans for other people's sites: an iframe of 15 KB at most, without
cookies or scripts, and oEmbed.
"""

from typing import Any
from urllib.parse import urlsplit

from csp.decorators import csp_replace
from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from commitments.plans import definitions
from commitments.plans.models import Commitment, Milestone, Plan
from ogp_portal.foundation.permissions.decorators import View, public
from ogp_portal.foundation.runtime import example

WIDTH, HEIGHT = 480, 320
NARROWEST, LOWEST = 240, 160


def framed(view: View) -> View:
    """Let any site show this page inside its own."""
    return csp_replace({"frame-ancestors": ["*"]})(xframe_options_exempt(view))


@public(cache=300)
@framed
def commitment_card(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a commitment's card."""
    commitment = (
        Commitment.objects.allowing("view", request.user)
        .filter(slug=slug)
        .select_related("plan", "responsible", "axis")
        .prefetch_related(Prefetch("milestones", Milestone.objects.order_by("position")))
        .defer("search")
        .first()
    )
    if commitment is None:
        raise Http404
    return render(
        request,
        "transparency/embeds/commitment.html",
        {"commitment": commitment, "today": timezone.localdate()},
    )


@public(cache=300)
@framed
def plan_card(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a plan's card: how many of its commitments are at each level."""
    plan = Plan.objects.allowing("view", request.user).filter(slug=slug).first()
    if plan is None:
        raise Http404
    commitments = Commitment.objects.allowing("view", request.user).filter(plan=plan)
    counts = commitments.aggregate(**definitions.counts(on=timezone.localdate()))
    return render(request, "transparency/embeds/plan.html", {"plan": plan, "counts": counts})


CARDS = {"commitment": "commitment_card", "plan": "plan_card"}


@public(cache=300, reads=("url", "format", "maxwidth", "maxheight"))
def oembed(request: HttpRequest) -> HttpResponse:
    """Answer the oEmbed question about the address of a commitment or a plan
    (https://oembed.com/).
    """
    if request.GET.get("format", "json") != "json":
        return HttpResponse(
            _("Solo se responde en JSON."), status=501, content_type="text/plain; charset=utf-8"
        )
    title, card = _card_of(request)
    width, height = (
        _within(request, "maxwidth", WIDTH, NARROWEST),
        _within(request, "maxheight", HEIGHT, LOWEST),
    )
    frame = format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy"></iframe>',
        f"{settings.PORTAL_URL}{card}",
        width,
        height,
        title,
    )
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": settings.PORTAL_NAME,
        "provider_url": f"{settings.PORTAL_URL}/",
        **({"notice": example.NOTICE} if settings.IS_EXAMPLE else {}),
        "cache_age": 3600,
        "width": width,
        "height": height,
        "html": frame,
    }
    return JsonResponse(
        answer,
        headers={"Access-Control-Allow-Origin": "*"},
        json_dumps_params={"ensure_ascii": False},
    )


def _card_of(request: HttpRequest) -> tuple[str, str]:
    """Return the title and the card of the page that `?url=` names.

    Raises Http404 for any other address.
    """
    try:
        asked = urlsplit(request.GET.get("url", "")[:2000])
        match = resolve(asked.path or "/")
    except (Resolver404, ValueError) as error:
        raise Http404 from error
    if asked.netloc != urlsplit(settings.PORTAL_URL).netloc or match.url_name not in CARDS:
        raise Http404
    rows: Any = (Commitment if match.url_name == "commitment" else Plan).objects.allowing(
        "view", request.user
    )
    row = rows.filter(slug=match.kwargs["slug"]).values_list("title", flat=True).first()
    if row is None:
        raise Http404
    return row, reverse(CARDS[match.url_name], args=[match.kwargs["slug"]])


def _within(request: HttpRequest, name: str, usual: int, least: int) -> int:
    text = request.GET.get(name, "")
    return (
        max(least, min(usual, int(text)))
        if text.isascii() and text.isdecimal() and len(text) <= len("99999")
        else usual
    )
