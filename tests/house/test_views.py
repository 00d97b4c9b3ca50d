"""Who may enter is said on every view, and every page of the admin is ours."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver, path

from ogp_portal.foundation.permissions.staff_admin import StaffAdmin
from tests.house.source import PACKAGES


def unmarked(patterns: list) -> list[str]:
    """Return the views of ours that carry no mark."""
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                found += unmarked(pattern.url_patterns)
        elif (
            isinstance(pattern, URLPattern)
            and pattern.callback.__module__.split(".")[0] in PACKAGES
            and not hasattr(pattern.callback, "mark")
        ):
            found.append(str(pattern.callback))
    return found


def foreign_admins(registry: dict) -> list[str]:
    return [str(model) for model, page in registry.items() if not isinstance(page, StaffAdmin)]


def test_every_view_carries_a_mark():
    assert unmarked(get_resolver().url_patterns) == []

    def planted(_request):
        return None

    planted.__module__ = "commitments.plans.views"
    assert unmarked([path("x/", planted)])


def test_every_admin_page_inherits_ours():
    assert foreign_admins(admin.site._registry) == []
    assert foreign_admins({object: admin.ModelAdmin})
