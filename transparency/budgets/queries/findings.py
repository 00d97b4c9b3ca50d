"""The public list of findings: asked by institution, rule, severity and state, the largest first, a
page after another by the last one seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from commitments.organizations.models import Organization
from ogp_portal.foundation.events.topics import EVERYBODY
from transparency.budgets.models import BudgetPeriod, Finding
from transparency.budgets.states import ANSWERED, FINDING, FindingState

FINDING_READS = ("institucion", "regla", "gravedad", "estado", "despues")
PER_PAGE = 30


def open_findings() -> QuerySet[Finding]:
    """Return the findings that no corrected source has mended, with their periods."""
    return Finding.objects.exclude(state=FindingState.CORRECTED).select_related("period", "against")


def findings_of(period: BudgetPeriod, *, most: int) -> list[Finding]:
    """Return the largest findings of a period: one query."""
    return list(open_findings().filter(period=period).order_by("-difference_clp", "pk")[:most])


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

        def chosen(name: str, values: list[str]) -> str:
            return query.get(name, "") if query.get(name, "") in values else ""

        return cls(
            query.get("institucion", "").replace("\x00", "")[:120],
            chosen("regla", Finding.Rule.values),
            chosen("gravedad", Finding.Severity.values),
            chosen("estado", [state.name for state in FINDING.states]),
            query.get("despues", "").replace("\x00", "")[:240],
        )

    def condition(self) -> Q:
        """Return the rows asked for."""
        values = {
            "period__program__organization__slug": self.institution,
            "rule": self.rule,
            "severity": self.severity,
            "state": self.state,
        }
        return Q(**{path: value for path, value in values.items() if value})

    @property
    def chosen(self) -> dict[str, str]:
        """Return the filters that are chosen, by their parameter."""
        values = {
            "institucion": self.institution,
            "regla": self.rule,
            "gravedad": self.severity,
            "estado": self.state,
        }
        return {name: value for name, value in values.items() if value}

    @property
    def filters(self) -> str:
        """Return the query string of the filters alone: what a feed of them carries."""
        return self.address(after="")

    def address(self, *, after: str) -> str:
        """Return the question of the next page."""
        return urlencode({**self.chosen, **({"despues": after} if after else {})})


def named(question: FindingQuestion) -> dict[str, tuple[str, str]]:
    """Return the heading and the words of each filter that is chosen, by its parameter; no words
    for a value that there is not.
    """
    found = {}
    if question.institution:
        seen = Organization.objects.allowing("view", EVERYBODY)
        seen = seen.filter(slug=question.institution)
        name = seen.values_list("name", flat=True).first()
        found["institucion"] = (_("Institución"), name or "")
    if question.rule:
        found["regla"] = (_("Regla"), str(Finding.Rule(question.rule).label))
    if question.severity:
        found["gravedad"] = (_("Gravedad"), str(Finding.Severity(question.severity).label))
    if question.state:
        found["estado"] = (_("Estado"), str(FINDING.names[question.state].label))
    return found


def findings_page(question: FindingQuestion) -> dict[str, object]:
    """Return a page of findings and how many there are by state: at most three queries."""
    rows = Finding.objects.filter(question.condition())
    counts = rows.aggregate(
        all=Count("pk"),
        high=Count("pk", filter=Q(severity=Finding.Severity.HIGH)),
        answered=Count("pk", filter=Q(state__in=ANSWERED)),
        corrected=Count("pk", filter=Q(state=FindingState.CORRECTED)),
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
        difference, pk = last
        ordered = ordered.filter(
            Q(difference_clp__lte=difference) & (Q(difference_clp__lt=difference) | Q(pk__lt=pk))
        )
    findings = list(ordered[: PER_PAGE + 1])
    is_more = len(findings) > PER_PAGE
    return {
        "findings": findings[:PER_PAGE],
        "counts": counts,
        "question": question,
        "next": question.address(after=findings[PER_PAGE - 1].slug) if is_more else "",
    }
