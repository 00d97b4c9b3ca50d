"""The list of proposals by text, filters, order and page, in a bounded number of queries; similar
ones; the story of one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import (
    Case,
    CharField,
    F,
    Func,
    IntegerField,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat, Trim
from django.utils.translation import gettext as _

from commitments.organizations.models import Territory
from commitments.plans.models import Commitment
from commitments.plans.models import Value as OpenGovernmentValue
from forums.proposals.models import (
    Attachment,
    Call,
    Lineage,
    Origin,
    Proposal,
    WorkingGroup,
)
from forums.proposals.states import LISTED, ON_ITS_WAY, PROPOSAL, READABLE
from ogp_portal.foundation import search
from ogp_portal.foundation.permissions.rights import Person

PER_PAGE = 20
DEEPEST_PAGE = 250
MOST_COUNTED = 5_000
LONGEST_VALUE = 200
FILTERS = {
    "convocatoria": "call__slug",
    "estado": "state",
    "comuna": "territory__slug",
    "valor": "value__slug",
}
READS = ("q", "orden", "pagina", *FILTERS)  # the parameters of the list
ORDERS = {"recientes": ("-confirmed_at", "-id"), "apoyos": ("-support_count", "-id")}
LIGHT = ("search", "problem", "actors", "appeal", "email", "author_name")
# matches that are ranked for likeness: enough to find the near ones, whatever the number of
# proposals
MOST_LOOKED_AT = 300
MOST_TARGETS = 12
LONGEST_NUMBER = 9  # digits


@dataclass(frozen=True)
class Question:
    """What the address asks for."""

    text: str = ""
    order: str = "recientes"
    page: int = 1
    chosen: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Question":
        """Return the question of a query string; whatever makes no sense is left out rather than
        refused.
        """
        number = query.get("pagina", "1")
        page = int(number) if number.isdecimal() and len(number) < len("10000") else 1
        chosen = {
            name: query[name].replace("\x00", "")[:LONGEST_VALUE]
            for name in FILTERS
            if query.get(name)
        }
        if chosen.get("estado") not in LISTED:
            chosen.pop("estado", None)
        order = query.get("orden", "")
        return cls(
            query.get("q", "").replace("\x00", "").strip()[:LONGEST_VALUE],
            order if order in ORDERS else "recientes",
            min(max(page, 1), DEEPEST_PAGE),
            chosen,
        )

    @property
    def filters(self) -> str:
        """Return the query string of the filters alone: what a feed of them carries."""
        return self.address(orden="")

    def address(self, **changes: str) -> str:
        """Return the query string with some parts changed ("" takes one out), back on the first
        page unless told.
        """
        parts = {
            "q": self.text,
            **self.chosen,
            "orden": "" if self.order == "recientes" else self.order,
            **changes,
        }
        return urlencode({name: value for name, value in parts.items() if value})


@dataclass(frozen=True)
class Answer:
    """What the list page shows."""

    question: Question
    rows: list[Proposal]
    count: int
    is_more: bool
    has_next: bool
    choices: dict[str, list[tuple[str, str]]]
    meant: list[tuple[str, str]]

    @property
    def previous(self) -> str:
        """Return the address of the page before, "" on the first."""
        page = self.question.page - 1
        return "" if page < 1 else self.question.address(pagina=str(page) if page > 1 else "")

    @property
    def next(self) -> str:
        """Return the address of the next page, "" on the last."""
        return (
            self.question.address(pagina=str(self.question.page + 1))
            if self.has_next and self.question.page < DEEPEST_PAGE
            else ""
        )


def matching(question: Question, *, user: Person) -> QuerySet[Proposal]:
    """Return the proposals that a question asks for, of those that `user` may see."""
    matches = Proposal.objects.allowing("view", user).filter(state__in=LISTED)
    if question.text:
        matches = matches.filter(search=search.question(question.text), state__in=READABLE)
    return matches.filter(**{FILTERS[name]: value for name, value in question.chosen.items()})


def named(question: Question, *, user: Person) -> dict[str, tuple[str, str]]:
    """Return the heading and the words of each filter that is chosen, by its parameter; no words
    for a value that there is not.
    """
    titles = {
        "convocatoria": _("Convocatoria"),
        "estado": _("En qué está"),
        "comuna": _("Comuna"),
        "valor": _("Qué fortalece"),
    }
    choices = _choices(user) if question.chosen else {}
    return {
        name: (titles[name], dict(choices[name]).get(value, ""))
        for name, value in question.chosen.items()
    }


def browse(question: Question, *, user: Person) -> Answer:
    """Return the page that `question` asks for: five queries whatever the number of proposals;
    counting stops at MOST_COUNTED.
    """
    matches = matching(question, user=user)
    start = (question.page - 1) * PER_PAGE
    rows = list(
        matches.select_related("call", "territory", "value")
        .defer(*LIGHT)
        .order_by(*ORDERS[question.order])[start : start + PER_PAGE + 1]
    )
    count = matches.order_by()[: MOST_COUNTED + 1].count()
    return Answer(
        question,
        rows[:PER_PAGE],
        min(count, MOST_COUNTED),
        count > MOST_COUNTED,
        len(rows) > PER_PAGE,
        _choices(user),
        [] if count or not question.text else _meant(question, user),
    )


def _meant(question: Question, user: Person) -> list[tuple[str, str]]:
    """Return what may have been meant by words that found nothing, with the address of each."""
    rows = Proposal.objects.allowing("view", user).filter(state__in=READABLE)
    titles = rows.order_by("-pk").values_list("title")
    return [
        (words, question.address(q=words)) for words in search.suggestions(question.text, titles)
    ]


def _choices(user: Person) -> dict[str, list[tuple[str, str]]]:
    return {
        "convocatoria": list(
            Call.objects.allowing("view", user).order_by("-opens_at").values_list("slug", "title")
        ),
        "estado": [(name, str(PROPOSAL.names[name].label)) for name in LISTED],
        "comuna": list(
            Territory.objects.filter(kind=Territory.Kind.COMUNA)
            .order_by("name")
            .values_list("slug", "name")
        ),
        "valor": list(
            OpenGovernmentValue.objects.filter(scheme=OpenGovernmentValue.Scheme.OGP)
            .order_by("name")
            .values_list("slug", "name")
        ),
    }


def _on_their_way(of: QuerySet[Proposal], user: Person) -> QuerySet[Any]:
    """Return the proposals of the same calls that others may be united with."""
    rows = Proposal.objects.allowing("view", user).filter(state__in=ON_ITS_WAY)
    return rows.filter(call__in=of.values("call")).exclude(pk__in=of.values("pk"))


def _tables(of: QuerySet[Proposal], user: Person) -> QuerySet[Any]:
    """Return the working groups of the same calls."""
    rows = WorkingGroup.objects.allowing("view", user).filter(call__in=of.values("call"))
    return rows.annotate(number=Value(None, IntegerField()))


def _promised(of: QuerySet[Proposal], user: Person) -> QuerySet[Any]:
    """Return the commitments of the same plans."""
    rows = Commitment.objects.allowing("view", user)
    return rows.filter(plan__in=of.values("call__plan"))


TARGETS: dict[str, Callable[[QuerySet[Proposal], Person], QuerySet[Any]]] = {
    "merge": _on_their_way,
    "take_to_table": _tables,
    "put_in_commitment": _promised,
}


def targets(act: str, words: str, *, of: list[str], user: Person) -> list[tuple[str, str]]:
    """Return what the proposals named `of` may join by an act: the name in addresses and the label
    of each that the words find, at most MOST_TARGETS. A number, or a whole title, finds that alone.
    """
    wanted = _folded(words)
    if act not in TARGETS or not wanted:
        return []
    mine = Proposal.objects.allowing("moderate", user).filter(slug__in=of)
    written = Cast("number", CharField())
    label = Case(
        When(number=None, then=F("title")),
        default=Concat(written, Value(". "), F("title"), output_field=CharField()),
        output_field=CharField(),
    )
    rows = TARGETS[act](mine, user).annotate(
        words=_folded_column(F("title")), label=label, label_words=_folded_column(label)
    )
    exact = Q(words=wanted) | Q(label_words=wanted) | Q(slug=wanted)
    if wanted.isdecimal() and len(wanted) <= LONGEST_NUMBER:
        exact |= Q(number=int(wanted))
    near = Q(*(Q(label_words__contains=word) for word in wanted.split()))
    for found in (exact, near):
        pairs = rows.filter(found).order_by("number", "pk").values_list("slug", "label")
        chosen = list(pairs[:MOST_TARGETS])
        if chosen:
            return chosen
    return []


def _folded(words: str) -> str:
    return " ".join(search.fold(words.lower()).split())


def _folded_column(words: Any) -> Func:
    """Return the same of a column."""
    spaced = Func(
        words,
        Value(r"\s+"),
        Value(" "),
        Value("g"),
        function="regexp_replace",
        output_field=TextField(),
    )
    return Func(Trim(spaced), function="portal_fold", output_field=TextField())


SIMILAR = """
WITH asked AS (
    SELECT replace(strip(portal_search(%s))::text, ''' ''', ''' | ''')::tsquery AS words
),
hits AS (
    SELECT p.id, p.search FROM forums_proposal p, asked
    WHERE p.search @@ asked.words AND p.state = ANY(%s) AND p.id <> %s
    LIMIT %s
)
SELECT hits.id FROM hits, asked
ORDER BY ts_rank(hits.search, asked.words) DESC, hits.id
LIMIT %s
"""


def similar(words: str, *, but: int = 0, most: int = 5) -> list[Proposal]:
    """Return the public proposals most like `words`, the likest first, `but` the one with that key.

    One word in common is enough; more of them rank higher.
    """
    text = words.replace("\x00", " ").strip()[:1_000]
    if len(text.split()) < 2:
        return []
    with connection.cursor() as cursor:
        cursor.execute(SIMILAR, (text, list(READABLE), but, MOST_LOOKED_AT, most))
        ranked = [row[0] for row in cursor.fetchall()]
    rows = {
        row.pk: row
        for row in Proposal.objects.filter(pk__in=ranked).select_related("call").defer(*LIGHT)
    }
    return [rows[pk] for pk in ranked if pk in rows]


def story(proposal: Proposal, *, user: Person) -> dict[str, object]:
    """Return what became of a proposal and where it comes from, both ways."""
    links = list(
        Lineage.objects.filter(Q(parent=proposal) | Q(child=proposal))
        .select_related("parent", "child")
        .defer("parent__search", "child__search")
        .order_by("pk")
    )
    return {
        "came_from": [link for link in links if link.child_id == proposal.pk],
        "went_into": [link for link in links if link.parent_id == proposal.pk],
        "commitments": list(
            Origin.objects.allowing("view", user)
            .filter(proposal=proposal)
            .select_related("commitment")
            .defer("commitment__search")
            .order_by("pk")
        ),
        "groups": list(proposal.groups.order_by("held_on", "pk")),
        "attachments": list(Attachment.objects.filter(proposal=proposal).order_by("pk")),
    }
