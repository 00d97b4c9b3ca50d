"""WHO may do what with plans, commitments and milestones. WHEN comes from the state machines."""

from collections.abc import Callable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import (
    COORDINATOR,
    EDITOR,
    OVERSEER,
    coordinators,
    organizations_of,
)
from commitments.plans import definitions
from commitments.plans.models import PlanMember
from commitments.plans.states import (
    BEING_MADE,
    COMMITMENT,
    PLAN,
    PUBLIC_PLAN,
    UNPUBLISHED,
    WRITTEN_PLAN,
    CommitmentState,
    PlanState,
)
from ogp_portal.foundation.permissions.four_eyes import by_another
from ogp_portal.foundation.permissions.rights import (
    Person,
    administrators,
    everybody,
    is_anonymous,
    nobody,
    rule,
)

TEAM_ALONE = _("El equipo del plan; nunca el público.")  # who sees what names the team
CONSORTIUM = (PlanMember.Part.LEAD, PlanMember.Part.MEMBER)


def coordinates(user: Person, *, path: str = "") -> Q:
    """Return the rows whose plan (reached by `path`, "" for the plan itself) has a consortium
    `user` coordinates.
    """
    if is_anonymous(user):
        return nobody()
    plans = PlanMember.objects.filter(
        part__in=CONSORTIUM, organization__in=organizations_of(user, COORDINATOR)
    ).values("plan_id")
    return Q(**{f"{path}pk__in" if not path else f"{path}_id__in": plans})


def edits(user: Person, *, path: str = "") -> Q:
    """Return the rows whose commitment is answered for by an organization `user` edits for."""
    if is_anonymous(user):
        return nobody()
    mine = organizations_of(user, EDITOR)
    return Q(**{f"{path}responsible_id__in": mine}) | Q(**{f"{path}implementer_id__in": mine})


def _amendable(path: str = "") -> Q:
    """Return what still changes: running promises of plans that are not historical."""
    return definitions.running(path) & Q(**{f"{path}plan__is_historical": False})


def _everywhere(
    label: str, acts: tuple[str, ...]
) -> Callable[[Callable[[Person], Q]], Callable[[Person], Q]]:
    def register(function: Callable[[Person], Q]) -> Callable[[Person], Q]:
        for act in acts:
            rule(label, act)(function)
        return function

    return register


@rule("commitments.plan", "view")
def view_plan(user: Person) -> Q:
    """Everybody sees a plan once its co-creation opens; its consortium's coordinators see it
    before.
    """
    return Q(state__in=PUBLIC_PLAN) | coordinates(user)


@_everywhere("commitments.plan", tuple(sorted(PLAN.acts - {"end"})))
def run_plan(user: Person) -> Q:
    """Coordinators of the consortium run the plan."""
    return coordinates(user)


@rule("commitments.plan", "end")
def end_plan(user: Person) -> Q:
    """Nobody: a plan ends by its date."""
    return nobody()


@rule("commitments.plan", "edit")
def edit_plan(user: Person) -> Q:
    """Coordinators edit it while it is being made; in force it changes by an amendment, and what
    ended stays as it was.
    """
    return coordinates(user) & Q(state__in=BEING_MADE, is_historical=False)


@rule("commitments.plan", "amend")
def amend_plan(user: Person) -> Q:
    """Coordinators write what changes of a plan in force; another one puts it in force."""
    return coordinates(user) & Q(state=PlanState.IN_FORCE, is_historical=False)


@rule("commitments.plan", "discard")
def discard_plan(user: Person) -> Q:
    """Coordinators delete a plan begun by mistake, until its co-creation opens."""
    return coordinates(user) & Q(state=PlanState.PREPARING, is_historical=False)


@rule("commitments.plan", "register_total")
@rule("commitments.plan", "import_commitments")
def import_commitments(user: Person) -> Q:
    """Coordinators keep what sources state, and load drafts, while texts are being made."""
    return coordinates(user) & Q(state__in=WRITTEN_PLAN, is_historical=False)


