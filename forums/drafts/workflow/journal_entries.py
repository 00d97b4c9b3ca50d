"""What drafts write in the journal: each act on its draft or its consultation, public
once that is.
"""

from collections.abc import Mapping

from commitments.organizations.access import role_of
from forums.drafts.models import Consultation, Draft
from forums.drafts.states import SHOWN
from ogp_portal.foundation.events import journal
from ogp_portal.models import User


def record_draft_act(
    act: str,
    draft: Draft,
    *,
    by: User,
    reason: str = "",
    after: Mapping[str, object] | None = None,
    is_public: bool = True,
) -> None:
    """Record an act on a draft; one kept for a forum is not public."""
    journal.record(
        act,
        draft,
        role=role_of(by),
        reason=reason,
        plan_slug=draft.plan.slug,
        after=after,
        is_public=is_public and draft.forum_id is None,
    )


def record_consultation_act(
    act: str,
    consultation: Consultation,
    *,
    by: User,
    reason: str = "",
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    is_public: bool = True,
) -> None:
    """Record an act on a consultation; while it is prepared, or kept for a forum, it is
    not public.
    """
    draft = consultation.version.draft
    journal.record(
        act,
        consultation,
        role=role_of(by),
        reason=reason,
        plan_slug=draft.plan.slug,
        before=before,
        after=after,
        is_public=is_public and draft.forum_id is None and consultation.state in SHOWN,
    )
