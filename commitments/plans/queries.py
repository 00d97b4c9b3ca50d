"""Reading the address of the list of commitments: text, filters with counts, order and page, in a
bounded number of queries.

Counts are exact up to MOST_COUNTED matches; beyond that the page says "más de" and shows the
filters without counts, so that 300,000 commitments cost about what 30,000 do.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Prefetch
from django.utils.translation import gettext as _

from commitments.plans import definitions
from commitments.plans.datasets.commitment import LIST_FILTERS
from commitments.plans.models import Commitment, Milestone
from commitments.plans.states import Level
from ogp_portal.foundation import search
from ogp_portal.foundation.permissions.rights import Person

PER_PAGE = 20
DEEPEST_PAGE = 250
MOST_COUNTED = 5_000
LONGEST_VALUE = 200
FACETS = ("plan", "eje", "nivel", "plazo", "institucion", "valor", "tema", "territorio")
ORDERS = {
    "titulo": ("sort_key", "id"),
    "plazo": ("open_due_on", "sort_key", "id"),
    "avance": ("-computed_progress", "sort_key", "id"),
}
PUNCTUALITY = {
    "atrasado": "late",
    "al_dia": "on_time",
    "reprogramado": "moved",
}  # the page's words for the facet's


@dataclass(frozen=True)
class Question:
    """What the address asks for."""

    text: str = ""
    order: str = "titulo"
    page: int = 1
    chosen: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Question":
        """Return the question of a query string; whatever makes no sense is left out rather than
        refused.
        """
        number = query.get("pagina", "1")
        page = int(number) if number.isdecimal() and len(number) < len("10000") else 1
        return cls(
            text=query.get("q", "").replace("\x00", "").strip()[:LONGEST_VALUE],
            order=query.get("orden", "") if query.get("orden", "") in ORDERS else "titulo",
            page=min(max(page, 1), DEEPEST_PAGE),
            chosen={
                name: query[name].replace("\x00", "")[:LONGEST_VALUE]
                for name in FACETS
                if query.get(name)
            },
        )

    @property
    def as_api(self) -> str:
        """Return the same question as the API's filters, so that the page's rows can be taken as
        data.
        """
        names = {
            "nivel": "computed_level",
            "plazo": "punctuality",
            **{name: api_name for name, (api_name, _path) in LIST_FILTERS.items()},
        }
        parts = {"q": self.text, **{names[name]: value for name, value in self.chosen.items()}}
        if "punctuality" in parts:
            parts["punctuality"] = PUNCTUALITY.get(parts["punctuality"], "")
        return urlencode({name: value for name, value in parts.items() if value})

    def address(self, **changes: str) -> str:
        """Return the query string with some parts changed ("" takes one out), back on the first
        page unless told.
        """
        parts: dict[str, str] = {
            "q": self.text,
            **self.chosen,
            "orden": "" if self.order == "titulo" else self.order,
            **changes,
        }
        return urlencode({name: value for name, value in parts.items() if value})


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


@dataclass(frozen=True)
class Answer:
    """What the list page shows."""

    question: Question
    rows: list[Commitment]
    count: int
    is_more: bool
    facets: list[tuple[str, str, list[Choice]]]

    @property
    def pages(self) -> int:
        """Return how many pages there are, at most DEEPEST_PAGE."""
        return max(1, min(DEEPEST_PAGE, -(-self.count // PER_PAGE)))

    @property
    def previous(self) -> str:
        """Return the address of the page before, "" on the first."""
        page = self.question.page - 1
        return "" if page < 1 else self.question.address(pagina=str(page) if page > 1 else "")

    @property
    def next(self) -> str:
        """Return the address of the next page, "" on the last."""
        return (
            ""
            if self.question.page >= self.pages
            else self.question.address(pagina=str(self.question.page + 1))
        )


def browse(question: Question, *, user: Person, on: datetime.date) -> Answer:
    """Return the page that `question` asks for, of the commitments `user` may see, on the day `on`:
    three queries.
    """
    matches = matching(question, user=user, on=on)
    counts, total = _count(matches, on=on)
    is_more = total > MOST_COUNTED
    question = replace(
        question, page=min(question.page, max(1, min(DEEPEST_PAGE, -(-total // PER_PAGE))))
    )
    start = (question.page - 1) * PER_PAGE
    rows = list(
        matches.select_related("plan", "axis", "responsible")
        .prefetch_related(Prefetch("milestones", Milestone.objects.order_by("position")))
        .defer(
            "search",
            "problem",
            "relevance",
            "ambition",
            "expected_results",
            "components",
            "additional_information",
        )
        .order_by(*ORDERS[question.order])[start : start + PER_PAGE]
    )
    return Answer(
        question,
        rows,
        min(total, MOST_COUNTED),
        is_more,
        _facets(question, counts, is_more=is_more),
    )


def matching(question: Question, *, user: Person, on: datetime.date) -> Any:
    """Return the commitments that a question asks for, of those that `user` may see, on the day
    `on`.
    """
    rows = Commitment.objects.allowing("view", user)
    if question.text:
        rows = rows.filter(search=search.question(question.text))
    for name, value in question.chosen.items():
        if name in LIST_FILTERS:
            rows = rows.filter(**{LIST_FILTERS[name][1]: value})
        elif name == "nivel":
            rows = rows.filter(definitions.at_level(value))
        elif name == "plazo":
            rows = rows.filter(definitions.punctual(PUNCTUALITY.get(value, ""), on=on))
    return rows


PARTS = """
SELECT 'total', '', '', count(*) FROM hits
UNION ALL SELECT 'nivel', computed_level, '', count(*) FROM hits GROUP BY 2
UNION ALL SELECT 'plazo', kind, '', n FROM (SELECT count(*) FILTER (WHERE is_late) AS atrasado, count(*) FILTER (WHERE is_on_time) AS al_dia,
    count(*) FILTER (WHERE times_moved > 0) AS reprogramado FROM hits) c, LATERAL (VALUES ('atrasado', atrasado), ('al_dia', al_dia), ('reprogramado', reprogramado)) v (kind, n)
