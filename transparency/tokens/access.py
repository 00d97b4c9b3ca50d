"""WHO keeps the keys of the API."""

from django.db.models import Q

from commitments.organizations.access import administrators
from ogp_portal.foundation.rights import Person, rule

LABEL = "transparency.apitoken"


@rule(LABEL, "view")
@rule(LABEL, "create")
@rule(LABEL, "revoke_token")
def keep_tokens(user: Person) -> Q:
    """Administrators give and revoke keys; a key opens nothing that is not public."""
    return administrators(user)
