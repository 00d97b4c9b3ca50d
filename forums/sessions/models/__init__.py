"""Sessions and what comes of them."""

from forums.sessions.models.agreement import Agreement, FollowUp
from forums.sessions.models.ballot import Ballot, BallotOption, Turn, Vote
from forums.sessions.models.minutes import Confirmation, Minutes, Observation
from forums.sessions.models.session import AgendaItem, Attendance, Paper, Session, SessionHeadcount

__all__ = [
    "AgendaItem",
    "Agreement",
    "Attendance",
    "Ballot",
    "BallotOption",
    "Confirmation",
    "FollowUp",
    "Minutes",
    "Observation",
    "Paper",
    "Session",
    "SessionHeadcount",
    "Turn",
    "Vote",
]
