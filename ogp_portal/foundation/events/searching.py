"""What the search of the whole portal answers, in a bounded number of queries.

The table says which rows have the words (`search_index`); which of them the reader may see, and
what they say today, is asked of the rows themselves.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import CharField, F, QuerySet, TextField, Value
from django.db.models.functions import Left
from django.urls import reverse

from ogp_portal.foundation import search
from ogp_portal.foundation.events import search_marks
from ogp_portal.foundation.events.search_index import (
    KINDS,
    Findable,
    Text,
    expression,
    joined_words,
)
from ogp_portal.foundation.permissions.rights import Person
from ogp_portal.models import SearchEntry

FEW = 5  # of each kind, where all kinds are shown
PER_PAGE = 20
MOST = 200  # of each kind: the latest that have the words, whatever the number of things
MOST_TITLES = 400  # of each kind, read for what may have been meant
MOST_OFFERED, MOST_FIRST, SHORTEST_OFFER = 8, 40, 2
LONGEST_VALUE, LONGEST_READ = 200, 20_000
BY_LENGTH = 1  # a short text that has the word says more of it than a long one
WEIGHTS = [0.05, 0.1, 0.4, 1.0]  # of D (the words) up to A (the title)


class Lexeme(SearchQuery):
    """One lexeme as it stands in the index: of a kind, a place or a year."""

    template = "(%(expressions)s)::tsquery"

    def __init__(self, lexeme: str) -> None:
        """Keep the lexeme, quoted as PostgreSQL reads it."""
        quoted = lexeme.replace("\\", "\\\\").replace("'", "''")
        super().__init__(Value(f"'{quoted}'", output_field=TextField()))


@dataclass(frozen=True)
class Question:
    """What the address asks for: words, and of which kind, place and year."""

    text: str = ""
    kind: str = ""
    place: str = ""
    year: int | None = None
    page: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Question":
        """Return the question of a query string; what makes no sense is left out."""
        clean = {
            name: query.get(name, "").replace("\x00", "").strip()[:LONGEST_VALUE] for name in READS
        }
        kind = clean["en"] if clean["en"] in KINDS else ""
        year, page = clean["anio"], clean["pagina"]
        return cls(
            clean["q"],
            kind,
            clean["lugar"],
            int(year) if re.fullmatch(r"[12]\d{3}", year) else None,
            min(int(page), MOST // PER_PAGE) if re.fullmatch(r"[1-9]\d?", page) else 1,
        )

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is asked."""
        return not (self.text or self.place or self.year)

    def address(self, **changes: str) -> str:
        """Return the query string with some parts changed ("" takes one out), on the first page."""
        parts = {
            "q": self.text,
            "en": self.kind,
            "lugar": self.place,
            "anio": str(self.year or ""),
            **changes,
        }
        return urlencode({name: value for name, value in parts.items() if value})

    @property
    def words(self) -> Any:
        """Return the search query of its words, None without words."""
        return search.question(self.text) if self.text else None

    def entries(self, kind: str, words: Any) -> QuerySet[SearchEntry]:
        """Return the entries of a kind that it asks for, with the search query of its words."""
        entries = SearchEntry.objects.filter(kind=kind, search=Lexeme(f"kind {kind}"))
        if words is not None:
            entries = entries.filter(search=words)
        if self.place:
            entries = entries.filter(search=Lexeme(f"place {self.place}"))
        if self.year:
            entries = entries.filter(search=Lexeme(f"year {self.year}"))
        return entries


READS = ("q", "en", "lugar", "anio", "pagina")  # the parameters of the page


@dataclass(frozen=True)
class Hit:
    """An entry that has the words, before anybody asked whether it may be seen."""

    kind: str
    key: str
    row_pk: int | None
    year: int | None
    places: list[str]
    rank: float


@dataclass(frozen=True)
class Thing:
    """Something found: where it is, its title and its words in pieces (text, whether it is what was
    looked for), what it belongs to, and of when.
    """

    path: str
    title: search_marks.Pieces
    words: search_marks.Pieces
    of: str
    year: int | None


@dataclass(frozen=True)
class Group:
    """What was found of a kind: how many (at most MOST: then there may be more), the first of them,
    and the address of all.
    """

    findable: Findable
    count: int
    things: list[Thing]
    all: str

    @property
    def is_more(self) -> bool:
        """Say whether there may be more than are counted."""
        return self.count >= MOST


