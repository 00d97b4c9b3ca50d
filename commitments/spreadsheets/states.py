"""WHEN: the life of an import."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State

IMPORT = Machine(
    states=(
        State("previewed", _("por confirmar")),
        State("queued", _("en cola")),
        State("done", _("hecho"), final=True),
        State("failed", _("con problemas"), negative=True, final=True),
    ),
    moves=(
        Move("confirm_import", ("previewed",), "queued"),
        Move("finish_import", ("queued",), "done"),
        Move("fail_import", ("queued",), "failed"),
    ),
)
