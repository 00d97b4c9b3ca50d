"""Everything of the forums in a state: one name for tests (`made.session(cast, "held")`)."""

from tests.factories.drafts import (
    TEXTS,
    close_consultation,
    comment,
    consultation,
    draft,
    publish,
    response,
)
from tests.factories.proposals import (
    DAY,
    WEEK,
    call,
    close,
    confirmation_code,
    group,
    offer,
    photograph,
    proposal,
    survey,
    words,
)
from tests.factories.sessions import (
    attend,
    ballot,
    begin,
    minutes,
    session,
    vote,
)

__all__ = [
    "DAY",
    "TEXTS",
    "WEEK",
    "attend",
    "ballot",
    "begin",
    "call",
    "close",
    "close_consultation",
    "comment",
    "confirmation_code",
    "consultation",
    "draft",
    "group",
    "minutes",
    "offer",
    "photograph",
    "proposal",
    "publish",
    "response",
    "session",
    "survey",
    "vote",
    "words",
]
