"""WHEN: the lives of a session, its minutes, an agreement and a ballot."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State

SESSION = Machine(
    states=(
        State("draft", _("en preparación")),
        State("convened", _("convocada")),
        State("held", _("realizada"), final=True),
        State("not_held", _("no realizada"), negative=True, final=True),
    ),
    moves=(
        Move("convene", ("draft",), "convened"),
        Move("hold", ("convened",), "held"),
        Move("call_off", ("convened",), "not_held"),
    ),
)
PUBLIC_SESSION = ("convened", "held", "not_held")
MINUTES = Machine(
    states=(
        State("draft", _("en redacción")),
        State("circulated", _("en observaciones")),
        State("approved", _("aprobada"), final=True),
    ),
    moves=(
        Move("circulate_minutes", ("draft",), "circulated"),
        Move("take_back_minutes", ("circulated",), "draft"),
        Move("approve_minutes", ("circulated",), "approved"),
    ),
)
AGREEMENT = Machine(
    states=(
        State("open", _("pendiente")),
        State("fulfilled", _("cumplido")),
        State("dropped", _("descartado"), negative=True, final=True),
    ),
    moves=(
        Move("fulfil_agreement", ("open",), "fulfilled"),
        Move("drop_agreement", ("open",), "dropped"),
        Move("reopen_agreement", ("fulfilled",), "open"),
    ),
)
BALLOT = Machine(
    states=(
        State("draft", _("en preparación")),
        State("open", _("en votación")),
        State("counted", _("contada"), final=True),
        State("void", _("sin efecto"), negative=True, final=True),
    ),
    moves=(
        Move("open_ballot", ("draft",), "open"),
        Move("count_ballot", ("open",), "counted"),
        Move("void_ballot", ("draft", "open"), "void"),
    ),
)
