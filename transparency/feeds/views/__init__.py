"""Following without an account: Atom feeds of public acts, and calendars of dates."""

from transparency.feeds.views.calendars import (
    commitment_calendar,
    forum_calendar,
    institution_calendar,
    plan_calendar,
    portal_calendar,
)
from transparency.feeds.views.changes import (
    Openings,
    PortalChanges,
    ProposalChanges,
    ReportsIssued,
    TopicChanges,
)

__all__ = [
    "Openings",
    "PortalChanges",
    "ProposalChanges",
    "ReportsIssued",
    "TopicChanges",
    "commitment_calendar",
    "forum_calendar",
    "institution_calendar",
    "plan_calendar",
    "portal_calendar",
]
