"""Commitments, their texts and actors, as published data."""

from django.utils.translation import gettext_lazy as _

from commitments.plans.datasets.commitment.columns import COLUMNS, IMPORTED, TEXTS
from commitments.plans.datasets.commitment.filters import FILTERS, LIST_FILTERS, ORDERINGS
from commitments.plans.datasets.commitment.parts import ACTORS, VERSIONS
from commitments.plans.models import Commitment
from ogp_portal.foundation.api.datasets import Child, Dataset

__all__ = ["ACTORS", "COMMITMENTS", "IMPORTED", "LIST_FILTERS", "TEXTS", "VERSIONS"]

COMMITMENTS = Dataset(
    name="commitments",
    heading="compromisos",
    title=_("Compromisos"),
    sentence=_(
        "Cada promesa con su texto completo, quién responde por ella, cuánto va y cómo se calculó."
    ),
    rows=lambda user: Commitment.objects.allowing("view", user),
    search="search",
    columns=COLUMNS,
    children=(
        Child(
            "milestones",
            "milestones",
            "commitment_id",
            _("Los hitos de los que sale el avance."),
            ("position",),
            (
                "id",
                "position",
                "title",
                "state",
                "weight",
                "progress",
                "counts",
                "due_on",
                "first_due_on",
                "completed_on",
            ),
        ),
        Child("actors", "actors", "commitment_id", _("Los demás actores."), ("name",)),
        Child(
            "versions",
            "commitment-versions",
            "commitment_id",
            _("Las versiones del texto."),
            ("number",),
        ),
        Child(
            "progress_updates",
            "progress-updates",
            "commitment_id",
            _("Los reportes de avance."),
            ("period_starts_on", "id"),
        ),
        Child(
            "evidence",
            "evidence",
            "commitment_id",
            _("Los medios de verificación."),
            ("added_at", "id"),
        ),
        Child(
            "counterparts",
            "counterparts",
            "commitment_id",
            _("Las contrapartes de la sociedad civil."),
            ("organization",),
        ),
        Child(
            "assessments",
            "assessments",
            "commitment_id",
            _("Las evaluaciones."),
            ("kind", "organization", "edition"),
        ),
    ),
    filters=FILTERS,
    noted_filters=(
        *(name for name, _path in LIST_FILTERS.values()),
        "computed_level",
        "punctuality",
    ),
    orderings=ORDERINGS,
)
