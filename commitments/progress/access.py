"""WHO may do what with progress updates and evidence: four eyes, always."""

from django.db.models import Q

from commitments.plans import definitions
from commitments.plans.access import coordinates, edits
from commitments.progress.states import EDITABLE_UPDATE, PUBLIC_UPDATE
from ogp_portal.foundation.permissions.four_eyes import by_another
from ogp_portal.foundation.permissions.rights import Person, is_anonymous, nobody, rule

LABEL = "commitments.progressupdate"


def _team(user: Person) -> Q:
    return edits(user, path="commitment__") | coordinates(user, path="commitment__plan")


@rule(LABEL, "view")
def view_update(user: Person) -> Q:
    """Everybody sees approved updates; the institution and the coordinators see the others."""
    public = Q(state__in=PUBLIC_UPDATE) & definitions.public("commitment__")
    return public if is_anonymous(user) else public | _team(user)


@rule(LABEL, "edit")
def edit_update(user: Person) -> Q:
    """The institution's editors write, while it is a draft or was returned."""
    return edits(user, path="commitment__") & Q(state__in=EDITABLE_UPDATE)


@rule(LABEL, "submit_update")
def submit_update(user: Person) -> Q:
    """The institution's editors send it to review."""
    return edits(user, path="commitment__")


@rule(LABEL, "approve_update")
@rule(LABEL, "return_update")
def review_update(user: Person) -> Q:
    """A coordinator of the plan reviews what is still running, never her own."""
    return (
        coordinates(user, path="commitment__plan")
        & definitions.running("commitment__")
        & by_another(user, LABEL, author="author")
    )


@rule(LABEL, "supersede")
def supersede(user: Person) -> Q:
    """Nobody by hand: an approved report of the same month does it."""
    return nobody()


@rule("commitments.milestoneclaim", "view")
def view_claim(user: Person) -> Q:
    """A claim is seen with its update."""
    public = Q(update_of__state__in=PUBLIC_UPDATE) & definitions.public("update_of__commitment__")
    if is_anonymous(user):
        return public
    return (
        public
        | edits(user, path="update_of__commitment__")
        | coordinates(user, path="update_of__commitment__plan")
    )


@rule("commitments.evidence", "view")
def view_evidence(user: Person) -> Q:
    """Evidence is public with its approved update, or when it stands by itself on a public
    commitment.
    """
    public = (Q(update_of__state__in=PUBLIC_UPDATE) | Q(update_of=None)) & definitions.public(
        "commitment__"
    )
    return public if is_anonymous(user) else public | _team(user)
