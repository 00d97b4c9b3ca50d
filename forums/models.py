"""Index: where Django finds the tables of this app. No code; a subject never imports it."""

from forums.bodies.models import Alliance, Forum, Seat
from forums.drafts.models import (
    Change,
    Comment,
    Concurrence,
    Consultation,
    ConsultationDocument,
    ConsultationQuestion,
    Draft,
    DraftVersion,
    Placement,
    Response,
    Section,
    Voice,
)
from forums.process.models import Stage, StageEvidence
from forums.proposals.models import Attachment, Call, GroupHeadcount, Lineage, Origin, Proposal, Support, WorkingGroup
from forums.sessions.models import (
    AgendaItem,
    Agreement,
    Attendance,
    Ballot,
    BallotOption,
    Confirmation,
    FollowUp,
    Minutes,
    Observation,
    Paper,
    Session,
    SessionHeadcount,
    Turn,
    Vote,
)
from forums.surveys.models import Answer, Choice, OfferOfHelp, Question, Respondent, Result, Sheet, Survey

__all__ = [
    "AgendaItem", "Agreement", "Alliance", "Answer", "Attachment", "Attendance", "Ballot", "BallotOption", "Call", "Change", "Choice", "Comment",
    "Concurrence", "Confirmation", "Consultation", "ConsultationDocument", "ConsultationQuestion", "Draft", "DraftVersion", "FollowUp", "Forum",
    "GroupHeadcount", "Lineage", "Minutes", "Observation", "OfferOfHelp", "Origin", "Paper", "Placement", "Proposal", "Question", "Respondent",
    "Response", "Result", "Seat", "Section", "Session", "SessionHeadcount", "Sheet", "Stage", "StageEvidence", "Support", "Survey", "Turn",
    "Voice", "Vote", "WorkingGroup",
]  # fmt: skip
