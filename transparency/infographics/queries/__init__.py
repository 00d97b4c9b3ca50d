"""What the pictures and their pages ask: the cards of things, the gallery, earlier editions."""

from transparency.infographics.queries.cards import (
    EVERYBODY,
    commitment_card,
    commitment_rows,
    find_card,
    month_card,
    plan_card,
    plan_cards,
    session_card,
    sheet_card,
)
from transparency.infographics.queries.gallery import Question, editions, gallery

__all__ = [
    "EVERYBODY",
    "Question",
    "commitment_card",
    "commitment_rows",
    "editions",
    "find_card",
    "gallery",
    "month_card",
    "plan_card",
    "plan_cards",
    "session_card",
    "sheet_card",
]
