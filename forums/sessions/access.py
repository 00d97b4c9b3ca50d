"""WHO sees sessions and their papers, who runs them, who observes minutes and votes."""

from django.db.models import Q

from commitments.organizations.access import EDITOR, organizations_of
from forums.bodies.access import keeps, seats_of, sits
from forums.bodies.models import Seat
from forums.sessions.models import Ballot
from forums.sessions.states import (
    AGREEMENT,
    BALLOT,
    MINUTES,
    PUBLIC_SESSION,
    SESSION,
    BallotState,
    MinutesState,
    SessionState,
)
from ogp_portal.foundation.permissions.rights import Person, is_anonymous, nobody, rule

VOTING = (Seat.Kind.CHAIR, Seat.Kind.MEMBER, Seat.Kind.ALTERNATE)


def _public(path: str = "") -> Q:
    return Q(**{f"{path}state__in": PUBLIC_SESSION})


def _inside(user: Person, path: str = "") -> Q:
    """Return the rows of sessions (reached by `path`) of forums in which `user` sits today or whose
    secretariat she is.
    """
    return sits(user, path=f"{path}forum__") | keeps(user, path=f"{path}forum__")


@rule("forums.session", "view")
def view_session(user: Person) -> Q:
    """Everybody sees a session once it is convened; its secretariat before."""
    return _public() | keeps(user, path="forum__")


@rule("forums.session", "create")
@rule("forums.session", "run")
@rule("forums.session", "edit")
def run_session(user: Person) -> Q:
    """The secretariat of its forum."""
    return keeps(user, path="forum__")


for _act in sorted(SESSION.acts):
    rule("forums.session", _act)(run_session)


@rule("forums.session", "discard")
def discard_session(user: Person) -> Q:
    """The secretariat of its forum deletes one begun by mistake, until it is convened."""
    return keeps(user, path="forum__") & Q(state=SessionState.DRAFT)


@rule("forums.session", "enter")
def enter_session(user: Person) -> Q:
    """Seats of the forum (once it is convened) and its secretariat: restricted papers, the link,
    the minutes on their way.
    """
    return (_public() & sits(user, path="forum__")) | keeps(user, path="forum__")


@rule("forums.agendaitem", "view")
@rule("forums.attendance", "view")
@rule("forums.sessionheadcount", "view")
def view_part(user: Person) -> Q:
    """Everybody, with its session."""
    return _public("session__")


@rule("forums.paper", "view")
def view_paper(user: Person) -> Q:
    """Everybody, unless it is restricted: then the seats of the forum and its secretariat."""
    public = _public("session__") & Q(is_restricted=False)
    return (
        public
        if is_anonymous(user)
        else public
        | (_public("session__") & sits(user, path="session__forum__"))
        | keeps(user, path="session__forum__")
    )


@rule("forums.minutes", "view")
def view_minutes(user: Person) -> Q:
    """Everybody once approved; seats while they circulate; the secretariat always."""
    public = Q(state=MinutesState.APPROVED)
    if is_anonymous(user):
        return public
    return (
        public
        | (Q(state=MinutesState.CIRCULATED) & sits(user, path="session__forum__"))
        | keeps(user, path="session__forum__")
    )


@rule("forums.minutes", "edit")
@rule("forums.minutes", "answer")
def write_minutes(user: Person) -> Q:
    """The secretariat, until they are approved."""
    return keeps(user, path="session__forum__") & ~Q(state=MinutesState.APPROVED)


def move_minutes(user: Person) -> Q:
    """The secretariat; that the seats agree is asked by the act itself."""
    return keeps(user, path="session__forum__")


for _act in sorted(MINUTES.acts):
    rule("forums.minutes", _act)(move_minutes)


@rule("forums.minutes", "observe")
@rule("forums.minutes", "confirm")
def observe_minutes(user: Person) -> Q:
    """Seats of the forum, observers too, while the minutes circulate."""
    return sits(user, path="session__forum__") & Q(state=MinutesState.CIRCULATED)


@rule("forums.observation", "view")
@rule("forums.confirmation", "view")
def view_observation(user: Person) -> Q:
    """Everybody once the minutes are approved; seats and secretariat before."""
    public = Q(minutes__state=MinutesState.APPROVED)
    return public if is_anonymous(user) else public | _inside(user, "minutes__session__")


@rule("forums.agreement", "view")
def view_agreement(user: Person) -> Q:
    """Everybody, from the moment the session was held."""
    return Q(session__state=SessionState.HELD)


@rule("forums.agreement", "follow_up")
def follow_agreement(user: Person) -> Q:
    """The secretariat, and editors of the organization that answers for it."""
    if is_anonymous(user):
        return nobody()
    return keeps(user, path="session__forum__") | Q(
        responsible_id__in=organizations_of(user, EDITOR)
    )


@rule("forums.agreement", "run")
def run_agreement(user: Person) -> Q:
    """The secretariat of the forum."""
    return keeps(user, path="session__forum__")


for _act in sorted(AGREEMENT.acts):
    rule("forums.agreement", _act)(run_agreement)


@rule("forums.followup", "view")
def view_follow_up(user: Person) -> Q:
    """Everybody, with its agreement."""
    return Q(agreement__session__state=SessionState.HELD)


@rule("forums.ballot", "view")
def view_ballot(user: Person) -> Q:
    """Everybody once counted or void; seats and secretariat before."""
    public = Q(state__in=(BallotState.COUNTED, BallotState.VOID)) & _public("session__")
    if is_anonymous(user):
        return public
    return (
        public
        | (Q(state=BallotState.OPEN) & sits(user, path="session__forum__"))
        | keeps(user, path="session__forum__")
    )


def run_ballot(user: Person) -> Q:
    """The secretariat of the forum, which does not vote by that."""
    return keeps(user, path="session__forum__")


for _act in sorted(BALLOT.acts):
    rule("forums.ballot", _act)(run_ballot)


@rule("forums.ballot", "vote")
def vote(user: Person) -> Q:
    """Seats with a vote in force today, while it is open; an alternate for the seat it stands in
    for. Never an observer.
    """
    return (
        nobody()
        if is_anonymous(user)
        else sits(user, *VOTING, path="session__forum__") & Q(state=BallotState.OPEN)
    )


@rule("forums.ballotoption", "view")
@rule("forums.vote", "view")
@rule("forums.turn", "view")
def view_votes(user: Person) -> Q:
    """Everybody, once the ballot is counted."""
    return Q(
        ballot__in=Ballot.objects.filter(
            Q(state=BallotState.COUNTED) & _public("session__")
        ).values("pk")
    )


def own_voting_seats(user: Person, *, forum_id: int) -> list[Seat]:
    """Return the seats of the forum by which `user` may vote today."""
    return list(
        seats_of(user, *VOTING)
        .filter(forum_id=forum_id)
        .select_related("stands_in_for")
        .order_by("pk")
    )
