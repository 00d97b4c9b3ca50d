"""What programs that visit the portal are told: where they need not look, and where a weakness is
reported.
"""

import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from ogp_portal.foundation import subjects
from ogp_portal.foundation.permissions.decorators import public

SECURITY_DAYS = 180
TEXT = "text/plain; charset=utf-8"


@public(cache=86400)
def robots(request: HttpRequest) -> HttpResponse:
    """Let robots read everything public."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {beginning}" for beginning in subjects.unlisted()),
        f"Sitemap: {settings.PORTAL_URL}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type=TEXT)


@public(cache=86400)
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say where to report a weakness (RFC 9116)."""
    expires = (timezone.now() + datetime.timedelta(days=SECURITY_DAYS)).replace(
        microsecond=0, hour=0, minute=0, second=0
    )
    lines = [
        f"Contact: mailto:{settings.PORTAL_CONTACT}",
        f"Expires: {expires.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: es, en",
        f"Canonical: {settings.PORTAL_URL}/.well-known/security.txt",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type=TEXT)
