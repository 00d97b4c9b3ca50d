# ruff: noqa: S608 - sentences of our own; values travel as parameters
"""R1 and R8: the percentages that a source prints, beside those that its own figures give.

A printed percentage p of d decimals stands beside 100 × done ÷ budget. They are compared by
multiplying across, so that no division loses a digit. Decimals beyond six are not compared: they
come out of binary arithmetic, not from accounting.
"""

from django.utils.translation import gettext_lazy as _

from transparency.budgets.rules.definition import SCOPE, IntegrityRule

MOST_DECIMALS = 6

PERCENTAGES = f"""
    printed AS (
        SELECT
            s.id AS period_id,
            s.unit_clp,
            l.account,
            l.current_clp AS budget,
            replace(l.published_pct, ',', '.')::numeric AS p,
            s.pct_decimals,
            CASE s.pct_of
                WHEN 'committed' THEN l.committed_clp
                WHEN 'paid' THEN l.paid_clp
                ELSE l.accrued_clp
            END AS done
        FROM scope s
        JOIN transparency_budgetline l ON l.period_id = s.id
        WHERE l.published_pct <> ''
        UNION ALL
        SELECT
            s.id,
            s.unit_clp,
            '',
            coalesce(s.published_current_clp, s.computed_current_clp),
            replace(s.published_pct, ',', '.')::numeric,
            s.pct_decimals,
            coalesce(s.published_accrued_clp, s.computed_accrued_clp)
        FROM scope s
        WHERE s.published_pct <> ''
    ),
    fitted AS (
        SELECT
            *,
            100::numeric * done AS hundred,
            p * budget AS product,
            power(
                10::numeric,
                -least(coalesce(pct_decimals, scale(p)), {MOST_DECIMALS})
            ) AS step
        FROM printed
        WHERE budget IS NOT NULL
            AND done IS NOT NULL
    ),
    judged AS (
        SELECT
            *,
            abs(product - hundred) * 2 <= step * abs(budget) AS is_rounded,
            CASE
                WHEN hundred::numeric * budget >= 0
                THEN (hundred - product) * sign(budget) >= 0
                    AND (hundred - product) * sign(budget) < step * abs(budget)
                ELSE (product - hundred) * sign(budget) >= 0
                    AND (product - hundred) * sign(budget) < step * abs(budget)
            END AS is_cut
        FROM fitted
        WHERE budget <> 0
    )"""

R1 = IntegrityRule(
    "R1",
    _("El porcentaje que publica la fuente es el que dan sus propias cifras."),
    _(
        "Se compara con los decimales que la fuente imprime, y vale tanto redondear como "
        "cortar. Más allá de seis decimales no se compara. Sin presupuesto no hay porcentaje "
        "posible, salvo cero."
    ),
    f"""
    WITH {SCOPE}, {PERCENTAGES}
    SELECT
        period_id,
        NULL::bigint,
        account,
        'pct',
        '%%',
        round(hundred / budget, greatest(2, least(scale(p), {MOST_DECIMALS}))),
        round(p, {MOST_DECIMALS}),
        round(abs(hundred / budget - p) * abs(budget) / 100),
        false
    FROM judged
    WHERE NOT is_rounded
        AND NOT is_cut
    UNION ALL
    SELECT
        period_id,
        NULL,
        account,
        'pct',
        '%%',
        NULL,
        round(p, {MOST_DECIMALS}),
        abs(done)::numeric,
        false
    FROM fitted
    WHERE budget = 0
        AND p <> 0""",
)

R8 = IntegrityRule(
    "R8",
    _(
        "Los porcentajes de una misma ficha siguen una sola regla: todos redondeados o todos "
        "cortados."
    ),
    _(
        "Es un aviso, uno por ficha. Solo cuentan los porcentajes que una de las dos reglas "
        "explica y la otra no, con seis decimales o menos."
    ),
    f"""
    WITH {SCOPE}, {PERCENTAGES}
    SELECT
        period_id,
        NULL::bigint,
        '',
        'rounding',
        '',
        0::numeric,
        least(
            count(*) FILTER (WHERE is_rounded AND NOT is_cut),
            count(*) FILTER (WHERE is_cut AND NOT is_rounded)
        )::numeric,
        0::numeric,
        true
    FROM judged
    WHERE scale(p) <= {MOST_DECIMALS}
    GROUP BY period_id
    HAVING bool_or(is_rounded AND NOT is_cut)
        AND bool_or(is_cut AND NOT is_rounded)""",
)
