"""WHO may see and confirm an import: whoever asked for it, while she coordinates the plan."""

from django.db.models import Q

from commitments.plans.access import coordinates
from commitments.spreadsheets.states import IMPORT
from ogp_portal.foundation.permissions.rights import Person, is_anonymous, nobody, rule

LABEL = "commitments.importjob"


@rule(LABEL, "view")
def view_job(user: Person) -> Q:
    """Coordinators of the plan see its imports."""
    return coordinates(user, path="plan")


@rule(LABEL, "confirm_import")
def run_job(user: Person) -> Q:
    """Only who asked for it confirms it, while still coordinating the plan."""
    return (
        nobody()
        if is_anonymous(user)
        else coordinates(user, path="plan") & Q(requested_by_id=user.pk)
    )


@rule(LABEL, "undo_import")
def undo_job(user: Person) -> Q:
    """Coordinators of the plan undo its imports, those of whoever was there before them too."""
    return coordinates(user, path="plan")


for act in sorted(IMPORT.acts - {"confirm_import", "undo_import"}):
    rule(LABEL, act)(lambda _user: nobody())
