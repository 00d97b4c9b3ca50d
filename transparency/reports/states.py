"""WHEN: the life of a monthly report.

It is either being made or issued; an issued one never changes.
"""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State

REPORT = Machine(
    states=(
        State("requested", _("pedido")),
        State("issued", _("emitido"), final=True),
    ),
    moves=(Move("finish_report", ("requested",), "issued"),),
)
