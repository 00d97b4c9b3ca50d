"""What the address of the list of commitments asks for: text, filters, order and page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from commitments.plans.datasets.commitment import LIST_FILTERS

DEEPEST_PAGE = 250
LONGEST_VALUE = 200
FACETS = ("plan", "eje", "cuenta", "nivel", "plazo", "institucion", "valor", "tema", "territorio")
FILTERS = ("q", *FACETS)  # the parameters that say which commitments
READS = ("orden", "pagina", *FILTERS)  # the parameters of the list
ORDERS = {
    "titulo": ("sort_key", "id"),
    "plazo": ("open_due_on", "sort_key", "id"),
    "avance": ("-computed_progress", "sort_key", "id"),
}
PUNCTUALITY = {
    "atrasado": "late",
    "al_dia": "on_time",
    "reprogramado": "moved",
}  # the page's word in the address: the definition's kind
COUNTED_AS = {
    "prometido": "promised",
    "propuesto": "proposed",
    "en_avance": "advancing",
    "cumplido": "complete",
    "retirado": "withdrawn",
}  # likewise


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
            "cuenta": "counted_as",
            **{name: api_name for name, (api_name, _path) in LIST_FILTERS.items()},
        }
        parts = {"q": self.text, **{names[name]: value for name, value in self.chosen.items()}}
        if "punctuality" in parts:
            parts["punctuality"] = PUNCTUALITY.get(parts["punctuality"], "")
        if "counted_as" in parts:
            parts["counted_as"] = COUNTED_AS.get(parts["counted_as"], "")
        return urlencode({name: value for name, value in parts.items() if value})

    @property
    def filters(self) -> str:
        """Return the query string of the filters alone: what feed and calendar of them carry."""
        return self.address(orden="")

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
