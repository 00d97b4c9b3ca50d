"""WHO keeps the keys of the API."""

from django.db.models import Q

from ogp_portal.foundation.permissions.rights import Person, administrators, rule

LABEL = "transparency.apitoken"


@rule(LABEL, "view")
@rule(LABEL, "create")
@rule(LABEL, "revoke_token")
def keep_tokens(user: Person) -> Q:
    """Administrators give and revoke keys; a key opens nothing that is not public."""
    return administrators(user)
