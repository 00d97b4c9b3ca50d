"""Index: where Django finds the admin pages of this app. No code; a subject never imports it."""

from forums.bodies.admin import ForumAdmin, SeatAdmin
from forums.drafts.admin import ConsultationAdmin
from forums.process.admin import StageAdmin
from forums.proposals.admin import CallAdmin, ProposalAdmin, WorkingGroupAdmin
from forums.sessions.admin import SessionAdmin
from forums.surveys.admin import OfferAdmin, QuestionAdmin, SurveyAdmin

__all__ = [
    "CallAdmin",
    "ConsultationAdmin",
    "ForumAdmin",
    "OfferAdmin",
    "ProposalAdmin",
    "QuestionAdmin",
    "SeatAdmin",
    "SessionAdmin",
    "StageAdmin",
    "SurveyAdmin",
    "WorkingGroupAdmin",
]
