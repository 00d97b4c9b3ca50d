"""The portal on a device's start screen (W3C Web Application Manifest)."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from ogp_portal.foundation import branding, languages
from ogp_portal.foundation.permissions.decorators import public


@public(cache=3600)
def manifest(request: HttpRequest) -> JsonResponse:
    """Name the portal, its first page, its colours and its icons: it opens in the browser, whose
    address bar says where one is.
    """
    icons = [
        {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in branding.ICON_SIZES
    ]
    return JsonResponse(
        {
            "name": settings.PORTAL_NAME,
            "short_name": _("Ejemplo") if settings.IS_EXAMPLE else settings.PORTAL_NAME,
            "description": _("Lo que el gobierno prometió, cuánto ha cumplido y quién responde."),
            "lang": languages.tag(),
            "id": reverse("home"),
            "start_url": reverse("home"),
            "scope": "/",
            "display": "browser",
            "theme_color": settings.PORTAL_COLOR_DEEP,
            "background_color": branding.PAPER,
            "icons": [
                {"src": static("img/logo.svg"), "sizes": "any", "type": "image/svg+xml"},
                *({**icon, "purpose": "any maskable"} for icon in icons),
            ],
        },
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )
