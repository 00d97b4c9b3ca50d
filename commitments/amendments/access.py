"""WHO may do what with amendments: four eyes, always."""

from django.db.models import Q

from commitments.amendments.states import OPEN, WRITABLE, AmendmentState
from commitments.plans import definitions
from commitments.plans.access import coordinates, edits
from ogp_portal.foundation.permissions.four_eyes import by_another
from ogp_portal.foundation.permissions.rights import Person, is_anonymous, rule

LABEL = "commitments.amendment"


def _team(user: Person) -> Q:
    return edits(user, path="commitment__") | coordinates(user, path="commitment__plan")


@rule(LABEL, "view")
def view_amendment(user: Person) -> Q:
    """Everybody sees those in force; the institution and the coordinators see the others."""
    public = Q(state=AmendmentState.IN_FORCE) & definitions.public("commitment__")
    return public if is_anonymous(user) else public | _team(user)


@rule("commitments.amendedfield", "view")
def view_amended_field(user: Person) -> Q:
    """What changes is seen with its amendment."""
    public = Q(amendment__state=AmendmentState.IN_FORCE) & definitions.public(
        "amendment__commitment__"
    )
    if is_anonymous(user):
        return public
    return (
        public
        | edits(user, path="amendment__commitment__")
        | coordinates(user, path="amendment__commitment__plan")
    )


@rule(LABEL, "edit")
@rule(LABEL, "submit_amendment")
def write_amendment(user: Person) -> Q:
    """The institution's editors and the plan's coordinators write it, while the commitment is
    carried out.
    """
    return _team(user) & definitions.running("commitment__") & Q(state__in=WRITABLE)


@rule(LABEL, "discard_amendment")
def discard_amendment(user: Person) -> Q:
    """Whoever may write it may give it up while it is not in force."""
    return _team(user) & Q(state__in=OPEN)


@rule(LABEL, "approve_amendment")
@rule(LABEL, "return_amendment")
def review_amendment(user: Person) -> Q:
    """A coordinator of the plan reviews what is still running, never her own."""
    return (
        coordinates(user, path="commitment__plan")
        & definitions.running("commitment__")
        & by_another(user, LABEL, author="author")
    )
