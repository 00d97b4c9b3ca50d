"""A card in words, in the language in force: its state, its figure, who answers, the text
alternative and the plain text. Values in, values out.
"""

from transparency.infographics.wording.describing import describe, plain_text
from transparency.infographics.wording.words import (
    COLOURS,
    LEVEL_COLOURS,
    STEP_WORDS,
    Bar,
    Words,
    level_word,
)

__all__ = [
    "COLOURS",
    "LEVEL_COLOURS",
    "STEP_WORDS",
    "Bar",
    "Words",
    "describe",
    "level_word",
    "plain_text",
]
