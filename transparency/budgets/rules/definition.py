"""What a rule of integrity is, and the accounts that all of them look at."""

from dataclasses import dataclass

from django.utils.functional import Promise

from transparency.budgets.states import PeriodState, Side


@dataclass(frozen=True)
class IntegrityRule:
    """A rule: what it expects and tolerates, in words for everybody, and the SQL that finds what
    breaks it.

    The SQL takes the values of `parameters` and nothing else.
    """

    name: str
    sentence: str | Promise
    tolerance: str | Promise
    sql: str


def parameters(*, program: int, year: int) -> dict[str, int | str]:
    """Return what the SQL of a rule asks for: a programme by its key, and a year."""
    return {
        "program": program,
        "year": year,
        "current": PeriodState.CURRENT,
        "expense": Side.EXPENSE.value,
    }


# The periods looked at: id, side, year, month, unit_clp, pct_of, pct_decimals, and `before`, the
# nearest earlier month of the same year and side that was given.
SCOPE = """
    scope AS MATERIALIZED (
        SELECT
            p.*,
            (
                SELECT b.id
                FROM transparency_budgetperiod b
                WHERE b.program_id = p.program_id
                    AND b.side = p.side
                    AND b.year = p.year
                    AND b.month < p.month
                    AND b.state = %(current)s
                ORDER BY b.month DESC
                LIMIT 1
            ) AS before
        FROM transparency_budgetperiod p
        WHERE p.program_id = %(program)s
            AND p.year = %(year)s
            AND p.state = %(current)s
    )"""
