"""What the pages of participation ask of the database, each in a bounded number of queries."""

from forums.participation.queries.figures import figures
from forums.participation.queries.opportunities import closed_lately, open_today
from forums.participation.queries.outcomes import outcomes_of
from forums.participation.queries.process import process_of, stages_today

__all__ = [
    "closed_lately",
    "figures",
    "open_today",
    "outcomes_of",
    "process_of",
    "stages_today",
]
