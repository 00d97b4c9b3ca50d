"""Drafts, their versions and changes, consultations, comments with their anchors, and reasoned
responses as published data. Nobody is named.
"""

from forums.drafts.datasets import comments, texts

__all__ = ["comments", "texts"]
