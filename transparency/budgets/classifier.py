"""Codes of accounts (Decreto de Hacienda 854 de 2004): from how a file writes them to one form, and
what stands above what.

A code is subtítulo, ítem, asignación and what hangs below them, in groups of 2, 2, 3, 3 and 3
digits; municipal accounting puts a chart before it, 215 for expenses and 115 for income.
"""

import functools
import re
from collections.abc import Sequence

from transparency.budgets.states import Side

CHARTS = {"215": Side.EXPENSE.value, "115": Side.INCOME.value}
WIDTHS = (2, 2, 3, 3, 3)
GROUPS = re.compile(r"\d{2}(?:\.\d{1,3}){0,6}")
SEPARATORS = re.compile(r"[-.\s/]+")


@functools.lru_cache(maxsize=50_000)  # the same codes come month after month
def split(code: str) -> tuple[str, str] | None:
    """Return (side, account) of a code as a file writes it: "215-22-05-001-000-000" is ("expense",
    "22.05.001"); side "" where it carries no chart.

    None when it is no code at all.
    """
    text = code.strip()
    groups = [part for part in SEPARATORS.split(text) if part]
    if not groups or not all(part.isascii() and part.isdigit() for part in groups):
        return None
    if len(groups) == 1 and len(groups[0]) > len("215"):
        groups = _cut(groups[0])
    side = CHARTS.get(groups[0], "")
    account = trim(groups[1:] if side else groups)
    if not GROUPS.fullmatch(account) or account.startswith("00"):
        return None
    return side, account


def trim(groups: Sequence[str]) -> str:
    """Return the groups joined by points, without those of zeros at the end."""
    levels = list(groups)
    while levels and not levels[-1].strip("0"):
        levels.pop()
    return ".".join(levels)


def _cut(digits: str) -> list[str]:
    """Return the groups of a code written without separators."""
    chart = [digits[:3]] if digits[:3] in CHARTS else []
    rest, groups = digits[3:] if chart else digits, []
    for width in WIDTHS:
        if rest:
            groups.append(rest[:width])
            rest = rest[width:]
    return [*chart, *groups, *([rest] if rest else [])]


def parent(account: str) -> str:
    """Return the account above, "" for a subtítulo."""
    return account.rpartition(".")[0]


@functools.lru_cache(maxsize=50_000)
def above(account: str) -> tuple[str, ...]:
    """Return the accounts above one, from the subtítulo down, and itself."""
    parts = account.split(".")
    return tuple(".".join(parts[: place + 1]) for place in range(len(parts)))


def depth(account: str) -> int:
    """Return how many groups it has: 1 for a subtítulo."""
    return account.count(".") + 1 if account else 0
