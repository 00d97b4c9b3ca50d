"""Index: where Django finds the tables of this app. No code; a subject never imports it."""

from forums.process.models import Stage

__all__ = ["Stage"]
