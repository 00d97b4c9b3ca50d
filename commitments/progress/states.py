"""WHEN: the life of a progress update. Whoever approves is never whoever wrote."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State, States


class UpdateState(States):
    """The states of a progress update."""

    DRAFT = State("draft", _("borrador"))
    SUBMITTED = State("submitted", _("enviado a revisión"))
    RETURNED = State("returned", _("devuelto"), negative=True)
    APPROVED = State("approved", _("aprobado"))
    SUPERSEDED = State("superseded", _("reemplazado"), final=True)


UPDATE = Machine(
    UpdateState,
    moves=(
        Move("submit_update", (UpdateState.DRAFT, UpdateState.RETURNED), UpdateState.SUBMITTED),
        Move("return_update", (UpdateState.SUBMITTED,), UpdateState.RETURNED),
        Move("approve_update", (UpdateState.SUBMITTED,), UpdateState.APPROVED, approves=True),
        Move("supersede", (UpdateState.APPROVED,), UpdateState.SUPERSEDED),
    ),
)
PUBLIC_UPDATE = (UpdateState.APPROVED, UpdateState.SUPERSEDED)
OPEN_UPDATE = (UpdateState.DRAFT, UpdateState.SUBMITTED, UpdateState.RETURNED)
EDITABLE_UPDATE = (UpdateState.DRAFT, UpdateState.RETURNED)
