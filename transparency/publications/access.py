"""WHO writes, publishes and reads: the institution's editors and coordinators write, another
coordinator publishes, everybody reads.
"""

from django.db.models import Q, QuerySet

from commitments.organizations.access import COORDINATOR, EDITOR, organizations_of
from commitments.organizations.models import Membership
from ogp_portal.foundation.permissions.four_eyes import by_another
from ogp_portal.foundation.permissions.rights import Person, is_anonymous, nobody, rule
from transparency.publications.models import PublicationVersion
from transparency.publications.states import EDITABLE, PUBLIC_VERSION

LABEL = "transparency.publication"
VERSION = "transparency.publicationversion"
CHANNEL = "transparency.disseminationchannel"


def institutions(user: Person) -> QuerySet[Membership, int]:
    """Return the institutions that `user` may write for."""
    return organizations_of(user, EDITOR, COORDINATOR)


def writes(user: Person, path: str = "") -> Q:
    """Return the rows of publications (reached by `path`) of institutions that `user` edits or
    coordinates for.
    """
    return nobody() if is_anonymous(user) else Q(**{f"{path}organization__in": institutions(user)})


def coordinates(user: Person, path: str = "") -> Q:
    """Return the rows of publications of institutions that `user` coordinates for."""
    return (
        nobody()
        if is_anonymous(user)
        else Q(**{f"{path}organization__in": organizations_of(user, COORDINATOR)})
    )


def _public(path: str) -> Q:
    """Return the rows whose publication (at `path`) had some version published."""
    versions = PublicationVersion.objects.filter(state__in=PUBLIC_VERSION)
    return Q(**{f"{path}__in": versions.values("publication_id")})


@rule(LABEL, "view")
def view(user: Person) -> Q:
    """Everybody once a version was published; who writes it before."""
    public = _public("pk")
    return public if is_anonymous(user) else public | writes(user)


@rule(LABEL, "edit")
@rule(LABEL, "create")
@rule(LABEL, "write")
def edit(user: Person) -> Q:
    """Editors and coordinators of the institution."""
    return writes(user)


@rule(LABEL, "discard")
def discard(user: Person) -> Q:
    """Whoever writes for the institution deletes one begun by mistake, until a version is
    published.
    """
    return writes(user) & ~_public("pk")


@rule(VERSION, "view")
def view_version(user: Person) -> Q:
    """Everybody what was published, replaced and withdrawn ones too (of those, why); who writes it
    before.
    """
    public = Q(state__in=PUBLIC_VERSION)
    return public if is_anonymous(user) else public | writes(user, "publication__")


@rule(VERSION, "edit")
def edit_version(user: Person) -> Q:
    """Whoever writes for the institution, until it is sent to review."""
    return writes(user, "publication__") & Q(state__in=EDITABLE)


@rule(VERSION, "submit_publication")
def submit(user: Person) -> Q:
    """Whoever writes for the institution."""
    return writes(user, "publication__")


@rule(VERSION, "publish_publication")
@rule(VERSION, "return_publication")
def review(user: Person) -> Q:
    """A coordinator of the institution who did not write it."""
    return coordinates(user, "publication__") & by_another(user, VERSION, author="author")


@rule(VERSION, "withdraw_publication")
def withdraw(user: Person) -> Q:
    """Coordinators of the institution, saying why."""
    return coordinates(user, "publication__")


@rule(VERSION, "supersede_publication")
def supersede(user: Person) -> Q:
    """Nobody by hand: the next version does it."""
    return nobody()


@rule(CHANNEL, "view")
def view_channel(user: Person) -> Q:
    """Everybody, with the publication: also what was promised and not done."""
    public = _public("publication")
    return public if is_anonymous(user) else public | writes(user, "publication__")


@rule(CHANNEL, "edit")
@rule(CHANNEL, "record_diffusion")
def record(user: Person) -> Q:
    """Editors and coordinators of the institution, until it is recorded as done."""
    return writes(user, "publication__") & Q(done_on=None)


@rule(CHANNEL, "create")
def create_channel(user: Person) -> Q:
    """Editors and coordinators of the institution."""
    return writes(user, "publication__")
