"""Who may see where a territory lies."""

from django.db.models import Q

from ogp_portal.foundation.permissions.rights import Person, everybody, rule


@rule("commitments.boundary", "view")
def view(user: Person) -> Q:
    """Everybody sees the outlines of territories."""
    return everybody()
