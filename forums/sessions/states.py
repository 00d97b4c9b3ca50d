"""WHEN: the lives of a session, its minutes, an agreement and a ballot."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State, States


class SessionState(States):
    """The states of a session."""

    DRAFT = State("draft", _("en preparación"))
    CONVENED = State("convened", _("convocada"))
    HELD = State("held", _("realizada"), final=True)
    NOT_HELD = State("not_held", _("no realizada"), negative=True, final=True)


SESSION = Machine(
    SessionState,
    moves=(
        Move("convene", (SessionState.DRAFT,), SessionState.CONVENED),
        Move("hold", (SessionState.CONVENED,), SessionState.HELD),
        Move("call_off", (SessionState.CONVENED,), SessionState.NOT_HELD),
    ),
)
PUBLIC_SESSION = (SessionState.CONVENED, SessionState.HELD, SessionState.NOT_HELD)
MEETING = (SessionState.CONVENED, SessionState.HELD)  # attendance is written, ballots are held


class MinutesState(States):
    """The states of a minutes."""

    DRAFT = State("draft", _("en redacción"))
    CIRCULATED = State("circulated", _("en observaciones"))
    APPROVED = State("approved", _("aprobada"), final=True)


MINUTES = Machine(
    MinutesState,
    moves=(
        Move("circulate_minutes", (MinutesState.DRAFT,), MinutesState.CIRCULATED),
        Move("take_back_minutes", (MinutesState.CIRCULATED,), MinutesState.DRAFT),
        Move("approve_minutes", (MinutesState.CIRCULATED,), MinutesState.APPROVED, approves=True),
    ),
)


class AgreementState(States):
    """The states of an agreement."""

    OPEN = State("open", _("pendiente"))
    FULFILLED = State("fulfilled", _("cumplido"))
    DROPPED = State("dropped", _("descartado"), negative=True, final=True)


AGREEMENT = Machine(
    AgreementState,
    moves=(
        Move("fulfil_agreement", (AgreementState.OPEN,), AgreementState.FULFILLED),
        Move("drop_agreement", (AgreementState.OPEN,), AgreementState.DROPPED),
        Move("reopen_agreement", (AgreementState.FULFILLED,), AgreementState.OPEN),
    ),
)


class BallotState(States):
    """The states of a ballot."""

    DRAFT = State("draft", _("en preparación"))
    OPEN = State("open", _("en votación"))
    COUNTED = State("counted", _("contada"), final=True)
    VOID = State("void", _("sin efecto"), negative=True, final=True)


BALLOT = Machine(
    BallotState,
    moves=(
        Move("open_ballot", (BallotState.DRAFT,), BallotState.OPEN),
        Move("count_ballot", (BallotState.OPEN,), BallotState.COUNTED),
        Move("void_ballot", (BallotState.DRAFT, BallotState.OPEN), BallotState.VOID),
    ),
)
FINISHED_BALLOT = (BallotState.COUNTED, BallotState.VOID)  # whose result anybody sees
