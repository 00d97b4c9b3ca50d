"""Following without an account: Atom feeds of public acts, and calendars of dates."""

from transparency.feeds.views.calendar_page import calendar_page
from transparency.feeds.views.calendars import (
    call_calendar,
    commitment_calendar,
    commitments_calendar,
    consultation_calendar,
    forum_calendar,
    institution_calendar,
    plan_calendar,
    portal_calendar,
    survey_calendar,
    taking_part_calendar,
)
from transparency.feeds.views.changes import (
    Openings,
    PortalChanges,
    ReportsIssued,
    TopicChanges,
)
from transparency.feeds.views.delays import Delays
from transparency.feeds.views.lists import (
    COMMITMENTS,
    FINDINGS,
    INQUIRIES,
    PROPOSALS,
    PUBLICATIONS,
    ListChanges,
)
from transparency.feeds.views.search import SearchChanges

__all__ = [
    "COMMITMENTS",
    "FINDINGS",
    "INQUIRIES",
    "PROPOSALS",
    "PUBLICATIONS",
    "Delays",
    "ListChanges",
    "Openings",
    "PortalChanges",
    "ReportsIssued",
    "SearchChanges",
    "TopicChanges",
    "calendar_page",
    "call_calendar",
    "commitment_calendar",
    "commitments_calendar",
    "consultation_calendar",
    "forum_calendar",
    "institution_calendar",
    "plan_calendar",
    "portal_calendar",
    "survey_calendar",
    "taking_part_calendar",
]
