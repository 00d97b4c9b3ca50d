"""WHEN: the life of an import."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State, States


class ImportState(States):
    """The states of an import."""

    PREVIEWED = State("previewed", _("por confirmar"))
    QUEUED = State("queued", _("en cola"))
    DONE = State("done", _("hecho"))
    FAILED = State("failed", _("con problemas"), negative=True, final=True)
    UNDONE = State("undone", _("deshecho"), final=True)


IMPORT = Machine(
    ImportState,
    moves=(
        Move("confirm_import", (ImportState.PREVIEWED,), ImportState.QUEUED),
        Move("finish_import", (ImportState.QUEUED,), ImportState.DONE),
        Move("undo_import", (ImportState.DONE,), ImportState.UNDONE),
        Move("fail_import", (ImportState.QUEUED,), ImportState.FAILED),
    ),
)
