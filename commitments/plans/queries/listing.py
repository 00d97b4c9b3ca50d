"""The list of commitments: text, filters with counts, order and page, in a bounded number of
queries.
"""

import datetime
from dataclasses import dataclass, replace

from django.db.models import Prefetch

from commitments.plans import definitions
from commitments.plans.datasets.commitment import LIST_FILTERS
from commitments.plans.models import Commitment, CommitmentQuerySet, Milestone
from commitments.plans.queries import facets
from commitments.plans.queries.facets import Choice
from commitments.plans.queries.question import (
    COUNTED_AS,
    DEEPEST_PAGE,
    ORDERS,
    PUNCTUALITY,
    Question,
)
from ogp_portal.foundation import search
from ogp_portal.foundation.permissions.rights import Person

PER_PAGE = 20


@dataclass(frozen=True)
class Answer:
    """What the list page shows."""

    question: Question
    rows: list[Commitment]
    count: int
    is_more: bool
    facets: list[tuple[str, str, list[Choice]]]
    meant: list[tuple[str, str]]

    @property
    def pages(self) -> int:
        """Return how many pages there are, at most DEEPEST_PAGE."""
        return max(1, min(DEEPEST_PAGE, -(-self.count // PER_PAGE)))

    @property
    def previous(self) -> str | None:
        """Return the address of the page before, None on the first."""
        page = self.question.page - 1
        return None if page < 1 else self.question.address(pagina=str(page) if page > 1 else "")

    @property
    def next(self) -> str | None:
        """Return the address of the next page, None on the last."""
        return (
            None
            if self.question.page >= self.pages
            else self.question.address(pagina=str(self.question.page + 1))
        )


def browse(question: Question, *, user: Person, on: datetime.date) -> Answer:
    """Return the page that `question` asks for, of the commitments `user` may see, on the day `on`:
    three queries.
    """
    matches = matching(question, user=user, on=on)
    counts, total = facets.count(matches, on=on)
    is_more = total > facets.MOST_COUNTED
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
        min(total, facets.MOST_COUNTED),
        is_more,
        facets.facets(question, counts, is_more=is_more),
        [] if total or not question.text else _meant(question, user),
    )


def _meant(question: Question, user: Person) -> list[tuple[str, str]]:
    """Return what may have been meant by words that found nothing, with the address of each."""
    titles = Commitment.objects.allowing("view", user).order_by("-pk").values_list("title")
    return [
        (words, question.address(q=words)) for words in search.suggestions(question.text, titles)
    ]


def matching(question: Question, *, user: Person, on: datetime.date) -> CommitmentQuerySet:
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
        elif name == "cuenta":
            rows = rows.filter(definitions.counted_as(COUNTED_AS.get(value, "")))
    return rows
