"""Feeds of the lists that have filters, with the same filters: what happens to the rows that a list
shows, under a title that says which.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.inquiries import queries as inquiries
from commitments.organizations.models import Territory
from commitments.plans import queries as commitments
from commitments.plans.queries.question import FILTERS as COMMITMENT_FILTERS
from forums.proposals import queries as proposals
from ogp_portal.foundation.api import belonging
from ogp_portal.foundation.api.exceptions import BadParameter
from ogp_portal.foundation.events.topics import EVERYBODY, about
from ogp_portal.foundation.sentences import Sentence
from ogp_portal.models import RemovedRow
from transparency.budgets import queries as budgets
from transparency.budgets.models import Finding
from transparency.feeds.views.changes import Followed, PortalChanges, removed_from
from transparency.publications.models import Publication
from transparency.subscriptions import topics


@dataclass(frozen=True)
class Asked:
    """What the filters of an address ask for: the rows, the heading and the words of each filter by
    its parameter (no words: there is no such value), and the words that are looked for.
    """

    rows: QuerySet[Model]
    named: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True)
class FilteredList:
    """A list with filters: its title, the name of its page, its dataset, its parameters, how they
    are read, and what they say in the words of what left (`belonging`).
    """

    title: Sentence
    page: str
    dataset: str
    reads: tuple[str, ...]
    ask: Callable[[Mapping[str, str]], Asked]
    answers: Callable[[Mapping[str, str]], Mapping[str, str]]

    def find(self, query: Mapping[str, str]) -> Asked:
        """Return what is asked for. Raises BadParameter for a value that there is not: a feed of
        something else would be followed in its place.
        """
        asked = self.ask(query)
        for name, value in query.items():
            if name != "q" and not asked.named.get(name, ("", ""))[1]:
                detail = _("No hay nada que se llame «%(value)s».") % {"value": value[:60]}
                raise BadParameter(name, detail)
        return asked

    def removed(self, query: Mapping[str, str]) -> QuerySet[RemovedRow]:
        """Return the rows that left and that the filters kept before. The words that are looked for
        are no filter of these: nothing is kept of what a row said.
        """
        words = [belonging.answer(*asked) for asked in self.answers(query).items()]
        return removed_from(self.dataset).filter(belongs_to__contains=words)

    def titled(self, asked: Asked) -> str:
        """Return the title with the filters in words."""
        words = [f"{heading}: {label}" for heading, label in asked.named.values()]
        text = [f"«{asked.text}»"] if asked.text else []
        return " · ".join([str(self.title), *words, *text])

    def path(self, query: Mapping[str, str]) -> str:
        """Return the path of the list with the same filters."""
        question = urlencode(query)
        return f"{reverse(self.page)}?{question}" if question else reverse(self.page)


def _commitments(query: Mapping[str, str]) -> Asked:
    question = commitments.Question.read(query)
    rows = commitments.matching(question, user=EVERYBODY, on=timezone.localdate())
    return Asked(rows, commitments.named(question), question.text)


def _proposals(query: Mapping[str, str]) -> Asked:
    question = proposals.Question.read(query)
    rows = proposals.matching(question, user=EVERYBODY)
    return Asked(rows, proposals.named(question, user=EVERYBODY), question.text)


def _inquiries(query: Mapping[str, str]) -> Asked:
    question = inquiries.Question.read(query)
    return Asked(inquiries.matching(question, user=EVERYBODY), inquiries.named(question))


def _findings(query: Mapping[str, str]) -> Asked:
    question = budgets.FindingQuestion.read(query)
    return Asked(Finding.objects.filter(question.condition()), budgets.named(question))


def _publications(query: Mapping[str, str]) -> Asked:
    rows = Publication.objects.allowing("view", EVERYBODY)
    kind = query.get("clase", "")
    if kind not in Publication.Kind.values:
        return Asked(rows)
    label = str(Publication.Kind(kind).label)
    return Asked(rows.filter(kind=kind), {"clase": (_("Clase"), label)})


def _answers_of_commitments(query: Mapping[str, str]) -> Mapping[str, str]:
    asked = dict(parse_qsl(commitments.Question.read(query).as_api))
    return {name: value for name, value in asked.items() if name != "q"}


def _answers(**filters: str) -> Callable[[Mapping[str, str]], Mapping[str, str]]:
    """Return what reads the filters of the dataset, each from the parameter it has in the list."""

    def read(query: Mapping[str, str]) -> Mapping[str, str]:
        return {name: query[word] for name, word in filters.items() if word in query}

    return read


def _answers_of_proposals(query: Mapping[str, str]) -> Mapping[str, str]:
    read = _answers(call="convocatoria", state="estado", value="valor")
    codes = Territory.objects.filter(slug=query.get("comuna", "")).values_list("code", flat=True)
    return {**read(query), **({"territory": codes[0]} if codes else {})}


COMMITMENTS = FilteredList(
    gettext_lazy("Compromisos"),
    "commitment_list",
    "commitments",
    COMMITMENT_FILTERS,
    _commitments,
    _answers_of_commitments,
)
PROPOSALS = FilteredList(
    gettext_lazy("Propuestas"),
    "proposal_list",
    "proposals",
    ("q", *proposals.FILTERS),
    _proposals,
    _answers_of_proposals,
)
INQUIRIES = FilteredList(
    gettext_lazy("Preguntas y objeciones"),
    "inquiry_list",
    "inquiries",
    ("clase", "estado", "compromiso"),
    _inquiries,
    _answers(commitment="compromiso", kind="clase", state="estado"),
)
FINDINGS = FilteredList(
    gettext_lazy("Hallazgos"),
    "finding_list",
    "findings",
    ("institucion", "regla", "gravedad", "estado"),
    _findings,
    _answers(institution="institucion", rule="regla", severity="gravedad", state="estado"),
)
PUBLICATIONS = FilteredList(
    gettext_lazy("Publicaciones"),
    "publication_list",
    "publications",
    ("clase",),
    _publications,
    _answers(kind="clase"),
)


class ListChanges(PortalChanges):
    """What happens to the rows of a list with filters."""

    def __init__(self, listed: FilteredList) -> None:
        """Keep which list."""
        super().__init__()
        self.listed = listed

    def find(self, slug: str, asked: Mapping[str, str]) -> Followed:
        """Return the acts about the rows that the filters keep. Raises BadParameter."""
        found = self.listed.find(asked)
        return Followed(
            self.listed.titled(found),
            self.listed.path(asked),
            topics.public_entries().filter(about(found.rows)),
            self.listed.removed(asked),
        )
