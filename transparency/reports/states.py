"""WHEN: the life of a monthly report, which is either being made or issued and then never changes;
and of what is told of a month, written by one and approved by another.
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


class NarrativeState(States):
    """The states of what is told of a month."""

    DRAFT = State("draft", _("borrador"))
    SUBMITTED = State("submitted", _("enviado a revisión"))
    RETURNED = State("returned", _("devuelto"), negative=True)
    APPROVED = State("approved", _("aprobado"), final=True)


NARRATIVE = Machine(
    NarrativeState,
    moves=(
        Move(
            "submit_narrative",
            (NarrativeState.DRAFT, NarrativeState.RETURNED),
            NarrativeState.SUBMITTED,
        ),
        Move("return_narrative", (NarrativeState.SUBMITTED,), NarrativeState.RETURNED),
        Move(
            "approve_narrative",
            (NarrativeState.SUBMITTED,),
            NarrativeState.APPROVED,
            approves=True,
        ),
    ),
)
WRITABLE_NARRATIVE = (NarrativeState.DRAFT, NarrativeState.RETURNED)
OPEN_NARRATIVE = (*WRITABLE_NARRATIVE, NarrativeState.SUBMITTED)
