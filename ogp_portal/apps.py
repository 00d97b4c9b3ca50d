"""Wiring: what has to be known before the first request. Nobody imports it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """The portal itself: people, journal, outbox."""

    name = "ogp_portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        """Register the rules, the tasks and the personal data of every subject, and the way to wake
        the worker.
        """
        from ogp_portal import wiring  # noqa: PLC0415 - models are ready only now

        wiring.connect()
