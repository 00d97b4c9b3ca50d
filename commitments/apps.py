"""The app of promises: what was promised and how far it is."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitmentsConfig(AppConfig):
    """Commitments, with their plans, progress and assessments."""

    name = "commitments"
    verbose_name = _("Compromisos")
