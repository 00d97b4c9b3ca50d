"""The public pages of forums and sessions, and the page where a session is run and voted."""

from forums.sessions.views.forum import forum_detail, forum_list
from forums.sessions.views.session import minutes_pdf, paper_file, session_calendar, session_detail
from forums.sessions.views.workspace import session_workspace

__all__ = [
    "forum_detail",
    "forum_list",
    "minutes_pdf",
    "paper_file",
    "session_calendar",
    "session_detail",
    "session_workspace",
]
