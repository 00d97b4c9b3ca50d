"""WHO sees, supports, moderates and decides about proposals."""

from django.db.models import Q

from commitments.plans import definitions
from commitments.plans.access import coordinates, edits
from commitments.plans.states import PUBLIC_PLAN
from forums.proposals.states import GROUP, LISTED, PROPOSAL, READABLE, SUPPORTABLE, ProposalState
from ogp_portal.foundation.permissions.rights import Person, everybody, is_anonymous, nobody, rule

BY_AUTHOR = {"confirm", "withdraw"}  # done with the code that only the author has


def _announced(path: str = "") -> Q:
    """Return the calls (reached by `path`) of public plans that were announced."""
    return Q(**{f"{path}announced_at__isnull": False, f"{path}plan__state__in": PUBLIC_PLAN})


@rule("forums.call", "view")
def view_call(user: Person) -> Q:
    """Everybody once it is announced; its plan's coordinators before."""
    return _announced() | coordinates(user, path="plan")


@rule("forums.call", "propose")
def propose(user: Person) -> Q:
    """Everybody, account or not; the window is asked of the database's clock."""
    return _announced()


@rule("forums.call", "edit")
@rule("forums.call", "create")
@rule("forums.call", "announce")
@rule("forums.call", "run")
def run_call(user: Person) -> Q:
    """Coordinators of its plan's consortium."""
    return coordinates(user, path="plan")


@rule("forums.call", "discard")
def discard_call(user: Person) -> Q:
    """Coordinators of its plan delete one begun by mistake, until it is announced."""
    return coordinates(user, path="plan") & Q(announced_at=None)


@rule("forums.call", "transcribe")
def transcribe(user: Person) -> Q:
    """Coordinators of the plan facilitate what is proposed on paper."""
    return coordinates(user, path="plan") & Q(announced_at__isnull=False)


@rule("forums.proposal", "view")
def view_proposal(user: Person) -> Q:
    """Everybody from the moment it was looked at, and that it was withdrawn (never its text); its
    plan's coordinators before.
    """
    public = Q(state__in=LISTED) | Q(state=ProposalState.WITHDRAWN, number__isnull=False)
    return public if is_anonymous(user) else public | coordinates(user, path="call__plan")


@rule("forums.proposal", "run")
@rule("forums.proposal", "moderate")
def moderate(user: Person) -> Q:
    """Coordinators of its plan's consortium."""
    return coordinates(user, path="call__plan")


for _act in sorted(PROPOSAL.acts - BY_AUTHOR):
    rule("forums.proposal", _act)(moderate)


@rule("forums.proposal", "confirm")
@rule("forums.proposal", "withdraw")
def by_its_author(user: Person) -> Q:
    """Nobody by role: whoever has the code of its author."""
    return nobody()


@rule("forums.proposal", "support")
def support(user: Person) -> Q:
    """Any account, while it is on the way to a decision."""
    return nobody() if is_anonymous(user) else Q(state__in=SUPPORTABLE)


@rule("forums.attachment", "view")
def view_attachment(user: Person) -> Q:
    """Everybody, with the text of its proposal; its plan's coordinators before."""
    public = Q(proposal__state__in=READABLE)
    return public if is_anonymous(user) else public | coordinates(user, path="proposal__call__plan")


@rule("forums.support", "view")
def view_support(user: Person) -> Q:
    """Each account its own; the public sees how many."""
    return nobody() if is_anonymous(user) else Q(user_id=user.pk)


@rule("forums.lineage", "view")
def view_lineage(user: Person) -> Q:
    """Everybody."""
    return everybody()


@rule("forums.origin", "view")
def view_origin(user: Person) -> Q:
    """Everybody, once the commitment is public; who writes or coordinates it before."""
    public = definitions.public("commitment__")
    return (
        public
        if is_anonymous(user)
        else public | edits(user, path="commitment__") | coordinates(user, path="commitment__plan")
    )


@rule("forums.workinggroup", "view")
def view_group(user: Person) -> Q:
    """Everybody, with its call."""
    return _announced("call__") | coordinates(user, path="call__plan")


@rule("forums.workinggroup", "edit")
@rule("forums.workinggroup", "create")
@rule("forums.workinggroup", "run")
def run_group(user: Person) -> Q:
    """Coordinators of its plan's consortium."""
    return coordinates(user, path="call__plan")


for _act in sorted(GROUP.acts):
    rule("forums.workinggroup", _act)(run_group)


@rule("forums.groupheadcount", "view")
def view_headcount(user: Person) -> Q:
    """Whoever sees its working group: everybody once the call is announced, its coordinators."""
    return _announced("group__call__") | coordinates(user, path="group__call__plan")
