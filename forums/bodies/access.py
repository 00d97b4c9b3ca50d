"""WHO sees forums, who keeps them, and who sits in them today.

Rights come from seats and memberships with dates.
"""

from django.db.models import Q, QuerySet

from commitments.organizations.access import COORDINATOR, organizations_of
from forums.bodies.models import Seat
from ogp_portal.foundation.permissions.rights import Person, everybody, is_anonymous, nobody, rule


def keeps(user: Person, *, path: str = "") -> Q:
    """Return the rows whose forum (reached by `path`, "" for the forum itself) is convened by an
    organization `user` coordinates for: its secretariat.
    """
    return (
        nobody()
        if is_anonymous(user)
        else Q(**{f"{path}convener_id__in": organizations_of(user, COORDINATOR)})
    )


def seats_of(user: Person, *kinds: str) -> QuerySet[Seat]:
    """Return the seats `user` holds today."""
    rows = Seat.objects.current().filter(user_id=user.pk or 0)
    return rows.filter(kind__in=kinds) if kinds else rows


def sits(user: Person, *kinds: str, path: str = "") -> Q:
    """Return the rows whose forum (reached by `path` with its final `__`, "" for the forum itself)
    `user` has a seat in today.
    """
    if is_anonymous(user):
        return nobody()
    return Q(
        **{
            f"{path}id__in" if not path else f"{path.removesuffix('__')}_id__in": seats_of(
                user, *kinds
            ).values("forum_id")
        }
    )


@rule("forums.forum", "view")
@rule("forums.seat", "view")
@rule("forums.alliance", "view")
def view_forum(user: Person) -> Q:
    """Everybody sees the forums, the seats (for whom they speak, not who holds them) and the
    alliances.
    """
    return everybody()


@rule("forums.forum", "edit")
@rule("forums.forum", "create")
@rule("forums.forum", "run")
def keep_forum(user: Person) -> Q:
    """The secretariat: coordinators of the institution that convenes it."""
    return keeps(user)


@rule("forums.forum", "sit")
def sit_in_forum(user: Person) -> Q:
    """Whoever holds a seat in it today, of any kind."""
    return sits(user)


@rule("forums.seat", "edit")
@rule("forums.seat", "create")
@rule("forums.seat", "run")
def keep_seat(user: Person) -> Q:
    """The secretariat of its forum names who sits."""
    return keeps(user, path="forum__")
