"""The filters beside the list of commitments, with how many match each value, in one query.

Counts are exact up to MOST_COUNTED matches; beyond that the page shows the filters without counts,
so that 300,000 commitments cost about what 30,000 do.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper
from django.utils.translation import gettext as _

from commitments.organizations.models import Organization, Territory
from commitments.plans import definitions
from commitments.plans.models import Axis, CommitmentQuerySet, Plan, Theme, Value
from commitments.plans.queries.question import COUNTED_AS, FACETS, Question
from commitments.plans.states import Level
from ogp_portal.foundation import search
from ogp_portal.foundation.events.topics import EVERYBODY

MOST_COUNTED = 5_000
TOTALS = """
SELECT 'total', '', '', count(*) FROM hits
UNION ALL
SELECT 'nivel', computed_level, '', count(*) FROM hits GROUP BY 2
UNION ALL
SELECT 'plazo', kind, '', n
FROM (
    SELECT count(*) FILTER (WHERE late) AS atrasado,
        count(*) FILTER (WHERE on_time) AS al_dia,
        count(*) FILTER (WHERE moved) AS reprogramado
    FROM hits
) AS counted,
LATERAL (
    VALUES ('atrasado', atrasado), ('al_dia', al_dia), ('reprogramado', reprogramado)
) AS kinds (kind, n)
"""
AS = "UNION ALL SELECT 'cuenta', '{word}', '', count(*) FROM hits WHERE {kind}\n"
BY_ROW = """
UNION ALL
SELECT '{facet}', slug, {label}, sum(n)::bigint
FROM (SELECT {column} AS key, count(*) AS n FROM hits {links} GROUP BY 1) AS counted
JOIN commitments_{table} ON commitments_{table}.id = key
GROUP BY slug, {label}
"""
LINKS = "JOIN commitments_commitment_{} AS links ON links.commitment_id = hits.id"
COUNTS = (
    TOTALS
    + "".join(AS.format(word=word, kind=kind) for word, kind in COUNTED_AS.items())
    + "".join(
        BY_ROW.format(facet=facet, column=column, table=table, label=label, links=links)
        for facet, column, table, label, links in (
            ("plan", "plan_id", "plan", "title", ""),
            ("eje", "axis_id", "axis", "name", ""),
            ("institucion", "responsible_id", "organization", "name", ""),
            ("tema", "theme_id", "theme", "name", ""),
            ("valor", "value_id", "value", "name", LINKS.format("values")),
            ("territorio", "territory_id", "territory", "name", LINKS.format("territories")),
        )
    )
)


NAMED_BY: dict[str, tuple[Any, str]] = {  # where the words of a filter's value stand
    "plan": (Plan, "title"),
    "eje": (Axis, "name"),
    "institucion": (Organization, "name"),
    "tema": (Theme, "name"),
    "valor": (Value, "name"),
    "territorio": (Territory, "name"),
}


@dataclass(frozen=True)
class Choice:
    """A value of a filter: its word in the address, its label, how many match it (None: not
    counted), whether it is chosen.
    """

    value: str
    label: str
    count: int | None
    is_chosen: bool
    address: str


def count(
    matches: CommitmentQuerySet, *, on: datetime.date
) -> tuple[list[tuple[str, str, str, int]], int]:
    """Return the counts of every filter and the number of matches (at most MOST_COUNTED + 1), in
    one query.
    """
    hits = (
        matches.order_by()
        .annotate(
            late=ExpressionWrapper(definitions.late(on=on), output_field=BooleanField()),
            on_time=ExpressionWrapper(definitions.on_time(on=on), output_field=BooleanField()),
            moved=ExpressionWrapper(definitions.moved(), output_field=BooleanField()),
            **{
                kind: ExpressionWrapper(definitions.counted_as(kind), output_field=BooleanField())
                for kind in definitions.COUNTED_AS
            },
        )
        .values(
            "id",
            "plan_id",
            "axis_id",
            "responsible_id",
            "theme_id",
            "computed_level",
            "late",
            "on_time",
            "moved",
            *definitions.COUNTED_AS,
        )
    )[: MOST_COUNTED + 1]
    sql, params = hits.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"WITH hits AS MATERIALIZED ({sql}) {COUNTS}", params)
        rows = cursor.fetchall()
    total = next(count for kind, _value, _label, count in rows if kind == "total")
    return [row for row in rows if row[0] != "total" and row[3]], total


def facets(
    question: Question, counts: list[tuple[str, str, str, int]], *, is_more: bool
) -> list[tuple[str, str, list[Choice]]]:
    """Return each filter of the page with its heading and its choices, the commonest first.

    With `is_more` matches than are counted, the choices come without numbers.
    """
    titles, words = _words()
    shown = []
    for name in FACETS:
        if name == "eje" and "plan" not in question.chosen:
            continue
        choices = [
            _choice(question, name, value, words.get(name, {}).get(value, label), number)
            for kind, value, label, count in counts
            if kind == name
            for number in (None if is_more else count,)
        ]
        choices.sort(key=lambda choice: (-(choice.count or 0), search.fold(choice.label.lower())))
        if choices:
            shown.append((name, titles[name], choices))
    return shown


def _choice(question: Question, name: str, value: str, label: str, number: int | None) -> Choice:
    word = definitions.NO_MILESTONES if name == "nivel" and not value else value
    is_chosen = question.chosen.get(name) == word
    address = question.address(**{name: "" if is_chosen else word})
    return Choice(word, label, number, is_chosen, address)


def named(question: Question) -> dict[str, tuple[str, str]]:
    """Return the heading and the words of each filter that is chosen, by its parameter; no words
    for a value that there is not, or that not everybody may see. A query for each that names a row.
    """
    titles, words = _words()
    found = {}
    for name, value in question.chosen.items():
        if name in words:
            label = words[name].get("" if value == definitions.NO_MILESTONES else value, "")
        else:
            model, column = NAMED_BY[name]
            seen = model.objects.allowing("view", EVERYBODY).filter(slug=value)
            if name == "eje" and "plan" in question.chosen:  # its name in addresses is the plan's
                seen = seen.filter(plan__slug=question.chosen["plan"])
            label = seen.order_by("-pk").values_list(column, flat=True).first() or ""
        found[name] = (titles[name], label)
    return found


def _words() -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Return the heading of each filter, and the words of the values that have some of their
    own.
    """
    titles = {
        "plan": _("Plan"),
        "eje": _("Eje"),
        "cuenta": _("Cuenta como"),
        "nivel": _("Cumplimiento calculado"),
        "plazo": _("Plazos"),
        "institucion": _("Institución"),
        "valor": _("Valor de gobierno abierto"),
        "tema": _("Tema"),
        "territorio": _("Territorio"),
    }
    words = {
        "nivel": {
            "": _("Sin hitos registrados"),
            **{level.value: str(level.label) for level in Level},
        },
        "cuenta": {
            "prometido": _("Prometido"),
            "propuesto": _("Propuesto, en cocreación"),
            "en_avance": _("En avance"),
            "cumplido": _("Cumplido por sus hitos"),
            "retirado": _("Retirado"),
        },
        "plazo": {
            "atrasado": _("Con hitos atrasados"),
            "al_dia": _("Al día"),
            "reprogramado": _("Con fechas movidas"),
        },
    }
    return titles, words