@dataclass(frozen=True)
class Answer:
    """What the page shows; `places` and `years` say how many of what was found are of each."""

    question: Question
    groups: list[Group] = field(default_factory=list)
    places: list[tuple[str, int]] = field(default_factory=list)
    years: list[tuple[int, int]] = field(default_factory=list)
    meant: list[tuple[str, str]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Return how many things were found, of those that are counted."""
        return sum(group.count for group in self.groups)

    @property
    def is_more(self) -> bool:
        """Say whether there may be more than are counted."""
        return any(group.is_more for group in self.groups)

    @property
    def pages(self) -> int:
        """Return how many pages there are of the kind that is asked for."""
        return max(1, -(-self.count // PER_PAGE)) if self.question.kind else 1


def find(question: Question, *, user: Person) -> Answer:
    """Return what `user` finds: four queries, or three where nothing is found."""
    if question.is_empty:
        return Answer(question)
    hits = _visible(_hits(question, question.words), user)
    if not hits:
        return Answer(question, meant=_meant(question, user))
    by_kind: dict[str, list[Hit]] = {}
    for hit in sorted(hits, key=lambda hit: -hit.rank):
        by_kind.setdefault(hit.kind, []).append(hit)
    start = (question.page - 1) * PER_PAGE if question.kind else 0
    shown = {
        kind: of_kind[start : start + (PER_PAGE if question.kind else FEW)]
        for kind, of_kind in by_kind.items()
    }
    things = _things(shown, question.text, user)
    return Answer(
        question,
        [
            Group(KINDS[kind], len(by_kind[kind]), things[kind], _all(KINDS[kind], question))
            for kind in KINDS
            if kind in by_kind
        ],
        Counter(place for hit in hits for place in set(hit.places)).most_common(),
        sorted(Counter(hit.year for hit in hits if hit.year).items(), reverse=True),
    )


def _all(findable: Findable, question: Question) -> str:
    """Return the address of everything found of a kind: the list that takes the same words, where
    there is one, for words alone.
    """
    if findable.listed and question.text and not question.place and not question.year:
        return f"{reverse(findable.listed)}?{urlencode({'q': question.text})}"
    return f"{reverse('search')}?{question.address(en=findable.kind)}"


def _hits(question: Question, words: Any) -> list[Hit]:
    """Return the latest entries of each kind that have the words, with how well: one query."""
    rank: Any = Value(0.0)
    if words is not None:
        rank = SearchRank(F("search"), words, weights=WEIGHTS, normalization=Value(BY_LENGTH))
    queries = [
        question.entries(kind, words)
        .order_by("-id")
        .values_list("kind", "key", "row_pk", "year", "places", rank)[:MOST]
        for kind in ([question.kind] if question.kind else KINDS)
    ]
    return [Hit(*row) for row in _union(queries)]


def _union(queries: list[Any]) -> Iterable[Any]:
    """Return the rows of several querysets in one query."""
    if not queries:
        return ()
    first, *others = queries
    rows: Iterable[Any] = first.union(*others, all=True) if others else first
    return rows


def _visible(hits: list[Hit], user: Person) -> list[Hit]:
    """Return those of the hits that `user` may see: one query."""
    queries = [
        KINDS[kind]
        .rows(user)
        .filter(pk__in=pks)
        .order_by()
        .values_list(Value(kind, output_field=CharField()), "pk")
        for kind, pks in _pks(hits).items()
    ]
    seen = set(_union(queries))
    return [hit for hit in hits if hit.row_pk is None or (hit.kind, hit.row_pk) in seen]


def _pks(hits: Iterable[Hit]) -> dict[str, list[int]]:
    pks: dict[str, list[int]] = {}
    for hit in hits:
        if hit.row_pk is not None:
            pks.setdefault(hit.kind, []).append(hit.row_pk)
    return pks


def _things(shown: Mapping[str, list[Hit]], text: str, user: Person) -> dict[str, list[Thing]]:
    """Return what is shown of each kind, in the order of the hits: two queries."""
    told = _told([hit for hits in shown.values() for hit in hits], user)
    texts = [
        (title.translate(search_marks.UNMARKED), search_marks.plain(words))
        for title, words, _path, _of in told.values()
    ]
    marked = dict(zip(told, search_marks.marked(texts, text), strict=True))
    things: dict[str, list[Thing]] = {kind: [] for kind in shown}
    for kind, hits in shown.items():
        for hit in hits:
            if (
                kind,
                hit.key,
            ) not in told:  # hidden a moment ago, or its page is of another version
                continue
            _title, _words, address, of = told[kind, hit.key]
            path = _path(KINDS[kind], address, text)
            things[kind].append(Thing(path, *marked[kind, hit.key], of, hit.year))
    return things


def _path(findable: Findable, address: str, text: str) -> str:
    """Return the path of a thing, with the words where its page takes them."""
    path = findable.path(address)
    return f"{path}?{urlencode({'q': text})}" if findable.takes_words and text else path


Told = dict[tuple[str, str], tuple[str, str, str, str]]  # title, words, address, what it belongs to


def _told(hits: list[Hit], user: Person) -> Told:
    """Return what the rows say today, by kind and key: one query."""
    queries = [
        KINDS[kind]
        .rows(user)
        .filter(pk__in=pks)
        .order_by()
        .values_list(
            Value(kind, output_field=CharField()),
            "pk",
            expression(KINDS[kind].title),
            Left(joined_words(KINDS[kind]), LONGEST_READ),
            expression(KINDS[kind].address),
            expression(KINDS[kind].of),
        )
        for kind, pks in _pks(hits).items()
    ]
    told: Told = {
        (kind, str(pk)): (title, words, address, of or "")
        for kind, pk, title, words, address, of in _union(queries)
    }
    texts = {hit.kind: _texts(KINDS[hit.kind]) for hit in hits if hit.row_pk is None}
    for hit in hits:
        text = texts.get(hit.kind, {}).get(hit.key)
        if text:
            told[hit.kind, hit.key] = (str(text.title), str(text.words), text.key, "")
    return told


def _texts(findable: Findable) -> dict[str, Text]:
    return {text.key: text for text in findable.texts()} if findable.texts else {}


def _meant(question: Question, user: Person) -> list[tuple[str, str]]:
    """Return what may have been meant by words that found nothing, with the address of each: two
    queries.
    """
    if not question.text:
        return []
    titles = _union(
        [
            findable.rows(user)
            .order_by("-pk")
            .values_list(expression(findable.title))[:MOST_TITLES]
            for findable in KINDS.values()
            if findable.model is not None
        ]
    )
    meant = search.suggestions(question.text, titles)  # type: ignore[arg-type]
    return [(words, question.address(q=words, en="", lugar="", anio="")) for words in meant]


@dataclass(frozen=True)
class Offer:
    """A title that has what somebody has typed so far, its kind in words, and its path."""

    title: str
    kind: str
    path: str


def offers(typed: str, *, user: Person) -> list[Offer]:
    """Return titles that have the words typed so far, the last of them perhaps half a word: three
    queries.
    """
    question = Question(text=typed.strip()[:LONGEST_VALUE])
    words = search.WORD.findall(search.fold(question.text.lower()))
    if not words or len(words[-1]) < SHORTEST_OFFER:
        return []
    begun = SearchQuery(
        " & ".join([f"{word}:A" for word in words[:-1]] + [f"{words[-1]}:*A"]),
        config="simple",
        search_type="raw",
    )
    hits = _visible(_hits(question, begun | search.question(question.text)), user)
    hits = sorted(hits, key=lambda hit: -hit.rank)[:MOST_OFFERED]
    told = _told(hits, user)
    return [
        Offer(title, str(KINDS[kind].label), _path(KINDS[kind], address, question.text))
        for (kind, key), (title, _words, address, _of) in sorted(
            told.items(), key=lambda item: [(hit.kind, hit.key) for hit in hits].index(item[0])
        )
    ]


def titles(kinds: Iterable[str], *, user: Person) -> list[str]:
    """Return the latest titles of some kinds that `user` may find: one query."""
    queries = [
        KINDS[kind]
        .rows(user)
        .order_by("-pk")
        .values_list(expression(KINDS[kind].title))[:MOST_FIRST]
        for kind in kinds
    ]
    return sorted({title for (title,) in _union(queries)}, key=search.fold)
