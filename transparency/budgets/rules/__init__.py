"""The rules of integrity, and the boundaries by which a finding is graded.

Each rule is one SQL sentence over the lines of the current accounts of a programme and year. It
gives: period, against, account, measure, unit, expected, found, difference in pesos, and whether
rounding alone explains it. In all of them `found` is what the source says, and `expected` what the
rest of its accounts asks that figure to be (at most, at least or exactly); both are in `unit`: CLP,
% for a percentage, nothing for a number of times or of a month. Tolerances are part of each rule
and stand in its text, which the page of findings shows. Nothing here reads a clock or a setting.
"""

from transparency.budgets.rules.accounts import R6
from transparency.budgets.rules.amounts import R2, R3, R5
from transparency.budgets.rules.definition import IntegrityRule, parameters
from transparency.budgets.rules.months import R4, R7
from transparency.budgets.rules.percentages import R1, R8

RULES = (R1, R2, R3, R4, R5, R6, R7, R8)
SMALLEST_CLP = 2  # below it, and where rounding explains it, a difference is a notice
MEDIUM_CLP = 10_000_000  # from here on
HIGH_CLP = 100_000_000  # from here on

__all__ = ["HIGH_CLP", "MEDIUM_CLP", "RULES", "SMALLEST_CLP", "IntegrityRule", "parameters"]
