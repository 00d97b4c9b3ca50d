"""How long an act takes inside the portal, and how many queries it makes."""

import statistics
import time
from collections.abc import Callable

Figures = dict[str, dict[str, float]]


def timed(act: Callable[[], object], *, turns: int) -> dict[str, float]:
    """Do it once to warm up, once to count its queries, then so many turns: the queries, and the
    median milliseconds.
    """
    from django.db import connection

    act()
    queries: list[str] = []

    def counted(execute, sql, params, many, context):
        queries.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted):
        act()
    seconds = [seconds_of(act) for _turn in range(turns)]
    return {"queries": len(queries), "ms": round(statistics.median(seconds) * 1000, 1)}


def seconds_of(act: Callable[[], object]) -> float:
    """Return the seconds that an act takes."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def keep_no_history(cursor) -> None:
    """Let the rows of a sample be written at any length, without triggers: they keep no history."""
    cursor.execute("SET statement_timeout = 0; SET session_replication_role = replica")
