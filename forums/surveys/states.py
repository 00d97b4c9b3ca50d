"""WHEN: the life of a survey, and of an offer of help.

Open or closed is asked of the clock, never stored.
"""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State

SURVEY = Machine(
    states=(
        State("draft", _("en preparación")),
        State("announced", _("anunciada")),
        State("reported", _("con resultados publicados"), final=True),
    ),
    moves=(
        Move("announce_survey", ("draft",), "announced"),
        Move("report_survey", ("announced",), "reported"),
    ),
)
PUBLIC_SURVEY = ("announced", "reported")
OFFER = Machine(
    states=(
        State("offered", _("por responder")),
        State("taken_up", _("aceptado")),
        State("declined", _("declinado"), negative=True, final=True),
        State("done", _("cumplido"), final=True),
    ),
    moves=(
        Move("take_up_offer", ("offered",), "taken_up"),
        Move("decline_offer", ("offered", "taken_up"), "declined"),
        Move("finish_offer", ("taken_up",), "done"),
    ),
)
