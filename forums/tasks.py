"""Index: the tasks of this app. No code; a subject never imports it."""

from forums.drafts.tasks import forget_voices
from forums.proposals.tasks import forget
from forums.sessions.tasks import remind
from forums.surveys.tasks import forget_answers

__all__ = ["forget", "forget_answers", "forget_voices", "remind"]
