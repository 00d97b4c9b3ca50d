"""WHEN: the life of a progress update. Whoever approves is never whoever wrote."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State

UPDATE = Machine(
    states=(
        State("draft", _("borrador")),
        State("submitted", _("enviado a revisión")),
        State("returned", _("devuelto"), negative=True),
        State("approved", _("aprobado")),
        State("superseded", _("reemplazado"), final=True),
    ),
    moves=(
        Move("submit_update", ("draft", "returned"), "submitted"),
        Move("return_update", ("submitted",), "returned"),
        Move("approve_update", ("submitted",), "approved"),
        Move("supersede", ("approved",), "superseded"),
    ),
)
PUBLIC_UPDATE = ("approved", "superseded")
EDITABLE_UPDATE = ("draft", "returned")
