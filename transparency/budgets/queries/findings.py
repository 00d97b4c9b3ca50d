"""The public list of findings: asked by institution, rule, severity and state, the largest first, a
page after another by the last one seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q

from transparency.budgets.models import Finding
from transparency.budgets.states import FINDING

PER_PAGE = 30


@dataclass(frozen=True)
class FindingQuestion:
    """What the address asks; what it does not know is not asked."""

    institution: str = ""
    rule: str = ""
    severity: str = ""
    state: str = ""
    after: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "FindingQuestion":
        """Return the question of an address."""

        def known(name: str, values: list[str]) -> str:
            return query.get(name, "") if query.get(name, "") in values else ""

        return cls(
            query.get("institucion", "").replace("\x00", "")[:120],
            known("regla", Finding.Rule.values),
            known("gravedad", Finding.Severity.values),
            known("estado", [state.name for state in FINDING.states]),
            query.get("despues", "").replace("\x00", "")[:240],
        )

    def condition(self) -> Q:
        """Return the rows asked for."""
        asked = {
            "period__program__organization__slug": self.institution,
            "rule": self.rule,
            "severity": self.severity,
            "state": self.state,
        }
        return Q(**{path: value for path, value in asked.items() if value})

    def address(self, *, after: str) -> str:
        """Return the question of the next page."""
        asked = {
            "institucion": self.institution,
            "regla": self.rule,
            "gravedad": self.severity,
            "estado": self.state,
            "despues": after,
        }
        return urlencode({name: value for name, value in asked.items() if value})


def find_findings(question: FindingQuestion) -> dict[str, Any]:
    """Return a page of findings and how many there are by state: at most three queries."""
    rows = Finding.objects.filter(question.condition())
    counts = rows.aggregate(
        all=Count("pk"),
        high=Count("pk", filter=Q(severity="high")),
        answered=Count("pk", filter=Q(state__in=("explained", "disputed", "settled"))),
        corrected=Count("pk", filter=Q(state="corrected")),
    )
    ordered = rows.select_related("period__program__organization", "against").order_by(
        "-difference_clp", "-pk"
    )
    last = (
        Finding.objects.filter(slug=question.after).values_list("difference_clp", "pk").first()
        if question.after
        else None
    )
    if last:
        ordered = ordered.filter(
            Q(difference_clp__lte=last[0]) & (Q(difference_clp__lt=last[0]) | Q(pk__lt=last[1]))
        )
    found = list(ordered[: PER_PAGE + 1])
    return {
        "findings": found[:PER_PAGE],
        "counts": counts,
        "question": question,
        "next": question.address(after=found[PER_PAGE - 1].slug) if len(found) > PER_PAGE else "",
    }
