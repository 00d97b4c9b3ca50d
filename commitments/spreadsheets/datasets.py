"""The portal's own sheet of a plan, to be edited in an office and loaded again: its commitments and
its milestones, each with the key that it is changed by.
"""

import dataclasses

from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from commitments.plans.datasets import COMMITMENTS, IMPORTED, MILESTONES
from commitments.plans.models import Commitment, Milestone
from ogp_portal.foundation.api.datasets import Column, Dataset

FIXED = (  # shown beside the rest, compared when the sheet comes back, and refused when changed
    "identificador_ogp",
    "estado",
    "implementa",
    "cargo_responsable",
    "tema",
    "valores",
    "areas_de_politica",
    "territorios",
    "precision",
)
MARKS = ("_no_se_cambia", "_read_only")  # what a heading of theirs ends in, in Spanish and English
REMOVED = "quitar"
MILESTONE_COLUMNS = (
    "compromiso",
    "identificador",
    "titulo",
    "producto",
    "institucion",
    "inicio",
    "plazo",
    "peso",
    REMOVED,
)


def _fixed(column: Column) -> Column:
    """Return a column whose heading says that the sheet does not change it."""
    return dataclasses.replace(
        column,
        name=f"{column.name}{MARKS[1]}",
        heading=f"{column.heading}{MARKS[0]}",
        value=column.value or column.name,
        choices=(),  # the code alone, which reads the same in every language
    )


COMMITMENT_SHEET = Dataset(
    name="commitments-sheet",
    heading="compromisos",
    title=_("Compromisos"),
    sentence=_("Los compromisos de un plan, para editarlos y cargarlos de nuevo."),
    rows=lambda user: Commitment.objects.allowing("view", user),
    columns=(
        *(column for column in COMMITMENTS.columns if column.heading in IMPORTED),
        *(_fixed(column) for column in COMMITMENTS.columns if column.heading in FIXED),
    ),
)
BOOK_SHEET = dataclasses.replace(  # beside the sheet of milestones, which says more of them
    COMMITMENT_SHEET,
    columns=tuple(column for column in COMMITMENT_SHEET.columns if column.heading != "hitos"),
)
MILESTONE_SHEET = Dataset(
    name="milestones-sheet",
    heading="hitos",
    title=_("Hitos"),
    sentence=_("Los hitos de un plan, para editarlos y cargarlos de nuevo."),
    rows=lambda user: Milestone.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        *(column for column in MILESTONES.columns if column.heading in MILESTONE_COLUMNS),
        Column(
            "remove",
            REMOVED,
            _("«sí» para quitar el hito del borrador."),
            "string",
            Value(""),
        ),
    ),
)
