"""What the pages of drafts ask of the database, each in a bounded number of queries whatever the
number of comments.
"""

from forums.drafts.queries.consultation import (
    READS,
    Question,
    comments_of,
    due_on,
    report_of,
    text_of,
)
from forums.drafts.queries.path import path_to
from forums.drafts.queries.versions import (
    Compared,
    Part,
    Row,
    compared,
    consultations_of,
    numbers,
    version_page,
    versions_of,
)
from forums.drafts.queries.workspace import VIEWS, consultation_workspace

__all__ = [
    "READS",
    "VIEWS",
    "Compared",
    "Part",
    "Question",
    "Row",
    "comments_of",
    "compared",
    "consultation_workspace",
    "consultations_of",
    "due_on",
    "numbers",
    "path_to",
    "report_of",
    "text_of",
    "version_page",
    "versions_of",
]
