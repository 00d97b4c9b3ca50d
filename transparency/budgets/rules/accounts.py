# ruff: noqa: S608 - sentences of our own; values travel as parameters
"""R6: the accounts themselves, repeated, unknown or gone."""

from django.utils.translation import gettext_lazy as _

from transparency.budgets.rules.definition import SCOPE, IntegrityRule

R6 = IntegrityRule(
    "R6",
    _(
        "Cada cuenta aparece una vez, su subtítulo existe en el clasificador de su año, y no "
        "desaparece de un mes al siguiente."
    ),
    _(
        "Una cuenta cuyas cifras eran todas cero puede desaparecer. Sin clasificador para "
        "ese año no se juzga si una cuenta existe."
    ),
    f"""
    WITH {SCOPE}, known AS (
        SELECT DISTINCT side, account
        FROM transparency_budgetaccount
        WHERE program_id IS NULL
            AND year <= %(year)s
            AND account !~ '[.]'
    ), twice AS (
        SELECT
            s.id,
            l.account,
            count(*) AS times,
            sum(abs(coalesce(l.current_clp, l.accrued_clp, 0)))::numeric AS size
        FROM scope s
        JOIN transparency_budgetline l ON l.period_id = s.id
        GROUP BY s.id, l.account
        HAVING count(*) > 1
    ), strange AS (
        SELECT
            t.period_id,
            t.account,
            greatest(abs(t.current_clp), abs(t.accrued_clp))::numeric AS size
        FROM scope s
        JOIN transparency_budgetsubtotal t ON t.period_id = s.id
        WHERE EXISTS (
                SELECT 1
                FROM known k
                WHERE k.side = s.side
            )
            AND NOT EXISTS (
                SELECT 1
                FROM known k
                WHERE k.side = s.side
                    AND k.account = t.account
            )
    ), gone AS (
        SELECT
            s.id,
            s.before,
            l.account,
            sum(
                greatest(
                    abs(coalesce(l.current_clp, 0)),
                    abs(coalesce(l.committed_clp, 0)),
                    abs(coalesce(l.accrued_clp, 0))
                )
            )::numeric AS size
        FROM scope s
        JOIN transparency_budgetline l ON l.period_id = s.before
        WHERE (
                l.initial_clp <> 0
                OR l.current_clp <> 0
                OR l.committed_clp <> 0
                OR l.accrued_clp <> 0
                OR l.paid_clp <> 0
            )
            AND NOT EXISTS (
                SELECT 1
                FROM transparency_budgetline n
                WHERE n.period_id = s.id
                    AND n.account = l.account
            )
        GROUP BY s.id, s.before, l.account
    )
    SELECT id, NULL::bigint, account, 'repeated', '', 1::numeric, times::numeric, size, false
    FROM twice
    UNION ALL
    SELECT period_id, NULL, account, 'unknown', '', NULL, NULL, size, false
    FROM strange
    UNION ALL
    SELECT id, before, account, 'vanished', '', NULL, NULL, size, false
    FROM gone""",
)
