"""WHEN: the life of a monthly report.

It is either being made or issued; an issued one never changes.
"""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State, States


class ReportState(States):
    """The states of a report."""

    REQUESTED = State("requested", _("pedido"))
    ISSUED = State("issued", _("emitido"), final=True)


REPORT = Machine(
    ReportState,
    moves=(Move("finish_report", (ReportState.REQUESTED,), ReportState.ISSUED),),
)
