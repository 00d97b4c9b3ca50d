"""The app of deciding together."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumsConfig(AppConfig):
    """Forums and the co-creation of plans."""

    name = "forums"
    verbose_name = _("Foros")
