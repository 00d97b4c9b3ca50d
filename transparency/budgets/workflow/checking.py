"""Doing the sums again: the rules of integrity over a programme and year, and what they find
written down. Nothing found is ever deleted.
"""

from django.db import connection, transaction

from ogp_portal.foundation.events import journal, outbox
from transparency.budgets import rules
from transparency.budgets.models import BudgetPeriod, BudgetProgram, Finding
from transparency.budgets.states import FindingState
from transparency.budgets.workflow.answering import TELL

WRITE = """
    WITH found (
        period_id,
        against_id,
        account,
        measure,
        unit,
        expected,
        found,
        difference,
        is_rounding
    ) AS ({rule}),
    measured AS (
        SELECT
            f.*,
            CASE
                WHEN f.is_rounding OR f.difference < %(smallest)s THEN %(notice)s
                WHEN f.difference >= %(high_from)s THEN %(high)s
                WHEN f.difference >= %(medium_from)s THEN %(medium)s
                ELSE %(low)s
            END AS severity,
            lower(
                concat_ws(
                    '-',
                    p.slug,
                    %(name)s::text,
                    nullif(replace(f.account, '.', '-'), ''),
                    f.measure
                )
            ) AS slug
        FROM found f
        JOIN transparency_budgetperiod p ON p.id = f.period_id
    ),
    written AS (
        INSERT INTO transparency_finding AS kept (
            slug,
            rule,
            period_id,
            against_id,
            account,
            measure,
            unit,
            expected,
            found,
            difference_clp,
            severity,
            state,
            explanation,
            outcome
        )
        SELECT
            slug,
            %(name)s,
            period_id,
            against_id,
            account,
            measure,
            unit,
            expected,
            found,
            difference,
            severity,
            %(detected)s,
            '',
            ''
        FROM measured
        ON CONFLICT (period_id, rule, account, measure) DO UPDATE
        SET
            expected = excluded.expected,
            found = excluded.found,
            difference_clp = excluded.difference_clp,
            severity = excluded.severity,
            against_id = excluded.against_id,
            state = CASE WHEN kept.state = %(corrected)s THEN %(detected)s ELSE kept.state END
        WHERE kept.state = %(corrected)s
            OR (kept.expected, kept.found, kept.difference_clp, kept.against_id)
                IS DISTINCT FROM (
                    excluded.expected,
                    excluded.found,
                    excluded.difference_clp,
                    excluded.against_id
                )
        RETURNING (kept.state = %(detected)s) AS is_new
    ),
    corrected AS (
        UPDATE transparency_finding kept
        SET state = %(corrected)s
        WHERE kept.rule = %(name)s
            AND kept.state <> %(corrected)s
            AND kept.period_id IN (
                SELECT p.id
                FROM transparency_budgetperiod p
                WHERE p.program_id = %(program)s
                    AND p.year = %(year)s
                    AND p.state = %(current)s
            )
            AND NOT EXISTS (
                SELECT 1
                FROM found f
                WHERE f.period_id = kept.period_id
                    AND f.account = kept.account
                    AND f.measure = kept.measure
            )
        RETURNING kept.id
    )
    SELECT
        (SELECT count(*) FILTER (WHERE is_new) FROM written),
        (SELECT count(*) FROM corrected)"""
GRADES: dict[str, int | str] = {
    "smallest": rules.SMALLEST_CLP,
    "medium_from": rules.MEDIUM_CLP,
    "high_from": rules.HIGH_CLP,
    "notice": Finding.Severity.NOTICE.value,
    "low": Finding.Severity.LOW.value,
    "medium": Finding.Severity.MEDIUM.value,
    "high": Finding.Severity.HIGH.value,
    "detected": FindingState.DETECTED,
    "corrected": FindingState.CORRECTED,
}


@transaction.atomic
def check_program(program: BudgetProgram, *, year: int) -> tuple[int, int]:
    """Apply every rule to the current accounts of a programme and year; return how many findings
    are new and how many were corrected.

    Each rule is one statement in the database: the rows never travel, so memory does not grow with
    them.
    """
    new = corrected = 0
    values = {**GRADES, **rules.parameters(program=program.pk, year=year)}
    with connection.cursor() as cursor:
        for rule in rules.RULES:
            cursor.execute(WRITE.format(rule=rule.sql), {**values, "name": rule.name})
            ((found, gone),) = cursor.fetchall()
            new, corrected = new + found, corrected + gone
    if new or corrected:
        journal.record(
            "check_budget",
            program,
            role="portal",
            after={"year": year, "new": new, "corrected": corrected},
        )
    if new:
        outbox.enqueue(TELL, {"organization": program.organization_id})
    return new, corrected


def check_everything() -> tuple[int, int]:
    """Apply the rules to every programme and year, each in its own transaction (every night);
    return how many findings are new and corrected.
    """
    new = corrected = 0
    pairs = (
        BudgetPeriod.objects.current()
        .order_by("program_id", "year")
        .values_list("program_id", "year")
        .distinct()
    )
    programs = BudgetProgram.objects.in_bulk()
    for program_id, year in list(pairs):
        counts = check_program(programs[program_id], year=year)
        new, corrected = new + counts[0], corrected + counts[1]
    return new, corrected
