"""WHO: everybody. A picture holds only what its page shows to anybody."""

from django.db.models import Q

from ogp_portal.foundation.permissions.rights import Person, everybody, rule


@rule("transparency.infographic", "view")
def view_infographic(user: Person) -> Q:
    """Everybody sees every edition."""
    return everybody()
