"""WHEN: the life of a proposal, from the form to its reasoned end, and of a working group."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State

PROPOSAL = Machine(
    states=(
        State("received", _("por confirmar")),
        State("confirmed", _("recibida, por revisar")),
        State("not_admitted", _("no admitida"), negative=True),
        State("admitted", _("admitida")),
        State("in_table", _("en mesa de trabajo")),
        State("selected", _("seleccionada")),
        State("merged", _("unida a otra"), negative=True, final=True),
        State("split", _("dividida en otras"), negative=True, final=True),
        State("not_selected", _("no seleccionada"), negative=True, final=True),
        State("in_commitment", _("en un compromiso"), final=True),
        State("withdrawn", _("retirada por su autoría"), final=True),
    ),
    moves=(
        Move("confirm", ("received",), "confirmed"),
        Move("admit", ("confirmed", "not_admitted"), "admitted"),
        Move("not_admit", ("confirmed",), "not_admitted"),
        Move("take_to_table", ("admitted",), "in_table"),
        Move("select", ("admitted", "in_table"), "selected"),
        Move("merge", ("admitted", "in_table"), "merged"),
        Move("split", ("admitted", "in_table"), "split"),
        Move("not_select", ("admitted", "in_table"), "not_selected"),
        Move("put_in_commitment", ("selected",), "in_commitment"),
        Move("withdraw", ("received", "confirmed", "admitted", "not_admitted"), "withdrawn"),
    ),
)
READABLE = (
    "admitted",
    "in_table",
    "selected",
    "merged",
    "split",
    "not_selected",
    "in_commitment",
)  # whose text is public
LISTED = (*READABLE, "not_admitted")  # that something came and what was decided is public, too
DECIDED = ("not_admitted", "selected", "merged", "split", "not_selected", "in_commitment")
SUPPORTABLE = ("admitted", "in_table")
GROUP = Machine(
    states=(
        State("planned", _("por realizarse")),
        State("held", _("realizada")),
        State("reported", _("con resultados publicados"), final=True),
    ),
    moves=(Move("hold_group", ("planned",), "held"), Move("report_group", ("held",), "reported")),
)