@rule("commitments.plan", "run")
@rule("commitments.plan", "create")
@rule("commitments.plan", "copy")
def create_plan(user: Person) -> Q:
    """Coordinators find the plans they run among their work; whoever coordinates for some
    organization may begin one of it, anew or as a copy of one she runs, whatever its state.
    """
    return coordinates(user)


@rule("commitments.plan", "add_commitment")
def add_commitment(user: Person) -> Q:
    """Coordinators, and editors of a member of the consortium, draft commitments while texts are
    being made.
    """
    if is_anonymous(user):
        return nobody()
    member = PlanMember.objects.filter(
        part__in=CONSORTIUM, organization__in=organizations_of(user, EDITOR)
    ).values("plan_id")
    return (coordinates(user) | Q(pk__in=member)) & Q(state__in=WRITTEN_PLAN, is_historical=False)


@rule("commitments.commitment", "view")
def view_commitment(user: Person) -> Q:
    """Everybody sees the public ones; drafts are seen by who writes and who reviews them."""
    if is_anonymous(user):
        return definitions.public()
    return definitions.public() | edits(user) | coordinates(user, path="plan")


@rule("commitments.commitment", "work_on")
def work_on_commitment(user: Person) -> Q:
    """Editors of the institution and coordinators of the plan find it among their work, whatever
    its state.
    """
    return edits(user) | coordinates(user, path="plan")


@rule("commitments.commitment", "forget_contact")
def forget_contact(user: Person) -> Q:
    """Editors of the institution and coordinators of the plan erase who is no longer in the post,
    whatever the state of the commitment, historical or not.
    """
    return work_on_commitment(user)


@rule("commitments.commitment", "create")
def create_commitment(user: Person) -> Q:
    """Editors and coordinators begin drafts; which plan takes them is asked of the plan."""
    return work_on_commitment(user)


@rule("commitments.commitment", "oversee")
def oversee_commitment(user: Person) -> Q:
    """An authority sees at a glance what is public of the plans of its institution's consortium and
    of what its institution answers for.
    """
    if is_anonymous(user):
        return nobody()
    mine = organizations_of(user, OVERSEER)
    plans = PlanMember.objects.filter(part__in=CONSORTIUM, organization__in=mine)
    answers = Q(responsible_id__in=mine) | Q(implementer_id__in=mine)
    return definitions.public() & (Q(plan_id__in=plans.values("plan_id")) | answers)


@rule("commitments.milestone", "work_on")
def work_on_milestone(user: Person) -> Q:
    """Milestones are found among the work of whoever works on their commitment."""
    return edits(user, path="commitment__") | coordinates(user, path="commitment__plan")


@_everywhere("commitments.commitment", ("edit", "submit_for_review"))
def edit_commitment(user: Person) -> Q:
    """The responsible institution's editor and the plan's coordinators write the text until it is
    published.
    """
    return (edits(user) | coordinates(user, path="plan")) & Q(state__in=UNPUBLISHED)


@rule("commitments.commitment", "discard")
def discard_commitment(user: Person) -> Q:
    """Coordinators delete a text begun by mistake that was never shown in public; editors of the
    institution while they still write it.
    """
    unseen = Q(state__in=UNPUBLISHED, is_proposed=False, plan__is_historical=False)
    written = edits(user) & Q(state=CommitmentState.DRAFT)
    return (coordinates(user, path="plan") | written) & unseen


@_everywhere(
    "commitments.commitment", tuple(sorted(COMMITMENT.acts - {"submit_for_review", "publish"}))
)
def run_commitment(user: Person) -> Q:
    """Coordinators return, close and withdraw."""
    return coordinates(user, path="plan")


@rule("commitments.commitment", "publish")
def publish_commitment(user: Person) -> Q:
    """A coordinator of the plan who wrote no part of it publishes."""
    return coordinates(user, path="plan") & by_another(user, "commitments.commitment")


