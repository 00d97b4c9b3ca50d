"""Who may see and keep source documents."""

from django.db.models import Q

from ogp_portal.foundation.permissions.rights import Person, everybody, rule

SOURCE = "commitments.sourcedocument"


@rule(SOURCE, "view")
def view(user: Person) -> Q:
    """Everybody sees where a fact comes from."""
    return everybody()
