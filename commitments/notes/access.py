"""WHO reads and writes what the staff tell one another: the team of the commitment, nobody else."""

from django.db.models import Q

from commitments.plans.access import coordinates, edits
from ogp_portal.foundation.permissions.four_eyes import by_another
from ogp_portal.foundation.permissions.rights import Person, is_anonymous, nobody, rule

LABEL = "commitments.note"


@rule(LABEL, "view")
def view_note(user: Person) -> Q:
    """The institution's editors and the plan's coordinators."""
    if is_anonymous(user):
        return nobody()
    return edits(user, path="commitment__") | coordinates(user, path="commitment__plan")


@rule(LABEL, "remove_note")
def remove_note(user: Person) -> Q:
    """Who wrote it, while she works on the commitment."""
    if is_anonymous(user):
        return nobody()
    return view_note(user) & ~by_another(user, LABEL, author="author")
