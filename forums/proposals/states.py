"""WHEN: the life of a proposal, from the form to its reasoned end, and of a working group."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State, States


class ProposalState(States):
    """The states of a proposal."""

    RECEIVED = State("received", _("por confirmar"))
    CONFIRMED = State("confirmed", _("recibida, por revisar"))
    NOT_ADMITTED = State("not_admitted", _("no admitida"), negative=True)
    ADMITTED = State("admitted", _("admitida"))
    IN_TABLE = State("in_table", _("en mesa de trabajo"))
    SELECTED = State("selected", _("seleccionada"))
    MERGED = State("merged", _("unida a otra"), negative=True, final=True)
    SPLIT = State("split", _("dividida en otras"), negative=True, final=True)
    NOT_SELECTED = State("not_selected", _("no seleccionada"), negative=True, final=True)
    IN_COMMITMENT = State("in_commitment", _("en un compromiso"), final=True)
    WITHDRAWN = State("withdrawn", _("retirada por su autoría"), final=True)


PROPOSAL = Machine(
    ProposalState,
    moves=(
        Move("confirm", (ProposalState.RECEIVED,), ProposalState.CONFIRMED),
        Move(
            "admit", (ProposalState.CONFIRMED, ProposalState.NOT_ADMITTED), ProposalState.ADMITTED
        ),
        Move("not_admit", (ProposalState.CONFIRMED,), ProposalState.NOT_ADMITTED),
        Move("take_to_table", (ProposalState.ADMITTED,), ProposalState.IN_TABLE),
        Move("select", (ProposalState.ADMITTED, ProposalState.IN_TABLE), ProposalState.SELECTED),
        Move("merge", (ProposalState.ADMITTED, ProposalState.IN_TABLE), ProposalState.MERGED),
        Move("split", (ProposalState.ADMITTED, ProposalState.IN_TABLE), ProposalState.SPLIT),
        Move(
            "not_select",
            (ProposalState.ADMITTED, ProposalState.IN_TABLE),
            ProposalState.NOT_SELECTED,
        ),
        Move("put_in_commitment", (ProposalState.SELECTED,), ProposalState.IN_COMMITMENT),
        Move(
            "withdraw",
            (
                ProposalState.RECEIVED,
                ProposalState.CONFIRMED,
                ProposalState.ADMITTED,
                ProposalState.NOT_ADMITTED,
            ),
            ProposalState.WITHDRAWN,
        ),
    ),
)
READABLE = (
    ProposalState.ADMITTED,
    ProposalState.IN_TABLE,
    ProposalState.SELECTED,
    ProposalState.MERGED,
    ProposalState.SPLIT,
    ProposalState.NOT_SELECTED,
    ProposalState.IN_COMMITMENT,
)  # whose text is public
LISTED = (
    *READABLE,
    ProposalState.NOT_ADMITTED,
)  # that something came and what was decided is public, too
DECIDED = (
    ProposalState.NOT_ADMITTED,
    ProposalState.SELECTED,
    ProposalState.MERGED,
    ProposalState.SPLIT,
    ProposalState.NOT_SELECTED,
    ProposalState.IN_COMMITMENT,
)
SUPPORTABLE = (ProposalState.ADMITTED, ProposalState.IN_TABLE)
ON_ITS_WAY = (*SUPPORTABLE, ProposalState.SELECTED)  # another may be merged into it
UNDER_REVIEW = (ProposalState.CONFIRMED, *ON_ITS_WAY)  # the secretariat has something to decide


class GroupState(States):
    """The states of a group."""

    PLANNED = State("planned", _("por realizarse"))
    HELD = State("held", _("realizada"))
    REPORTED = State("reported", _("con resultados publicados"), final=True)


GROUP = Machine(
    GroupState,
    moves=(
        Move("hold_group", (GroupState.PLANNED,), GroupState.HELD),
        Move("report_group", (GroupState.HELD,), GroupState.REPORTED),
    ),
)
