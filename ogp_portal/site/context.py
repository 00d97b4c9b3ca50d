"""What every page is given beside its own: the portal's name, owner and address."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext


def house(request: HttpRequest) -> dict[str, object]:
    """Give every page the portal's name and whether a session is open, without reading
    the session.
    """
    return {
        "portal_name": settings.PORTAL_NAME,
        "portal_owner": settings.PORTAL_OWNER,
        "portal_contact": settings.PORTAL_CONTACT,
        "portal_url": settings.PORTAL_URL,
        "portal_color_deep": settings.PORTAL_COLOR_DEEP,
        "portal_membership": settings.PORTAL_MEMBERSHIP and gettext(settings.PORTAL_MEMBERSHIP),
        "is_example": settings.IS_EXAMPLE,
        "has_session": settings.SESSION_COOKIE_NAME in request.COOKIES,
    }
