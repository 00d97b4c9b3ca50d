"""Wiring: what has to be known before the first request. Nobody imports it."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """The portal itself: people, journal, outbox."""

    name = "ogp_portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        """Connect every subject, and have the institution's own settings checked."""
        from ogp_portal import wiring  # noqa: PLC0415 - models are ready only now
        from ogp_portal.foundation import branding, converters, money, workdays  # noqa: PLC0415

        converters.register()
        checks.register(branding.check_branding, checks.Tags.security)
        checks.register(workdays.check_holidays, checks.Tags.security)
        checks.register(money.check_money_signs, checks.Tags.security)
        wiring.connect()


class StaffConfig(AdminConfig):
    """Django's admin with our door."""

    default_site = "ogp_portal.foundation.permissions.staff_site.StaffSite"


class StaticConfig(StaticFilesConfig):
    """What is served to browsers: fonts of documents, pages of libraries that nobody opens and maps
    for their authors are left out, and not compressed at every start.
    """

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "print", "rest_framework", "*.map"]
