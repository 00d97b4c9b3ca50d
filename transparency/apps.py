"""The app of rendering account."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransparencyConfig(AppConfig):
    """Reports and everything by which the promises are accounted for."""

    name = "transparency"
    verbose_name = _("Transparencia")
