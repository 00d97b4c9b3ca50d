"""WHO sees the versions of the data package."""

from django.db.models import Q

from ogp_portal.foundation.permissions.rights import Person, everybody, rule


@rule("transparency.datapackage", "view")
def view_package(user: Person) -> Q:
    """Everybody takes every version."""
    return everybody()
