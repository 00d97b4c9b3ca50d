"""WHO keeps the keys of the API."""

from django.db.models import Q

from commitments.organizations.access import administrators
from ogp_portal.foundation.permissions.rights import Person, nobody, rule

LABEL = "transparency.apitoken"


@rule("ogp_portal.ratecount", "view")
def view_counts(user: Person) -> Q:
    """Nobody looks at who asked how much."""
    return nobody()


@rule(LABEL, "view")
@rule(LABEL, "create")
@rule(LABEL, "revoke_token")
def keep_tokens(user: Person) -> Q:
    """Administrators give and revoke keys; a key opens nothing that is not public."""
    return administrators(user)
