"""Spanish text search that forgives accents, and the alphabetical order of Spanish, on any
PostgreSQL.

Folding before stemming breaks every word in -ción, so the index holds both spellings, and the
question asks both (docs/decisions/0005). A minus weakens under OR: with one, both spellings must
agree.
"""

import re
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection, migrations
from django.db.models import QuerySet

from ogp_portal.foundation import characters

FOLD = str.maketrans("áéíóúüàèìòùâêîôûäëïöÁÉÍÓÚÜ", "aeiouuaeiouaeiouaeioAEIOUU")
REACCENT = re.compile(r"(?<=\w[cs])ion\b")
WORD = re.compile(r"[^\W_]+")
LOST_APOSTROPHE = re.compile(r"\bo(?=[bcdfghjklmnpqrstvwxyz]\w{4})")
LONGEST = 200
SHORTEST_HALF = 4  # letters; shorter words begin too many others
# Words of four letters and more that no index holds: they say nothing of what is looked for
COMMON = {
    *("para", "como", "entre", "sobre", "desde", "hasta", "cuando", "donde", "quien", "contra"),
    *("este", "esta", "estos", "estas", "todo", "toda", "todos", "todas", "otro", "otra", "otros"),
    *("otras", "tambien", "porque", "durante", "antes", "nuestro", "nuestra", "unos", "algo"),
}
LEAST = 0.3  # likeness of a word worth suggesting: pg_trgm's own limit
MOST_READ, MOST_WORDS, MOST_SUGGESTED = 5_000, 4, 3
VOCABULARY = """
    SELECT DISTINCT word FROM ({titles}) AS read (title),
    regexp_split_to_table(lower(title), '[^[:alnum:]]+') AS word
    WHERE length(word) BETWEEN 4 AND 40
"""
CLOSEST = """
    SELECT typed, word, likeness FROM ({vocabulary}) AS vocabulary,
    unnest(%s::text[], %s::text[]) AS asked (bare, typed),
    similarity(replace(portal_fold(word), 'ñ', 'n'), bare) AS likeness
    WHERE likeness >= %s
"""

# Bodies in the SQL standard's form: PostgreSQL resolves every name when it makes the function, so
# that nothing depends on the search path (pg_restore empties it) and the planner may inline them.
SQL = """
CREATE OR REPLACE FUNCTION portal_fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN translate(lower(value), 'áéíóúüàèìòùâêîôûäëïö', 'aeiouuaeiouaeiouaeio');
CREATE OR REPLACE FUNCTION portal_sort_key(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN replace(portal_fold(value), 'ñ', 'n~');
CREATE OR REPLACE FUNCTION portal_search(value text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN to_tsvector('pg_catalog.spanish'::regconfig, value)
    || to_tsvector('pg_catalog.spanish'::regconfig, portal_fold(value));
"""
UNDO = (
    "DROP FUNCTION IF EXISTS portal_search(text); DROP FUNCTION IF EXISTS portal_sort_key(text); "
    "DROP FUNCTION IF EXISTS portal_fold(text);"
)


def fold(value: str) -> str:
    """Return `value` without the accents that people leave out; ñ stays, it is a letter."""
    return value.translate(FOLD)


def question(words: str) -> Any:
    """Return the search query for what a person typed, in both spellings; quotes and minus work as
    people expect. Without them a word finds those that begin with it, too, and a name that lost its
    apostrophe (ohiggins) is found with it.
    """
    typed = characters.one_line(words)[:LONGEST].lower()
    spelled = REACCENT.sub("ión", typed)
    asked = SearchQuery(spelled, config="spanish", search_type="websearch")
    folded = SearchQuery(fold(typed), config="spanish", search_type="websearch")
    if re.search(r"(^|\s)-\w", typed):
        return asked & folded
    if '"' in typed:
        return asked | folded
    named = LOST_APOSTROPHE.sub("", fold(typed))
    if named != fold(typed):
        folded |= SearchQuery(named, config="spanish", search_type="websearch")
    halves = _halves(fold(typed))
    return asked | folded | halves if halves else asked | folded


def _halves(typed: str) -> Any:
    """Return the query for words that are, or begin as, those typed; None where none is long enough
    to be half a word.
    """
    words = [word for word in WORD.findall(typed) if word not in COMMON]
    if not any(len(word) >= SHORTEST_HALF for word in words):
        return None
    query = None
    for word in words:
        either = SearchQuery(word, config="spanish", search_type="plain")
        if len(word) >= SHORTEST_HALF:
            either |= SearchQuery(f"{word}:*", config="simple", search_type="raw")
        query = either if query is None else query & either
    return query


def suggestions(typed: str, titles: QuerySet[Any, Any]) -> list[str]:
    """Return what a person may have meant by a question that found nothing, at most three: the same
    words with one of them as it stands in `titles` (a queryset of texts, of which the latest
    MOST_READ are read).

    Likeness is PostgreSQL's own (pg_trgm), by the server where it has it, else by its rule here.
    """
    words = WORD.findall(characters.one_line(typed)[:LONGEST].lower())[:MOST_WORDS]
    asked = [word for word in words if len(word) >= SHORTEST_HALF and word not in COMMON]
    found: dict[str, float] = {}
    for word, other, like in _closest(asked, titles) if asked else ():
        if other != word:
            meant = " ".join(other if each == word else each for each in words)
            found[meant] = max(like, found.get(meant, 0))
    return sorted(found, key=lambda meant: (-found[meant], meant))[:MOST_SUGGESTED]


def _closest(words: list[str], titles: QuerySet[Any, Any]) -> list[tuple[str, str, float]]:
    """Return (word, another of the titles, how like they are) for all that are worth suggesting:
    two queries.
    """
    read, parameters = titles[:MOST_READ].query.sql_with_params()
    vocabulary = VOCABULARY.format(titles=read)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regprocedure('similarity(text,text)') IS NOT NULL")
        (has_trigrams,) = cursor.fetchone()
        if has_trigrams:
            asked: list[Any] = [[plain(word) for word in words], words, LEAST]
            cursor.execute(CLOSEST.format(vocabulary=vocabulary), [*parameters, *asked])
            return [(word, other, float(like)) for word, other, like in cursor.fetchall()]
        cursor.execute(vocabulary, parameters)
        others = [(other, plain(other)) for (other,) in cursor.fetchall()]
    pairs = ((word, other, likeness(plain(word), bare)) for word in words for other, bare in others)
    return [pair for pair in pairs if pair[2] >= LEAST]


def plain(word: str) -> str:
    """Return a word as people without a Spanish keyboard type it: no accent, n for ñ."""
    return fold(word).replace("ñ", "n")


def likeness(word: str, other: str) -> float:
    """Return how like two words are, from 0 to 1: the trigrams they share of all they have, as
    pg_trgm counts them.
    """
    first, second = _trigrams(word), _trigrams(other)
    return len(first & second) / len(first | second)


def _trigrams(word: str) -> set[str]:
    padded = f"  {word} "
    return {padded[place : place + 3] for place in range(len(padded) - 2)}


def functions() -> migrations.RunSQL:
    """Return the migration step that makes the SQL functions."""
    return migrations.RunSQL(SQL, UNDO)
