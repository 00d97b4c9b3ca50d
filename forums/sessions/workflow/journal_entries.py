"""What sessions write in the journal: each act under its forum's plan, public once convened."""

from collections.abc import Mapping

from commitments.organizations.access import role_of
from forums.sessions.models import Session
from forums.sessions.states import SessionState
from ogp_portal.foundation.events import journal
from ogp_portal.models import User


def record_act(
    act: str,
    session: Session,
    *,
    by: User | None,
    reason: str = "",
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    is_public: bool | None = None,
    role: str = "",
) -> None:
    """Record an act on a session.

    Without `is_public` it is public unless the session is still a draft; without `by` the role must
    be given.
    """
    plan = session.forum.plan
    journal.record(
        act,
        session,
        role=role or (role_of(by) if by else "portal"),
        reason=reason,
        plan_slug=plan.slug if plan else "",
        before=before,
        after=after,
        is_public=session.state != SessionState.DRAFT if is_public is None else is_public,
    )
