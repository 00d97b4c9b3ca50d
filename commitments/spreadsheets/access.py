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


def run_job(user: Person) -> Q:
    """Only who asked for it confirms it, while still coordinating the plan."""
    return (
        nobody()
        if is_anonymous(user)
        else coordinates(user, path="plan") & Q(requested_by_id=user.pk)
    )


for act in sorted(IMPORT.acts):
    rule(LABEL, act)(run_job if act == "confirm_import" else lambda _user: nobody())
