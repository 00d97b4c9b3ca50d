"""The search of the whole portal at 30,000 and 300,000 commitments: queries and seconds of each
kind of question, uncached, in one run, and how long the whole table takes to make and to compare.

    .venv/bin/python bench/search.py

Makes two databases of its own under var/bench/, which may be deleted afterwards.
"""

import json

from sample import call, environment, last_line, start
from timing import Figures, seconds_of, timed

ADDRESSES = {
    "a common word": "/buscar/?q=participacion",
    "two words": "/buscar/?q=participacion+transparencia",
    "a rare word": "/buscar/?q=zanahoria",
    "a slip": "/buscar/?q=participasion",
    "of one kind, page 5": "/buscar/?q=participacion&en=compromisos&pagina=5",
    "by year": "/buscar/?q=participacion&anio=2025",
    "suggestions": "/buscar/sugerencias/?q=partic",
}
SIZES = (30_000, 300_000)
TURNS = 7


def measure() -> None:
    """Inside the portal's environment: fill the table, time each address and print JSON."""
    from django.db import connection
    from django.test import Client

    from ogp_portal.foundation.events import search_index

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    made = seconds_of(search_index.index_all)
    compared = seconds_of(search_index.index_all)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE ogp_portal_searchentry")
    client, figures = Client(headers={"host": "localhost"}), {}
    for name, address in ADDRESSES.items():
        assert client.get(address).status_code == 200
        figures[name] = timed(lambda address=address: client.get(address), turns=TURNS)
    figures["the table made"] = {"queries": 0, "ms": round(made * 1000)}
    figures["the table compared"] = {"queries": 0, "ms": round(compared * 1000)}
    print(json.dumps(figures))


def run(size: int) -> Figures:
    """Make the sample once and measure it in a process of its own."""
    return json.loads(last_line(start(environment(size), call("search.measure()"))))


def main() -> None:
    """Measure both sizes and print a table."""
    small, large = (run(size) for size in SIZES)
    print("| question | queries | 30,000: ms | 300,000: ms | ratio |\n|---|---|---|---|---|")
    for name in small:
        print(
            f"| {name} | {large[name]['queries']} | {small[name]['ms']} | "
            f"{large[name]['ms']} | {large[name]['ms'] / small[name]['ms']:.2f} |"
        )


if __name__ == "__main__":
    main()
