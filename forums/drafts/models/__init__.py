"""Tables of drafts and their consultations."""

from forums.drafts.models.comment import Comment, Concurrence
from forums.drafts.models.consultation import (
    Consultation,
    ConsultationDocument,
    ConsultationQuestion,
    Voice,
)
from forums.drafts.models.draft import Change, Draft, DraftVersion, Section
from forums.drafts.models.placement import Placement
from forums.drafts.models.response import Response

__all__ = [
    "Change",
    "Comment",
    "Concurrence",
    "Consultation",
    "ConsultationDocument",
    "ConsultationQuestion",
    "Draft",
    "DraftVersion",
    "Placement",
    "Response",
    "Section",
    "Voice",
]
