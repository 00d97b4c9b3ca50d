"""What surveys write in the journal: each act under its plan."""

from collections.abc import Mapping

from commitments.organizations.access import role_of
from forums.surveys.models import Survey
from ogp_portal.foundation.events import journal
from ogp_portal.models import User


def record_act(
    act: str,
    survey: Survey,
    *,
    by: User,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    is_public: bool = True,
) -> None:
    """Record an act on a survey; public unless told otherwise."""
    journal.record(
        act,
        survey,
        role=role_of(by),
        plan_slug=survey.plan.slug,
        before=before,
        after=after,
        is_public=is_public,
    )
