"""WHEN: the life of a stage of co-creation. Stages may overlap: OGP calls them moments."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State

STAGE = Machine(
    states=(
        State("planned", _("por empezar")),
        State("open", _("en curso")),
        State("closed", _("terminada")),
        State("reported", _("con resultados publicados"), final=True),
    ),
    moves=(
        Move("open_stage", ("planned",), "open"),
        Move("close_stage", ("open",), "closed"),
        Move("report_stage", ("closed",), "reported"),
    ),
)
