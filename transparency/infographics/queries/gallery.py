"""The pages of the gallery, and the editions of a picture: bounded queries, all as anybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from commitments.plans.models import Commitment, Plan
from transparency.infographics.models import Infographic
from transparency.infographics.queries.cards import EVERYBODY

PER_PAGE = 24
DEEPEST_PAGE = 500
MOST_EDITIONS = 50


def editions(kind: str, slug: str) -> list[Infographic]:
    """Return the editions of a thing's picture, the newest first: one query."""
    return list(
        Infographic.objects.filter(kind=kind, slug=slug)
        .defer("facts")
        .order_by("-edition")[:MOST_EDITIONS]
    )


@dataclass(frozen=True)
class Question:
    """What the address of the gallery asks for."""

    plan: str = ""
    page: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Question":
        """Return the question of a query string; whatever makes no sense is left out."""
        number = query.get("pagina", "1")
        is_number = number.isascii() and number.isdigit() and len(number) < len("10000")
        return cls(
            query.get("plan", "").replace("\x00", "")[:120],
            max(1, min(DEEPEST_PAGE, int(number))) if is_number else 1,
        )

    def address(self, page: int) -> str:
        """Return the query string of another page."""
        return urlencode(
            {
                name: value
                for name, value in {
                    "plan": self.plan,
                    "pagina": str(page) if page > 1 else "",
                }.items()
                if value
            }
        )


def gallery(question: Question) -> dict[str, object]:
    """Return a page of the gallery: two queries."""
    rows = (
        Commitment.objects.allowing("view", EVERYBODY)
        .select_related("plan")
        .only("slug", "title", "plan__slug", "plan__title", "plan__is_historical")
    )
    if question.plan:
        rows = rows.filter(plan__slug=question.plan)
    start = (question.page - 1) * PER_PAGE
    ordered = rows.order_by(
        "plan__is_historical", "-plan__starts_on", "plan_id", "number", "sort_key"
    )
    shown = list(ordered[start : start + PER_PAGE + 1])
    plans = list(
        Plan.objects.allowing("view", EVERYBODY)
        .order_by("is_historical", "-starts_on", "title")
        .values("slug", "title")
    )
    return {
        "question": question,
        "rows": shown[:PER_PAGE],
        "plans": plans,
        "chosen": next((plan for plan in plans if plan["slug"] == question.plan), None),
        "before": question.address(question.page - 1) if question.page > 1 else None,
        "after": question.address(question.page + 1) if len(shown) > PER_PAGE else None,
    }
