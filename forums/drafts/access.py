"""WHO writes drafts, who reads which version, who comments, who answers.

A draft kept for a forum is read by its seats alone.
"""

from django.db.models import Q

from commitments.plans.access import coordinates, edits
from commitments.plans.states import PUBLIC_PLAN
from forums.bodies.access import sits
from forums.drafts.states import (
    COMMENT,
    CONSULTATION,
    SHOWN,
    CommentState,
    ConsultationState,
    ResponseState,
)
from ogp_portal.foundation.permissions.four_eyes import by_another
from ogp_portal.foundation.permissions.rights import Person, is_anonymous, nobody, rule

BY_AUTHOR = {"withdraw_comment"}


def readable(user: Person, *, path: str = "") -> Q:
    """Return the rows of a draft (reached by `path` with its final `__`) that `user` may read: of
    public plans, not kept for a forum or for one's own.
    """
    free = Q(**{f"{path}plan__state__in": PUBLIC_PLAN}) & Q(**{f"{path}forum": None})
    if is_anonymous(user):
        return free
    return free | sits(user, path=f"{path}forum__") | _team(user, path=path)


def _team(user: Person, *, path: str = "") -> Q:
    return coordinates(user, path=f"{path}plan") | edits(user, path=f"{path}commitment__")


@rule("forums.draft", "view")
def view_draft(user: Person) -> Q:
    """Whoever may read it, once a version was published; its team before."""
    published = readable(user) & Q(latest_number__gte=1)
    return published if is_anonymous(user) else published | _team(user)


@rule("forums.draft", "write")
def write_draft(user: Person) -> Q:
    """The plan's coordinators and the editors of the institution responsible for the commitment,
    until it is adopted.
    """
    return nobody() if is_anonymous(user) else _team(user) & Q(adopted=None)


@rule("forums.draft", "run")
@rule("forums.draft", "create")
@rule("forums.draft", "publish_version")
def run_draft(user: Person) -> Q:
    """The plan's coordinators."""
    return coordinates(user, path="plan")


@rule("forums.draft", "adopt_version")
def adopt_version(user: Person) -> Q:
    """A coordinator of the plan who wrote no part of it."""
    return coordinates(user, path="plan") & by_another(user, "forums.draft")


@rule("forums.draftversion", "view")
def view_version(user: Person) -> Q:
    """Published versions: whoever may read the draft; the one being written: who writes it."""
    published = readable(user, path="draft__") & Q(number__isnull=False)
    return published if is_anonymous(user) else published | _team(user, path="draft__")


@rule("forums.section", "view")
@rule("forums.change", "view")
@rule("forums.placement", "view")
def view_part_of_version(user: Person) -> Q:
    """The parts of a version are read with it."""
    return readable(user, path="version__draft__") & Q(version__number__isnull=False)


@rule("forums.consultation", "view")
def view_consultation(user: Person) -> Q:
    """Whoever may read its version, once it is announced; the plan's coordinators before."""
    shown = readable(user, path="version__draft__") & Q(state__in=SHOWN)
    return shown if is_anonymous(user) else shown | coordinates(user, path="version__draft__plan")


@rule("forums.consultationquestion", "view")
@rule("forums.consultationdocument", "view")
def view_part_of_consultation(user: Person) -> Q:
    """Questions and papers are read with their consultation."""
    shown = readable(user, path="consultation__version__draft__") & Q(consultation__state__in=SHOWN)
    return shown | coordinates(user, path="consultation__version__draft__plan")


@rule("forums.consultation", "discard")
def discard_consultation(user: Person) -> Q:
    """The plan's coordinators delete one begun by mistake, until it is announced."""
    return coordinates(user, path="version__draft__plan") & Q(state=ConsultationState.DRAFT)


@rule("forums.consultation", "comment")
def comment(user: Person) -> Q:
    """Any account, where the text is public; the seats of its forum where it is kept for them.

    The window is asked of the database's clock.
    """
    if is_anonymous(user):
        return nobody()
    free = Q(version__draft__forum=None, version__draft__plan__state__in=PUBLIC_PLAN)
    return (free | sits(user, path="version__draft__forum__")) & Q(
        state=ConsultationState.ANNOUNCED
    )


@rule("forums.consultation", "edit")
@rule("forums.consultation", "create")
@rule("forums.consultation", "run")
@rule("forums.consultation", "respond")
def run_consultation(user: Person) -> Q:
    """The coordinators of the plan's consortium."""
    return coordinates(user, path="version__draft__plan")


for _act in sorted(CONSULTATION.acts):
    rule("forums.consultation", _act)(run_consultation)


@rule("forums.comment", "view")
def view_comment(user: Person) -> Q:
    """Comments are seen with their consultation: of those hidden or withdrawn, that they were and
    why, never the text.
    """
    shown = readable(user, path="consultation__version__draft__") & Q(consultation__state__in=SHOWN)
    return shown | coordinates(user, path="consultation__version__draft__plan")


@rule("forums.comment", "edit")
@rule("forums.comment", "appeal")
@rule("forums.comment", "withdraw_comment")
def own_comment(user: Person) -> Q:
    """Who wrote it."""
    return nobody() if is_anonymous(user) else Q(voice__user_id=user.pk)


@rule("forums.comment", "concur")
def concur(user: Person) -> Q:
    """Whoever may comment, with what others wrote and everybody reads, while comments are taken."""
    if is_anonymous(user):
        return nobody()
    free = Q(
        consultation__version__draft__forum=None,
        consultation__version__draft__plan__state__in=PUBLIC_PLAN,
    )
    may = free | sits(user, path="consultation__version__draft__forum__")
    return (
        may
        & Q(consultation__state=ConsultationState.ANNOUNCED, state=CommentState.PUBLISHED)
        & ~Q(voice__user_id=user.pk)
    )


@rule("forums.comment", "moderate")
@rule("forums.comment", "respond")
def moderate(user: Person) -> Q:
    """The coordinators of the plan's consortium."""
    return coordinates(user, path="consultation__version__draft__plan")


for _act in sorted(COMMENT.acts - BY_AUTHOR):
    rule("forums.comment", _act)(moderate)


@rule("forums.response", "view")
def view_response(user: Person) -> Q:
    """Approved ones are read with their consultation; the others by the plan's coordinators."""
    shown = readable(user, path="consultation__version__draft__") & Q(state=ResponseState.APPROVED)
    return shown | coordinates(user, path="consultation__version__draft__plan")


@rule("forums.response", "edit")
def edit_response(user: Person) -> Q:
    """The plan's coordinators, until it is approved."""
    return coordinates(user, path="consultation__version__draft__plan") & Q(
        state=ResponseState.DRAFT
    )


@rule("forums.response", "link")
def link_response(user: Person) -> Q:
    """The plan's coordinators say which changes it caused."""
    return coordinates(user, path="consultation__version__draft__plan")


@rule("forums.response", "approve_response")
def approve_response(user: Person) -> Q:
    """Another coordinator of the plan: nobody approves one's own."""
    return coordinates(user, path="consultation__version__draft__plan") & by_another(
        user, "forums.response", author="written_by"
    )


@rule("forums.voice", "view")
def view_voice(user: Person) -> Q:
    """Each account its own; the public sees a number."""
    return nobody() if is_anonymous(user) else Q(user_id=user.pk)


@rule("forums.concurrence", "view")
def view_concurrence(user: Person) -> Q:
    """Each account its own; the public sees how many."""
    return nobody() if is_anonymous(user) else Q(user_id=user.pk)
