"""Pieces of pages that infographics give: the address of a thing's picture, and the door to it."""

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone

from ogp_portal.foundation import branding

register = template.Library()


@register.simple_tag
def picture_of(kind: str, slug: str) -> str:
    """Return the absolute address of a thing's picture for link previews; the portal's plain card
    while nothing is promoted. No query.
    """
    if branding.quiet_period(timezone.localdate()):
        return f"{settings.PORTAL_URL}{static('img/card.png')}"
    return f"{settings.PORTAL_URL}{reverse('picture', args=[kind, slug, 'png'])}"


@register.inclusion_tag("components/share.html")
def share(text: str, path: str, kind: str = "", slug: str = "") -> dict[str, object]:
    """Show the plain links that share a page, WhatsApp first, and its picture; none while nothing
    is promoted. No query.
    """
    return {
        "text": text,
        "address": f"{settings.PORTAL_URL}{path}",
        "kind": kind,
        "slug": slug,
        "is_quiet": branding.quiet_period(timezone.localdate()) is not None,
    }
