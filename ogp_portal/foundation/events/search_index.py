"""The table of the search of the whole portal, kept from what each subject declares.

An act enqueues a message that looks at what it was about, and a task looks at everything from time
to time: some changes leave no act, and a row may leave public view because of another. What the
table says is never shown: it only says which rows to ask for (`searching`).
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import EmptyResultSet
from django.db import OperationalError, connection, transaction
from django.db.models import F, Func, Model, Q, QuerySet, SmallIntegerField, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat, Left, NullIf
from django.utils import translation

from ogp_portal.foundation import languages
from ogp_portal.foundation.events import journal, outbox
from ogp_portal.foundation.permissions.rights import Person, condition
from ogp_portal.foundation.sentences import Sentence
from ogp_portal.models import JournalEntry, SearchEntry

EVERYBODY = AnonymousUser()
MESSAGE = "portal.index"
LONGEST_WORDS = 200_000
TEXT_ARRAY = "ARRAY[%(expressions)s]::text[]"
Told = str | Combinable | Callable[[], Combinable]  # a column, or what the database works out
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Text:
    """Something found that has no row, as a page of help: its key in addresses, its title and its
    words in the language of whoever asks.
    """

    key: str
    title: Sentence
    words: Sentence = ""


@dataclass(frozen=True)
class Findable:
    """A kind of thing that is found: its name in addresses, its words, and the path of the page of
    one by its address.

    Of rows: the `model`, asked by its rule of viewing and, `within` it, by a condition; the columns
    (or expressions) of the title, the words, the address, the `year`, the slugs of the `places` (an
    expression may give an array) and `of`, which says what it belongs to. `changed_by` are the
    models whose acts change it, each with the path that leads to it. Without rows, `texts` gives
    them all. `listed` is the list that answers the same words as its parameter `q`.
    """

    kind: str
    label: Sentence
    path: Callable[[str], str]
    model: type[Model] | None = None
    within: Q = field(default_factory=Q)
    title: Told = "title"
    words: tuple[Told, ...] = ()
    address: Told = "slug"
    year: str | Combinable = ""
    places: tuple[Told, ...] = ()
    of: Told = ""
    changed_by: Mapping[str, str] = field(default_factory=dict)
    texts: Callable[[], Iterable[Text]] | None = None
    listed: str = ""
    takes_words: bool = False

    def rows(self, user: Person) -> QuerySet[Any]:
        """Return the rows that `user` may find."""
        model = self._model
        return model._default_manager.filter(condition(model, "view", user)).filter(self.within)

    @property
    def _model(self) -> type[Model]:
        if self.model is None:
            raise TypeError(self.kind)
        return self.model

    def about(self, label: str, pk: int) -> Q:
        """Return the rows that an act about a row of another model, or of its own, may change."""
        if label == self._model._meta.label_lower:
            return Q(pk=pk)
        return Q(**{self.changed_by[label]: pk})


def all_of(rows: QuerySet[Any], column: str) -> ArraySubquery:
    """Return a column of the rows of another model that belong to a row, as an array."""
    return ArraySubquery(rows.values(column))


def joined(rows: QuerySet[Any], column: str) -> Func:
    """Return a column of the rows of another model that belong to a row, in one text."""
    return Func(
        all_of(rows, column), Value(" · "), function="array_to_string", output_field=TextField()
    )


KINDS: dict[str, Findable] = {}  # by their names in addresses, in the order of the page


def declare(findable: Findable) -> None:
    """Have a kind of thing found, and kept as acts change it."""
    KINDS[findable.kind] = findable


def expression(told: Told) -> Any:
    """Return what the database works out for a column or an expression, as text."""
    if isinstance(told, str):
        return Cast(F(told) if told else Value(""), TextField())
    made: Any = told() if callable(told) and not hasattr(told, "resolve_expression") else told
    return Cast(made, TextField())


def text_of(*parts: str | Combinable) -> Combinable:
    """Return columns and values of any type in one text."""
    texts = [Cast(F(part) if isinstance(part, str) else part, TextField()) for part in parts]
    return Concat(*texts, output_field=TextField())


def joined_words(findable: Findable) -> Func:
    """Return the words of a row in one text, without its title."""
    words = [NullIf(expression(told), Value("")) for told in findable.words]
    spaced = Func(Value(" · "), *words, Value(""), function="concat_ws", output_field=TextField())
    return Left(spaced, LONGEST_WORDS)


def is_watched(entry: JournalEntry) -> bool:
    """Say whether an act may change what is found; what fills the portal is indexed at its end."""
    return entry.act not in journal.loading_acts() and any(
        _is_changed_by(findable, entry.subject_type) for findable in KINDS.values()
    )


def _is_changed_by(findable: Findable, label: str) -> bool:
    return findable.model is not None and (
        label == findable.model._meta.label_lower or label in findable.changed_by
    )


def index_act(payload: outbox.Payload) -> None:
    """Bring up to date what the act was about, and what else it may have changed."""
    entry = JournalEntry.objects.get(pk=payload["entry"])
    for findable in KINDS.values():
        if _is_changed_by(findable, entry.subject_type):
            index(findable, about=findable.about(entry.subject_type, entry.subject_id))


def index_all() -> int:
    """Bring the whole table up to date, and return how many of its rows changed. A kind that cannot
    be looked at in time is logged and hinders no other.
    """
    changed = SearchEntry.objects.exclude(kind__in=KINDS).delete()[0]
    for findable in KINDS.values():
        try:
            with transaction.atomic():
                changed += index(findable)
        except OperationalError:
            log.exception("The search of %s was not brought up to date", findable.kind)
            if not connection.is_usable():
                raise
    return changed


def index(findable: Findable, *, about: Q | None = None) -> int:
    """Bring the entries of a kind up to date, or of those of its rows that a condition says, and
    return how many changed. Only what changed is worked out and written.
    """
    source, params = _texts(findable) if findable.texts else _rows(findable, about)
    kept_params: tuple[Any, ...] = ()
    kept = ""
    if about is not None:
        touched = findable._model._default_manager.filter(about).order_by().values("pk")
        sql, kept_params = touched.query.sql_with_params()
        kept = f"AND e.row_pk IN ({sql})"
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE.format(source=source, kept=kept),
            [*params, findable.kind, *kept_params, findable.kind, findable.kind, findable.kind],
        )
        changed: int = cursor.fetchone()[0]
    return changed


WRITE = """
WITH source (key, row_pk, title, words, year, places) AS MATERIALIZED ({source}),
read AS (
    SELECT DISTINCT ON (key) key, row_pk, title, words, year,
        array_remove(places, NULL) AS places,
        md5(concat_ws(chr(31), title, words, year, array_remove(places, NULL)::text)) AS stamp
    FROM source ORDER BY key
), gone AS (
    DELETE FROM ogp_portal_searchentry e
    WHERE e.kind = %s {kept} AND NOT EXISTS (SELECT 1 FROM read r WHERE r.key = e.key)
    RETURNING 1
), written AS (
    INSERT INTO ogp_portal_searchentry (kind, key, row_pk, year, places, stamp, search)
    SELECT %s, r.key, r.row_pk, r.year, r.places, r.stamp,
        setweight(portal_search(r.title), 'A') || setweight(portal_search(r.words), 'D')
        || array_to_tsvector(array_remove(
            ARRAY(SELECT 'place ' || place FROM unnest(r.places) AS place)
            || ('year ' || r.year) || ('kind ' || %s), NULL))
    FROM read r
    WHERE NOT EXISTS (
        SELECT 1 FROM ogp_portal_searchentry e
        WHERE e.kind = %s AND e.key = r.key AND e.stamp = r.stamp
    )
    ON CONFLICT (kind, key) DO UPDATE SET row_pk = excluded.row_pk, year = excluded.year,
        places = excluded.places, stamp = excluded.stamp, search = excluded.search
    RETURNING 1
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM written)
"""
NOTHING = "SELECT ''::text, 0::bigint, ''::text, ''::text, 0::smallint, '{}'::text[] WHERE false"


def _rows(findable: Findable, about: Q | None) -> tuple[str, list[Any]]:
    """Return the SQL of what everybody may find of a kind."""
    rows = findable.rows(EVERYBODY).filter(about or Q()).order_by()
    told = findable.year
    year = Cast(
        F(told) if isinstance(told, str) and told else told or Value(None), SmallIntegerField()
    )
    with translation.override(languages.own()):
        read = rows.values_list(
            Cast("pk", TextField()),
            "pk",
            expression(findable.title),
            joined_words(findable),
            year,
            _places(findable),
        )
        try:
            sql, params = read.query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:  # nobody may find any of them
            return NOTHING, []
    return sql, list(params)


def _places(findable: Findable) -> Any:
    """Return the slugs of a row's places as an array."""
    arrays = [
        Func(F(told), template=TEXT_ARRAY) if isinstance(told, str) else told
        for told in findable.places
    ]
    if not arrays:
        return Func(template="ARRAY[]::text[]", output_field=TextField())
    return Func(
        *arrays,
        template="(%(expressions)s)::text[]",
        arg_joiner=" || ",
        output_field=TextField(),
    )


def _texts(findable: Findable) -> tuple[str, list[Any]]:
    """Return the SQL of the things that have no row, in every language of the portal."""
    told: dict[str, list[str]] = {}
    titles: dict[str, str] = {}
    for code in languages.codes():
        with translation.override(code):
            for text in findable.texts() if findable.texts else ():
                titles.setdefault(text.key, str(text.title))
                told.setdefault(text.key, []).extend([str(text.title), str(text.words)])
    sql = (
        "SELECT key, NULL::bigint, title, words, NULL::smallint, '{}'::text[] "
        "FROM unnest(%s::text[], %s::text[], %s::text[]) AS told (key, title, words)"
    )
    words = [" · ".join(told[key]) for key in titles]
    return sql, [list(titles), list(titles.values()), words]
