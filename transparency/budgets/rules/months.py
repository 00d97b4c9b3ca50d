# ruff: noqa: S608 - sentences of our own; values travel as parameters
"""R4 and R7: a month beside the one before, and the months that there should be."""

from django.utils.translation import gettext_lazy as _

from transparency.budgets.rules.definition import SCOPE, IntegrityRule

R4 = IntegrityRule(
    "R4",
    _("Una cifra acumulada no baja de un mes al siguiente del mismo año."),
    _(
        "Ninguna. Una baja puede ser una anulación correcta, como la de una orden de compra: "
        "la institución lo explica. Si falta el mes anterior se compara con el último que "
        "hay."
    ),
    f"""
    WITH {SCOPE}, now AS (
        SELECT
            s.id,
            s.before,
            l.account,
            sum(l.committed_clp) AS committed,
            sum(l.accrued_clp) AS accrued,
            sum(l.paid_clp) AS paid
        FROM scope s
        JOIN transparency_budgetline l ON l.period_id = s.id
        WHERE s.before IS NOT NULL
        GROUP BY s.id, s.before, l.account
    ), earlier AS (
        SELECT
            l.period_id,
            l.account,
            sum(l.committed_clp) AS committed,
            sum(l.accrued_clp) AS accrued,
            sum(l.paid_clp) AS paid
        FROM scope s
        JOIN transparency_budgetline l ON l.period_id = s.before
        GROUP BY l.period_id, l.account
    )
    SELECT
        n.id,
        n.before,
        n.account,
        t.measure,
        'CLP',
        t.was::numeric,
        t.amount::numeric,
        t.was::numeric - t.amount,
        false
    FROM now n
    JOIN earlier e ON e.period_id = n.before
        AND e.account = n.account
    CROSS JOIN LATERAL (
        VALUES
            ('committed', n.committed, e.committed),
            ('accrued', n.accrued, e.accrued),
            ('paid', n.paid, e.paid)
    ) AS t (measure, amount, was)
    WHERE t.amount < t.was""",
)

R7 = IntegrityRule(
    "R7",
    _("Entre enero y el último mes publicado de un año no falta ninguno."),
    _(
        "Solo se cuentan los meses anteriores al último publicado; si ya hay cuentas "
        "mensuales del año siguiente, los doce. Un año sin cuentas mensuales no tiene meses "
        "que falten."
    ),
    f"""
    WITH {SCOPE}, reach AS (
        SELECT
            s.side,
            max(s.month) AS latest,
            EXISTS (
                SELECT 1
                FROM transparency_budgetperiod n
                WHERE n.program_id = %(program)s
                    AND n.side = s.side
                    AND n.year = %(year)s + 1
                    AND n.month IS NOT NULL
                    AND n.state = %(current)s
            ) AS is_over
        FROM scope s
        WHERE s.month IS NOT NULL
        GROUP BY s.side
    ), missing AS (
        SELECT
            r.side,
            m.month,
            coalesce(
                (
                    SELECT min(s.month)
                    FROM scope s
                    WHERE s.side = r.side
                        AND s.month > m.month
                ),
                r.latest
            ) AS told_by
        FROM reach r
        CROSS JOIN LATERAL generate_series(
            1,
            CASE WHEN r.is_over THEN 12 ELSE r.latest END
        ) AS m (month)
        WHERE NOT EXISTS (
            SELECT 1
            FROM scope s
            WHERE s.side = r.side
                AND s.month = m.month
        )
    )
    SELECT
        s.id,
        NULL::bigint,
        '',
        'month-' || lpad(m.month::text, 2, '0'),
        '',
        m.month::numeric,
        NULL::numeric,
        0::numeric,
        false
    FROM missing m
    JOIN scope s ON s.side = m.side
        AND s.month = m.told_by""",
)