UNION ALL SELECT 'plan', slug, title, n FROM (SELECT plan_id, count(*) n FROM hits GROUP BY 1) c JOIN commitments_plan p ON p.id = plan_id
UNION ALL SELECT 'eje', slug, name, sum(n)::bigint FROM (SELECT axis_id, count(*) n FROM hits GROUP BY 1) c JOIN commitments_axis a ON a.id = axis_id GROUP BY 2, 3
UNION ALL SELECT 'institucion', slug, name, n FROM (SELECT responsible_id, count(*) n FROM hits GROUP BY 1) c JOIN commitments_organization o ON o.id = responsible_id
UNION ALL SELECT 'tema', slug, name, n FROM (SELECT theme_id, count(*) n FROM hits GROUP BY 1) c JOIN commitments_theme t ON t.id = theme_id
UNION ALL SELECT 'valor', slug, name, n FROM (SELECT value_id, count(*) n FROM hits JOIN commitments_commitment_values m ON m.commitment_id = hits.id GROUP BY 1) c
    JOIN commitments_value v ON v.id = value_id
UNION ALL SELECT 'territorio', slug, name, n FROM (SELECT territory_id, count(*) n FROM hits JOIN commitments_commitment_territories m ON m.commitment_id = hits.id
    GROUP BY 1) c JOIN commitments_territory t ON t.id = territory_id
"""


def _count(matches: Any, *, on: datetime.date) -> tuple[list[tuple[str, str, str, int]], int]:
    """Return the counts of every filter and the number of matches (at most MOST_COUNTED + 1), in
    one query.
    """
    hits = (
        matches.order_by()
        .annotate(
            is_late=ExpressionWrapper(definitions.late(on=on), output_field=BooleanField()),
            is_on_time=ExpressionWrapper(definitions.on_time(on=on), output_field=BooleanField()),
        )
        .values(
            "id",
            "plan_id",
            "axis_id",
            "responsible_id",
            "theme_id",
            "computed_level",
            "times_moved",
            "is_late",
            "is_on_time",
        )
    )[: MOST_COUNTED + 1]
    sql, params = hits.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"WITH hits AS MATERIALIZED ({sql}) {PARTS}", params)
        rows = cursor.fetchall()
    total = next(count for kind, _value, _label, count in rows if kind == "total")
    return [row for row in rows if row[0] != "total" and row[3]], total


def _facets(
    question: Question, counts: list[tuple[str, str, str, int]], *, is_more: bool
) -> list[tuple[str, str, list[Choice]]]:
    titles = {
        "plan": _("Plan"),
        "eje": _("Eje"),
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
        "plazo": {
            "atrasado": _("Con hitos atrasados"),
            "al_dia": _("Al día"),
            "reprogramado": _("Con fechas movidas"),
        },
    }
    shown = []
    for name in FACETS:
        if name == "eje" and "plan" not in question.chosen:
            continue
        choices = []
        for kind, value, label, count in counts:
            if kind == name:
                word = definitions.NO_MILESTONES if name == "nivel" and not value else value
                chosen = question.chosen.get(name) == word
                choices.append(
                    Choice(
                        word,
                        words.get(name, {}).get(value, label),
                        None if is_more else count,
                        chosen,
                        question.address(**{name: "" if chosen else word}),
                    )
                )
        choices.sort(key=lambda choice: (-(choice.count or 0), search.fold(choice.label.lower())))
        if choices:
            shown.append((name, titles[name], choices))
    return shown
