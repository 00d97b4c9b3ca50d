# ruff: noqa: S608 - sentences of our own; values travel as parameters
"""R2, R3 and R5: the amounts of one period, beside its totals and beside one another."""

from django.utils.translation import gettext_lazy as _

from transparency.budgets.rules.definition import SCOPE, IntegrityRule

R2 = IntegrityRule(
    "R2",
    _("Las líneas suman el total que la fuente publica."),
    _(
        "Ninguna: se muestra toda diferencia. Cuando no pasa de media unidad de la fuente "
        "por línea, el redondeo la explica y queda como aviso."
    ),
    f"""
    WITH {SCOPE}, totals AS (
        SELECT
            s.id AS period_id,
            s.unit_clp,
            s.lines_count,
            t.measure,
            t.published,
            t.computed
        FROM scope s
        CROSS JOIN LATERAL (
            VALUES
                ('current', s.published_current_clp, s.computed_current_clp),
                ('accrued', s.published_accrued_clp, s.computed_accrued_clp)
        ) AS t (measure, published, computed)
    )
    SELECT
        period_id,
        NULL::bigint,
        '',
        measure,
        'CLP',
        computed::numeric,
        published::numeric,
        abs(computed::numeric - published),
        unit_clp > 1
            AND abs(computed::numeric - published) * 2 <= unit_clp * (lines_count + 1)
    FROM totals
    WHERE published IS NOT NULL
        AND published <> computed""",
)

R3 = IntegrityRule(
    "R3",
    _("En gastos, lo ejecutado (devengado) no pasa del presupuesto vigente."),
    _("Ninguna. En ingresos, recibir más de lo previsto no es un error."),
    f"""
    WITH {SCOPE}
    SELECT
        s.id,
        NULL::bigint,
        l.account,
        'accrued',
        'CLP',
        sum(l.current_clp)::numeric,
        sum(l.accrued_clp)::numeric,
        sum(l.accrued_clp)::numeric - sum(l.current_clp),
        false
    FROM scope s
    JOIN transparency_budgetline l ON l.period_id = s.id
    WHERE s.side = %(expense)s
        AND l.accrued_clp > l.current_clp
    GROUP BY s.id, l.account""",
)

R5 = IntegrityRule(
    "R5",
    _(
        "Lo comprometido es al menos lo devengado, y lo devengado es al menos lo pagado (en "
        "ingresos, lo percibido)."
    ),
    _("Ninguna. Solo se comparan las cifras que la fuente da."),
    f"""
    WITH {SCOPE}, sums AS (
        SELECT
            s.id,
            s.side,
            l.account,
            sum(l.committed_clp) AS committed,
            sum(l.accrued_clp) AS accrued,
            sum(l.paid_clp) AS paid
        FROM scope s
        JOIN transparency_budgetline l ON l.period_id = s.id
        WHERE l.accrued_clp > l.committed_clp
            OR l.paid_clp > l.accrued_clp
        GROUP BY s.id, s.side, l.account
    )
    SELECT
        id,
        NULL::bigint,
        account,
        t.measure,
        'CLP',
        t.upper::numeric,
        t.lower::numeric,
        t.lower::numeric - t.upper,
        false
    FROM sums
    CROSS JOIN LATERAL (
        VALUES
            ('committed', committed, accrued),
            ('accrued', accrued, paid)
    ) AS t (measure, upper, lower)
    WHERE t.lower > t.upper""",
)
