"""WHEN: the life of an account once published, of a finding, and of a file on its way in."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State

PERIOD = Machine(
    states=(
        State("current", _("vigente")),
        State("superseded", _("reemplazada"), final=True),
    ),
    moves=(Move("supersede_period", ("current",), "superseded"),),
)

FINDING = Machine(
    states=(
        State("detected", _("detectado")),
        State("notified", _("avisado a la institución")),
        State("explained", _("explicado")),
        State("disputed", _("la institución no está de acuerdo")),
        State("settled", _("cerrado")),
        State("corrected", _("corregido en la fuente")),
    ),
    moves=(
        Move("notify_finding", ("detected",), "notified"),
        Move("explain_finding", ("detected", "notified", "disputed"), "explained"),
        Move("dispute_finding", ("detected", "notified", "explained"), "disputed"),
        Move("settle_finding", ("explained", "disputed"), "settled"),
        Move(
            "correct_finding",
            ("detected", "notified", "explained", "disputed", "settled"),
            "corrected",
        ),
        Move("detect_again", ("corrected",), "detected"),
    ),
)
UNANSWERED = ("detected", "notified")

IMPORT = Machine(
    states=(
        State("previewed", _("por confirmar")),
        State("queued", _("en cola")),
        State("done", _("cargado"), final=True),
        State("failed", _("no se cargó"), negative=True, final=True),
    ),
    moves=(
        Move("confirm_import", ("previewed",), "queued"),
        Move("finish_import", ("queued",), "done"),
        Move("fail_import", ("queued",), "failed"),
    ),
)