@rule("commitments.commitment", "propose")
def propose_commitment(user: Person) -> Q:
    """Coordinators show a draft in public, once, while its plan is being co-created."""
    return coordinates(user, path="plan") & Q(
        state=CommitmentState.DRAFT, is_proposed=False, plan__state=PlanState.CO_CREATION
    )


@rule("commitments.commitment", "amend")
@rule("commitments.commitment", "change_contact")
def amend_commitment(user: Person) -> Q:
    """The institution's editors and the plan's coordinators say who answers for a published
    commitment, and write what changes of it; another coordinator puts that in force.
    """
    return work_on_commitment(user) & _amendable()


@rule("commitments.commitment", "report_progress")
def report_progress(user: Person) -> Q:
    """The responsible institution's editor reports on what is published and still running."""
    return edits(user) & _amendable()


@rule("commitments.contact", "view")
def view_contact(user: Person) -> Q:
    """Name, e-mail and phone only for the responsible institution and the plan's coordinators; the
    post is public.
    """
    if is_anonymous(user):
        return nobody()
    return edits(user, path="commitment__") | coordinates(user, path="commitment__plan")


@rule("commitments.milestone", "view")
@rule("commitments.actor", "view")
@rule("commitments.commitmentversion", "view")
def view_part_of_commitment(user: Person) -> Q:
    """The parts of a commitment are seen with it."""
    if is_anonymous(user):
        return definitions.public("commitment__")
    return (
        definitions.public("commitment__")
        | edits(user, path="commitment__")
        | coordinates(user, path="commitment__plan")
    )


@_everywhere("commitments.milestone", ("cancel", "reopen"))
def run_milestone(user: Person) -> Q:
    """Coordinators cancel and correct what was published."""
    return coordinates(user, path="commitment__plan") & _amendable("commitment__")


@rule("commitments.milestone", "reschedule")
def reschedule(user: Person) -> Q:
    """Coordinators move the date of what is still to be done."""
    return run_milestone(user) & definitions.open_milestones()


@_everywhere("commitments.milestone", ("begin", "complete"))
def advance_milestone(user: Person) -> Q:
    """Nobody by hand: progress comes only from an approved update."""
    return nobody()


@rule("commitments.milestone", "edit")
def edit_milestone(user: Person) -> Q:
    """Milestones are written with their commitment's text, until it is published."""
    return (edits(user, path="commitment__") | coordinates(user, path="commitment__plan")) & Q(
        commitment__state__in=UNPUBLISHED
    )


@rule("commitments.theme", "view")
@rule("commitments.value", "view")
@rule("commitments.policyarea", "view")
def view_vocabulary(user: Person) -> Q:
    """Everybody sees the words commitments are classified by."""
    return everybody()


@rule("commitments.theme", "edit")
@rule("commitments.theme", "create")
@rule("commitments.policyarea", "edit")
@rule("commitments.policyarea", "create")
def keep_words(user: Person) -> Q:
    """Whoever coordinates adds the words that her commitments need, as administrators do."""
    return administrators(user) | coordinators(user)


@rule("commitments.value", "edit")
@rule("commitments.value", "create")
@rule("commitments.sourcedocument", "edit")
@rule("commitments.sourcedocument", "create")
def keep_vocabulary(user: Person) -> Q:
    """Administrators keep the lists of others (the values, the source documents), which serve every
    plan.
    """
    return administrators(user)


@rule("commitments.axis", "view")
@rule("commitments.publishedtotal", "view")
@rule("commitments.planmember", "view")
def view_part_of_plan(user: Person) -> Q:
    """The parts of a plan are seen with it."""
    return Q(plan__state__in=PUBLIC_PLAN) | coordinates(user, path="plan")


@rule("commitments.reschedule", "view")
@rule("commitments.reopening", "view")
def view_reschedule(user: Person) -> Q:
    """A date that moved and a completion taken back are public: both happen after publication."""
    return everybody()
