"""Drafts, their versions and changes, consultations, comments with their anchors, and reasoned
responses as published data. Nobody is named.
"""

from forums.drafts.datasets.comment import COMMENT_PLACEMENTS, COMMENTS
from forums.drafts.datasets.consultation import CONSULTATION_QUESTIONS, CONSULTATIONS
from forums.drafts.datasets.draft import DRAFT_CHANGES, DRAFT_SECTIONS, DRAFT_VERSIONS, DRAFTS
from forums.drafts.datasets.response import RESPONSES

__all__ = [
    "COMMENTS",
    "COMMENT_PLACEMENTS",
    "CONSULTATIONS",
    "CONSULTATION_QUESTIONS",
    "DRAFTS",
    "DRAFT_CHANGES",
    "DRAFT_SECTIONS",
    "DRAFT_VERSIONS",
    "RESPONSES",
]
