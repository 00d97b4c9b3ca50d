"""WHO hands a person's roles to a successor: two administrators, who gain none of them."""

from django.db.models import Q

from ogp_portal.foundation.permissions.four_eyes import by_another_administrator
from ogp_portal.foundation.permissions.rights import Person, administrators, rule

LABEL = "commitments.succession"


@rule(LABEL, "view")
@rule(LABEL, "create")
@rule(LABEL, "withdraw")
def keep_successions(user: Person) -> Q:
    """Administrators propose and withdraw."""
    return administrators(user)


@rule(LABEL, "confirm")
def confirm_succession(user: Person) -> Q:
    """Another administrator than who proposed it and who gets the roles; that they are no one
    person is asked when it is done.
    """
    return by_another_administrator(user, about="successor")
