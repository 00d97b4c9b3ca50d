# ruff: noqa: S608 - sentences of our own; values travel as parameters
"""The rules of integrity R1 to R8, each one SQL sentence over the lines of the current periods of a
programme and year.

Each gives: period, against, account, measure, unit, expected, found, difference in pesos, and
whether rounding alone explains it. Tolerances are part of each rule and stand in its text, which
the page of findings shows. Nothing here reads a clock or a setting.

`scope` is the table of the periods looked at: id, side, year, month, unit_clp, pct_of,
pct_decimals, and `before`, the nearest earlier month of the same year and side that was given.
Decimals beyond six are not compared: they come out of binary arithmetic, not from accounting.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

MOST_DECIMALS = 6


@dataclass(frozen=True)
class IntegrityRule:
    """A rule: what it expects and tolerates, in words for everybody, and the SQL that finds what
    breaks it.
    """

    name: str
    sentence: Any
    tolerance: Any
    sql: str


SCOPE = """
    scope AS MATERIALIZED (
        SELECT p.*, (SELECT b.id FROM transparency_budgetperiod b
                     WHERE b.program_id = p.program_id AND b.side = p.side AND b.year = p.year AND b.month < p.month AND b.state = 'current'
                     ORDER BY b.month DESC LIMIT 1) AS before
        FROM transparency_budgetperiod p WHERE p.program_id = %(program)s AND p.year = %(year)s AND p.state = 'current'
    )"""

# A printed percentage p of d decimals, beside 100 × done ÷ budget. Compared by multiplying across,
# so that no division loses a digit.
PERCENTAGES = f"""
    printed AS (
        SELECT s.id AS period_id, s.unit_clp, l.account, l.current_clp AS budget, replace(l.published_pct, ',', '.')::numeric AS p, s.pct_decimals,
               CASE s.pct_of WHEN 'committed' THEN l.committed_clp WHEN 'paid' THEN l.paid_clp ELSE l.accrued_clp END AS done
        FROM scope s JOIN transparency_budgetline l ON l.period_id = s.id WHERE l.published_pct <> ''
        UNION ALL
        SELECT s.id, s.unit_clp, '', coalesce(s.published_current_clp, s.computed_current_clp), replace(s.published_pct, ',', '.')::numeric, s.pct_decimals,
               coalesce(s.published_accrued_clp, s.computed_accrued_clp)
        FROM scope s WHERE s.published_pct <> ''
    ),
    fitted AS (
        SELECT *, 100::numeric * done AS hundred, p * budget AS product, power(10::numeric, -least(coalesce(pct_decimals, scale(p)), {MOST_DECIMALS})) AS step
        FROM printed WHERE budget IS NOT NULL AND done IS NOT NULL
    ),
    judged AS (
        SELECT *, abs(product - hundred) * 2 <= step * abs(budget) AS is_rounded,
               CASE WHEN hundred::numeric * budget >= 0 THEN (hundred - product) * sign(budget) >= 0 AND (hundred - product) * sign(budget) < step * abs(budget)
                    ELSE (product - hundred) * sign(budget) >= 0 AND (product - hundred) * sign(budget) < step * abs(budget) END AS is_cut
        FROM fitted WHERE budget <> 0
    )"""

R1 = IntegrityRule(
    "R1",
    _("El porcentaje que publica la fuente es el que dan sus propias cifras."),
    _(
        "Se compara con los decimales que la fuente imprime, y vale tanto redondear como "
        "cortar. Más allá de seis decimales no se compara. Sin presupuesto no hay porcentaje "
        "posible, salvo cero."
    ),
    f"""WITH {SCOPE}, {PERCENTAGES}
    SELECT period_id, NULL::bigint, account, 'pct', '%%', round(hundred / budget, greatest(2, least(scale(p), {MOST_DECIMALS}))), round(p, {MOST_DECIMALS}),
           round(abs(hundred / budget - p) * abs(budget) / 100), false
    FROM judged WHERE NOT is_rounded AND NOT is_cut
    UNION ALL
    SELECT period_id, NULL, account, 'pct', '%%', NULL, round(p, {MOST_DECIMALS}), abs(done)::numeric, false FROM fitted WHERE budget = 0 AND p <> 0""",
)

R2 = IntegrityRule(
    "R2",
    _("Las líneas suman el total que la fuente publica."),
    _(
        "Ninguna: se muestra toda diferencia. Cuando no pasa de media unidad de la fuente "
        "por línea, el redondeo la explica y queda como aviso."
    ),
    f"""WITH {SCOPE}, totals AS (
        SELECT s.id AS period_id, s.unit_clp, s.lines_count, t.measure, t.published, t.computed
        FROM scope s CROSS JOIN LATERAL (VALUES ('current', s.published_current_clp, s.computed_current_clp),
                                                ('accrued', s.published_accrued_clp, s.computed_accrued_clp)) AS t (measure, published, computed)
    )
    SELECT period_id, NULL::bigint, '', measure, 'CLP', published::numeric, computed::numeric, abs(computed::numeric - published),
           unit_clp > 1 AND abs(computed::numeric - published) * 2 <= unit_clp * (lines_count + 1)
    FROM totals WHERE published IS NOT NULL AND published <> computed""",
)

R3 = IntegrityRule(
    "R3",
    _("En gastos, lo ejecutado (devengado) no pasa del presupuesto vigente."),
    _("Ninguna. En ingresos, recibir más de lo previsto no es un error."),
    f"""WITH {SCOPE}
    SELECT s.id, NULL::bigint, l.account, 'accrued', 'CLP', sum(l.current_clp)::numeric, sum(l.accrued_clp)::numeric, sum(l.accrued_clp)::numeric - sum(l.current_clp), false
    FROM scope s JOIN transparency_budgetline l ON l.period_id = s.id
    WHERE s.side = 'expense' AND l.accrued_clp > l.current_clp GROUP BY s.id, l.account""",
)

R4 = IntegrityRule(
    "R4",
    _("Una cifra acumulada no baja de un mes al siguiente del mismo año."),
    _(
        "Ninguna. Una baja puede ser una anulación correcta, como la de una orden de compra: "
        "la institución lo explica. Si falta el mes anterior se compara con el último que "
        "hay."
    ),
    f"""WITH {SCOPE}, now AS (
        SELECT s.id, s.before, l.account, sum(l.committed_clp) AS committed, sum(l.accrued_clp) AS accrued, sum(l.paid_clp) AS paid
        FROM scope s JOIN transparency_budgetline l ON l.period_id = s.id WHERE s.before IS NOT NULL GROUP BY s.id, s.before, l.account
    ), earlier AS (
        SELECT l.period_id, l.account, sum(l.committed_clp) AS committed, sum(l.accrued_clp) AS accrued, sum(l.paid_clp) AS paid
        FROM scope s JOIN transparency_budgetline l ON l.period_id = s.before GROUP BY l.period_id, l.account
    )
    SELECT n.id, n.before, n.account, t.measure, 'CLP', t.was::numeric, t.amount::numeric, t.was::numeric - t.amount, false
    FROM now n JOIN earlier e ON e.period_id = n.before AND e.account = n.account
    CROSS JOIN LATERAL (VALUES ('committed', n.committed, e.committed), ('accrued', n.accrued, e.accrued), ('paid', n.paid, e.paid)) AS t (measure, amount, was)
    WHERE t.amount < t.was""",
)

R5 = IntegrityRule(
    "R5",
    _(
        "Lo comprometido es al menos lo devengado, y lo devengado es al menos lo pagado (en "
        "ingresos, lo percibido)."
    ),
    _("Ninguna. Solo se comparan las cifras que la fuente da."),
    f"""WITH {SCOPE}, sums AS (
        SELECT s.id, s.side, l.account, sum(l.committed_clp) AS committed, sum(l.accrued_clp) AS accrued, sum(l.paid_clp) AS paid
        FROM scope s JOIN transparency_budgetline l ON l.period_id = s.id
        WHERE l.accrued_clp > l.committed_clp OR l.paid_clp > l.accrued_clp GROUP BY s.id, s.side, l.account
    )
    SELECT id, NULL::bigint, account, t.measure, 'CLP', t.upper::numeric, t.lower::numeric, t.lower::numeric - t.upper, false
    FROM sums CROSS JOIN LATERAL (VALUES ('committed', committed, accrued), ('accrued', accrued, paid)) AS t (measure, upper, lower)
    WHERE t.lower > t.upper""",
)

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
    f"""WITH {SCOPE}, known AS (
        SELECT DISTINCT side, account FROM transparency_budgetaccount WHERE program_id IS NULL AND year <= %(year)s AND account !~ '[.]'
    ), twice AS (
        SELECT s.id, l.account, count(*) AS times, sum(abs(coalesce(l.current_clp, l.accrued_clp, 0)))::numeric AS size
        FROM scope s JOIN transparency_budgetline l ON l.period_id = s.id GROUP BY s.id, l.account HAVING count(*) > 1
    ), strange AS (
        SELECT t.period_id, t.account, greatest(abs(t.current_clp), abs(t.accrued_clp))::numeric AS size
        FROM scope s JOIN transparency_budgetsubtotal t ON t.period_id = s.id
        WHERE EXISTS (SELECT 1 FROM known k WHERE k.side = s.side) AND NOT EXISTS (SELECT 1 FROM known k WHERE k.side = s.side AND k.account = t.account)
    ), gone AS (
        SELECT s.id, s.before, l.account, sum(greatest(abs(coalesce(l.current_clp, 0)), abs(coalesce(l.committed_clp, 0)), abs(coalesce(l.accrued_clp, 0))))::numeric AS size
        FROM scope s JOIN transparency_budgetline l ON l.period_id = s.before
        WHERE (l.initial_clp <> 0 OR l.current_clp <> 0 OR l.committed_clp <> 0 OR l.accrued_clp <> 0 OR l.paid_clp <> 0)
          AND NOT EXISTS (SELECT 1 FROM transparency_budgetline n WHERE n.period_id = s.id AND n.account = l.account)
        GROUP BY s.id, s.before, l.account
    )
    SELECT id, NULL::bigint, account, 'repeated', '', 1::numeric, times::numeric, size, false FROM twice
    UNION ALL SELECT period_id, NULL, account, 'unknown', '', NULL, NULL, size, false FROM strange
    UNION ALL SELECT id, before, account, 'vanished', '', NULL, NULL, size, false FROM gone""",
)

R7 = IntegrityRule(
    "R7",
    _("Entre enero y el último mes publicado de un año no falta ninguno."),
    _(
        "Solo se cuentan los meses anteriores al último publicado; si ya hay cuentas "
        "mensuales del año siguiente, los doce. Un año sin cuentas mensuales no tiene meses "
        "que falten."
    ),
    f"""WITH {SCOPE}, reach AS (
        SELECT s.side, max(s.month) AS latest,
               EXISTS (SELECT 1 FROM transparency_budgetperiod n WHERE n.program_id = %(program)s AND n.side = s.side AND n.year = %(year)s + 1
                       AND n.month IS NOT NULL AND n.state = 'current') AS is_over
        FROM scope s WHERE s.month IS NOT NULL GROUP BY s.side
    ), missing AS (
        SELECT r.side, m.month, coalesce((SELECT min(s.month) FROM scope s WHERE s.side = r.side AND s.month > m.month), r.latest) AS told_by
        FROM reach r CROSS JOIN LATERAL generate_series(1, CASE WHEN r.is_over THEN 12 ELSE r.latest END) AS m (month)
        WHERE NOT EXISTS (SELECT 1 FROM scope s WHERE s.side = r.side AND s.month = m.month)
    )
    SELECT s.id, NULL::bigint, '', 'month-' || lpad(m.month::text, 2, '0'), '', m.month::numeric, NULL::numeric, 0::numeric, false
    FROM missing m JOIN scope s ON s.side = m.side AND s.month = m.told_by""",
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
    f"""WITH {SCOPE}, {PERCENTAGES}
    SELECT period_id, NULL::bigint, '', 'rounding', '', count(*) FILTER (WHERE is_rounded AND NOT is_cut)::numeric,
           count(*) FILTER (WHERE is_cut AND NOT is_rounded)::numeric, 0::numeric, true
    FROM judged WHERE scale(p) <= {MOST_DECIMALS} GROUP BY period_id
    HAVING bool_or(is_rounded AND NOT is_cut) AND bool_or(is_cut AND NOT is_rounded)""",
)

RULES = (R1, R2, R3, R4, R5, R6, R7, R8)
