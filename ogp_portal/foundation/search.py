"""Spanish text search that forgives accents, and the alphabetical order of Spanish, on any
PostgreSQL.

Folding before stemming breaks every word in -ción, so the index holds both spellings, and the
question asks both (docs/decisions/0005). A minus weakens under OR: with one, both spellings must
agree.
"""

import re
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import migrations

FOLD = str.maketrans("áéíóúüàèìòùâêîôûäëïöÁÉÍÓÚÜ", "aeiouuaeiouaeiouaeioAEIOUU")
REACCENT = re.compile(r"(?<=\w[cs])ion\b")
LONGEST = 200

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
    people expect.
    """
    typed = words.replace("\x00", " ").strip()[:LONGEST]
    spelled = REACCENT.sub("ión", typed.lower())
    asked = SearchQuery(spelled, config="spanish", search_type="websearch")
    folded = SearchQuery(fold(typed.lower()), config="spanish", search_type="websearch")
    return asked & folded if re.search(r"(^|\s)-\w", typed) else asked | folded


def functions() -> migrations.RunSQL:
    """Return the migration step that makes the SQL functions."""
    return migrations.RunSQL(SQL, UNDO)
