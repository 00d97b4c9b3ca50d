"""Index: the tasks of this app. No code; a subject never imports it."""

from forums.proposals.tasks import forget
from forums.sessions.tasks import remind

__all__ = ["forget", "remind"]
