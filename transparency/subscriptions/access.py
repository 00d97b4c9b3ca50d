"""WHO: nobody by role.

What somebody follows is hers, opened by the link in her own mailbox; the public sees no count of a
topic.
"""

from django.db.models import Q

from ogp_portal.foundation.permissions.rights import Person, administrators, nobody, rule


@rule("transparency.subscriber", "view")
@rule("transparency.subscription", "view")
@rule("transparency.digest", "view")
def hers(user: Person) -> Q:
    """Nobody."""
    return nobody()


@rule("transparency.mailing", "view")
def view_mailing(user: Person) -> Q:
    """Administrators see that mailings go out, never to whom."""
    return administrators(user)
