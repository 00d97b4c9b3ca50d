"""WHO asks and objects, who looks at it, who prepares the answer and who approves it: never one
person alone.
"""

from django.db.models import Q

from commitments.inquiries.states import (
    LISTED,
    READABLE,
    InquiryState,
)
from commitments.plans import definitions
from commitments.plans.access import coordinates, edits
from commitments.plans.states import MilestoneState
from ogp_portal.foundation.permissions.four_eyes import by_another
from ogp_portal.foundation.permissions.rights import Person, is_anonymous, nobody, rule

LABEL = "commitments.inquiry"


@rule("commitments.commitment", "ask")
def ask(user: Person) -> Q:
    """Everybody, account or not, about whatever is public in a plan that somebody runs: nobody
    answers for a historical one.
    """
    return definitions.public() & ~definitions.withdrawn() & Q(plan__is_historical=False)


@rule("commitments.milestone", "challenge")
def challenge(user: Person) -> Q:
    """Everybody, account or not: a milestone of a published commitment that is said to
    be complete.
    """
    return Q(
        definitions.promised("commitment__"),
        state=MilestoneState.COMPLETE,
        commitment__plan__is_historical=False,
    )


@rule(LABEL, "view")
def view_inquiry(user: Person) -> Q:
    """Everybody once it was looked at; the institution and the plan's coordinators before."""
    public = Q(state__in=LISTED)
    return (
        public
        if is_anonymous(user)
        else public | edits(user, path="commitment__") | coordinates(user, path="commitment__plan")
    )


@rule(LABEL, "publish_inquiry")
@rule(LABEL, "refuse_inquiry")
def moderate(user: Person) -> Q:
    """Coordinators of the plan's consortium look at it, by the published rules."""
    return coordinates(user, path="commitment__plan")


@rule(LABEL, "prepare_answer")
def prepare_answer(user: Person) -> Q:
    """The responsible institution's editors and the plan's coordinators write the answer."""
    return (edits(user, path="commitment__") | coordinates(user, path="commitment__plan")) & Q(
        state=InquiryState.PUBLISHED
    )


def decide(user: Person) -> Q:
    """A coordinator of the plan who did not write it approves the answer, or gives it back."""
    return (
        coordinates(user, path="commitment__plan")
        & Q(prepared_by__isnull=False)
        & by_another(user, LABEL, author="prepared_by")
    )


for _act in ("answer", "uphold", "uphold_in_part", "dismiss"):
    rule(LABEL, _act)(decide)


@rule(LABEL, "return_answer")
def return_answer(user: Person) -> Q:
    """Whoever may approve the answer may give it back instead, until it is published."""
    return decide(user) & Q(state=InquiryState.PUBLISHED)


@rule(LABEL, "withdraw_inquiry")
def withdraw(user: Person) -> Q:
    """Nobody by role: whoever has the code of its author."""
    return nobody()


@rule("commitments.inquiryfile", "view")
def view_file(user: Person) -> Q:
    """Everybody, with the text it belongs to; the institution and the coordinators before."""
    public = Q(inquiry__state__in=READABLE)
    if is_anonymous(user):
        return public
    return (
        public
        | edits(user, path="inquiry__commitment__")
        | coordinates(user, path="inquiry__commitment__plan")
    )
