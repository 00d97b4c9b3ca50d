"""The monthly report on paper, from its snapshot alone, and the data inside it."""

from transparency.reports.documents.changes import (
    Printable,
    against,
    balance,
    changes,
    differences,
    indicators,
)
from transparency.reports.documents.printing import Segment, bars, context, html
from transparency.reports.documents.sheets import attachments

__all__ = [
    "Printable",
    "Segment",
    "against",
    "attachments",
    "balance",
    "bars",
    "changes",
    "context",
    "differences",
    "html",
    "indicators",
]
