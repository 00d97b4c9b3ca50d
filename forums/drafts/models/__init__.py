"""Tables of drafts and their consultations."""

from forums.drafts.models.comment import Comment, Concurrence, Placement, Response
from forums.drafts.models.consultation import (
    Consultation,
    ConsultationDocument,
    ConsultationQuestion,
    Voice,
)
from forums.drafts.models.draft import Change, Draft, DraftVersion, Section

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
