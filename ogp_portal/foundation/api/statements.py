"""Statements that a connection prepares once: for long SQL that is asked again and again with other
rows.

Planning the page of a rich dataset costs more than running it. Each connection keeps its latest
MOST statements and forgets the others, so that no caller can fill its memory with choices of
columns.
"""

import hashlib
from collections import OrderedDict
from weakref import WeakKeyDictionary

from django.db import connection
from psycopg import ClientCursor, Connection

MOST = 40
KEYS = "<keys>"  # where the array of primary keys stands in a statement
_kept: "WeakKeyDictionary[Connection, OrderedDict[str, None]]" = WeakKeyDictionary()


def fetch(sql: str, constants: tuple[object, ...], pks: list[int]) -> list[tuple[object, ...]]:
    """Return the rows of `sql`, where KEYS stands for the array of primary keys `pks`, and its %s
    for `constants`.
    """
    name = f"portal_{hashlib.blake2b(f'{sql}{constants}'.encode(), digest_size=12).hexdigest()}"
    connection.ensure_connection()
    prepared = _kept.setdefault(connection.connection, OrderedDict())
    with connection.cursor() as cursor:
        if name in prepared:
            prepared.move_to_end(name)
        else:
            while len(prepared) >= MOST:
                cursor.execute(f"DEALLOCATE {prepared.popitem(last=False)[0]}")
            literal = ClientCursor(connection.connection).mogrify(
                sql.replace(KEYS, "$1"), constants
            )
            cursor.execute(f"PREPARE {name} (bigint[]) AS {literal}")
            prepared[name] = None
        cursor.execute(f"EXECUTE {name} (%s)", [pks])
        rows: list[tuple[object, ...]] = cursor.fetchall()
    return rows
