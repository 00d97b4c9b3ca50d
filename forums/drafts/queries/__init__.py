"""What the pages of drafts ask of the database, each in a bounded number of queries whatever the
number of comments.
"""

from forums.drafts.queries.answering import VIEWS, room
from forums.drafts.queries.consulting import Question, comments_of, due_on, report_of, text_of
from forums.drafts.queries.path import path_to
from forums.drafts.queries.versions import (
    compared,
    consultations_of,
    numbers,
    version_page,
    versions_of,
)

__all__ = [
    "VIEWS",
    "Question",
    "comments_of",
    "compared",
    "consultations_of",
    "due_on",
    "numbers",
    "path_to",
    "report_of",
    "room",
    "text_of",
    "version_page",
    "versions_of",
]
