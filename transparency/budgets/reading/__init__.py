"""From an accounting file to a balance: the columns matched, every cell checked, what is wrong told
by row and column. Nothing is written here.

A file is one month (or year) of one side of one institution's accounts. Layouts whose titles say
what they are need no mapping; others are read with a mapping file, in TOML: `[columns]` "their
title" = "our name", and `[file]` with what the columns do not say.
"""

from transparency.budgets.reading.balance import LIMITS, Balance, read
from transparency.budgets.reading.columns import normalize
from transparency.budgets.reading.mapping import Mapping, read_mapping
from transparency.budgets.reading.problems import MOST_PROBLEMS, Problem
from transparency.budgets.reading.table import MEASURES

__all__ = [
    "LIMITS",
    "MEASURES",
    "MOST_PROBLEMS",
    "Balance",
    "Mapping",
    "Problem",
    "normalize",
    "read",
    "read_mapping",
]
