"""WHEN: the life of an amendment. Whoever approves is never whoever wrote."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State, States


class AmendmentState(States):
    """The states of an amendment."""

    DRAFT = State("draft", _("borrador"))
    SUBMITTED = State("submitted", _("enviada a revisión"))
    RETURNED = State("returned", _("devuelta"), negative=True)
    IN_FORCE = State("in_force", _("vigente"), final=True)
    DISCARDED = State("discarded", _("descartada"), final=True)


AMENDMENT = Machine(
    AmendmentState,
    moves=(
        Move(
            "submit_amendment",
            (AmendmentState.DRAFT, AmendmentState.RETURNED),
            AmendmentState.SUBMITTED,
        ),
        Move("return_amendment", (AmendmentState.SUBMITTED,), AmendmentState.RETURNED),
        Move(
            "approve_amendment",
            (AmendmentState.SUBMITTED,),
            AmendmentState.IN_FORCE,
            approves=True,
        ),
        Move(
            "discard_amendment",
            (AmendmentState.DRAFT, AmendmentState.RETURNED, AmendmentState.SUBMITTED),
            AmendmentState.DISCARDED,
        ),
    ),
)
WRITABLE = (AmendmentState.DRAFT, AmendmentState.RETURNED)
OPEN = (AmendmentState.DRAFT, AmendmentState.RETURNED, AmendmentState.SUBMITTED)
