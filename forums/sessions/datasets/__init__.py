"""Sessions and what comes of them, as published data. Who holds a seat is nowhere in it."""

from forums.sessions.datasets.agreement import AGREEMENT_FOLLOW_UPS, AGREEMENTS
from forums.sessions.datasets.ballot import BALLOT_OPTIONS, BALLOTS, VOTES
from forums.sessions.datasets.minutes import MINUTES, MINUTES_OBSERVATIONS
from forums.sessions.datasets.session import (
    AGENDA_ITEMS,
    ATTENDANCES,
    SESSION_HEADCOUNTS,
    SESSION_PAPERS,
    SESSIONS,
)

__all__ = [
    "AGENDA_ITEMS",
    "AGREEMENTS",
    "AGREEMENT_FOLLOW_UPS",
    "ATTENDANCES",
    "BALLOTS",
    "BALLOT_OPTIONS",
    "MINUTES",
    "MINUTES_OBSERVATIONS",
    "SESSIONS",
    "SESSION_HEADCOUNTS",
    "SESSION_PAPERS",
    "VOTES",
]
