"""WHO may do what with amendments: four eyes, always."""

from django.db.models import Q

from commitments.amendments.states import OPEN, WRITABLE, AmendmentState
from commitments.plans import definitions
from commitments.plans.access import coordinates, edits
from commitments.plans.states import PUBLIC_PLAN, PlanState
from ogp_portal.foundation.permissions.four_eyes import by_another
from ogp_portal.foundation.permissions.rights import Person, is_anonymous, rule

LABEL = "commitments.amendment"


def _team(user: Person, path: str = "") -> Q:
    return edits(user, path=f"{path}commitment__") | _coordinators(user, path)


def _coordinators(user: Person, path: str = "") -> Q:
    plans = coordinates(user, path=f"{path}commitment__plan")
    return plans | coordinates(user, path=f"{path}plan")


def _public(path: str = "") -> Q:
    """Return those in force of what anybody sees."""
    seen = definitions.public(f"{path}commitment__") | Q(**{f"{path}plan__state__in": PUBLIC_PLAN})
    return Q(**{f"{path}state": AmendmentState.IN_FORCE}) & seen


def _running() -> Q:
    """Return those of a promise, or of a plan, that is being carried out."""
    return definitions.running("commitment__") | Q(plan__state=PlanState.IN_FORCE)


@rule(LABEL, "view")
def view_amendment(user: Person) -> Q:
    """Everybody sees those in force; the institution and the coordinators see the others."""
    return _public() if is_anonymous(user) else _public() | _team(user)


@rule("commitments.amendedfield", "view")
def view_amended_field(user: Person) -> Q:
    """What changes is seen with its amendment."""
    public = _public("amendment__")
    return public if is_anonymous(user) else public | _team(user, "amendment__")


@rule(LABEL, "edit")
@rule(LABEL, "submit_amendment")
def write_amendment(user: Person) -> Q:
    """The institution's editors and the plan's coordinators write that of a commitment, the
    coordinators that of the plan, while it is carried out.
    """
    return _team(user) & _running() & Q(state__in=WRITABLE)


@rule(LABEL, "discard_amendment")
def discard_amendment(user: Person) -> Q:
    """Whoever may write it may give it up while it is not in force."""
    return _team(user) & Q(state__in=OPEN)


@rule(LABEL, "approve_amendment")
@rule(LABEL, "return_amendment")
def review_amendment(user: Person) -> Q:
    """A coordinator of the plan reviews what is still running, never her own."""
    return _coordinators(user) & _running() & by_another(user, LABEL, author="author")
