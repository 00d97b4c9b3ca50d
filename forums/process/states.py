"""WHEN: the life of a stage of co-creation. Stages may overlap: OGP calls them moments."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State, States


class StageState(States):
    """The states of a stage."""

    PLANNED = State("planned", _("por empezar"))
    OPEN = State("open", _("en curso"))
    CLOSED = State("closed", _("terminada"))
    REPORTED = State("reported", _("con resultados publicados"), final=True)


STAGE = Machine(
    StageState,
    moves=(
        Move("open_stage", (StageState.PLANNED,), StageState.OPEN),
        Move("close_stage", (StageState.OPEN,), StageState.CLOSED),
        Move("report_stage", (StageState.CLOSED,), StageState.REPORTED),
    ),
)
