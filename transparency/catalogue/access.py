"""WHO sees the versions of the data package."""

from django.db.models import Q

from ogp_portal.foundation.permissions.rights import Person, everybody, rule


@rule("transparency.datapackage", "view")
@rule("ogp_portal.removedrow", "view")
def view_package(user: Person) -> Q:
    """Everybody takes every version of the package, and learns which rows left the datasets."""
    return everybody()
