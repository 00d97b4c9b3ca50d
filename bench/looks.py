"""The look for rows that left the datasets (`following`) at 30,000 and 300,000 commitments: seconds
of a look that finds nothing, and of one that finds a hundred commitments gone.

    .venv/bin/python bench/looks.py
"""

import json
import statistics
import time

from sample import call, environment, last_line, start

SIZES = (30_000, 300_000)
TURNS = 5
GONE = 100


def measure() -> None:
    """Inside the portal's environment: look, and print JSON."""
    from django.db import connection

    from commitments.plans.models import Commitment
    from ogp_portal.models import VisibleRow

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    first = _seconds()
    turns = [_seconds() for _turn in range(TURNS)]
    rows = Commitment.objects.filter(state="published").values_list("pk", flat=True)
    keys = list(rows[:GONE])
    Commitment.objects.filter(pk__in=keys).update(state="draft")
    gone = _seconds()
    Commitment.objects.filter(pk__in=keys).update(state="published")
    _seconds()
    figures = {"first": first, "nothing": statistics.median(turns), "gone": gone}
    print(json.dumps({**figures, "rows": VisibleRow.objects.count()}))


def _seconds() -> float:
    from ogp_portal.foundation.api import following

    began = time.monotonic()
    following.look()
    return round(time.monotonic() - began, 1)


def main() -> None:
    """Measure both sizes and print a table."""
    print("| commitments | rows looked at | first: s | nothing left: s | 100 gone: s |")
    print("|---|---|---|---|---|")
    for size in SIZES:
        told = json.loads(last_line(start(environment(size), call("looks.measure()"))))
        figures = (told[name] for name in ("rows", "first", "nothing", "gone"))
        print(f"| {size} | {' | '.join(str(figure) for figure in figures)} |")


if __name__ == "__main__":
    main()
