"""What is found in pieces, with what was looked for marked."""

import re
from typing import Any

from django.db import connection
from django.utils.text import Truncator

from ogp_portal.foundation import search
from ogp_portal.models import SearchEntry

OPEN, SHUT = "\ue000", "\ue001"  # around what is marked: no text holds them
UNMARKED = str.maketrans("", "", f"{OPEN}{SHUT}")
HEADLINE = f"StartSel={OPEN}, StopSel={SHUT}"
HEADLINES = """
    SELECT ts_headline('pg_catalog.spanish', title, query, %s),
        ts_headline('pg_catalog.spanish', words, query, %s)
    FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS told (title, words, place),
    LATERAL (SELECT {query} AS query) AS asked
    ORDER BY place
"""
MARKUP = re.compile(r"(?m)(?:^|(?<=· ))\s*(?:#{1,6}|[-*+>]|\d+\.)\s+|[*_`|]{1,3}")
LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
FIRST_WORDS = 26  # shown where nothing is marked

Pieces = list[tuple[str, bool]]  # a text, and whether it is what was looked for


def marked(texts: list[tuple[str, str]], asked: str) -> list[tuple[Pieces, Pieces]]:
    """Return titles and words in pieces, with what was looked for marked: one query, or none where
    no words are asked.
    """
    if not texts or not asked:
        return [
            ([(title, False)], [(Truncator(words).words(FIRST_WORDS, truncate=" …"), False)])
            for title, words in texts
        ]
    query, params = _sql(search.question(asked))
    with connection.cursor() as cursor:
        cursor.execute(
            HEADLINES.format(query=query),
            [
                f"{HEADLINE}, HighlightAll=true",
                f"{HEADLINE}, MaxFragments=2, MaxWords=22, MinWords=9, FragmentDelimiter= … ",
                *([list(column) for column in zip(*texts, strict=True)]),
                *params,
            ],
        )
        return [
            (_pieces(title), _whole_or_cut(_pieces(part), words))
            for (title, part), (_title, words) in zip(cursor.fetchall(), texts, strict=True)
        ]


def _sql(query: Any) -> tuple[str, list[Any]]:
    """Return the SQL of a search query."""
    made = SearchEntry.objects.annotate(asked=query).values("asked").query
    compiler = made.get_compiler(connection=connection)
    sql, params = compiler.compile(query.resolve_expression(made))
    return sql, list(params)


def _pieces(headline: str) -> Pieces:
    """Return a headline of PostgreSQL in pieces."""
    pieces = []
    for part in headline.split(OPEN):
        sought, shut, rest = part.partition(SHUT)
        pieces += [(sought, True), (rest, False)] if shut else [(sought, False)]
    return [piece for piece in pieces if piece[0]]


def _whole_or_cut(pieces: Pieces, words: str) -> Pieces:
    """Return a part of a text with the sign of what is left out before and after it."""
    if not pieces:
        return pieces
    before = [] if words.startswith(pieces[0][0]) else [("… ", False)]
    after = [] if words.endswith(pieces[-1][0]) else [(" …", False)]
    return [*before, *pieces, *after]


def plain(text: str) -> str:
    """Return a text without the signs that format it."""
    bare = MARKUP.sub("", LINK.sub(r"\1", text)).strip(" ·")
    return " ".join(bare.translate(UNMARKED).split())
