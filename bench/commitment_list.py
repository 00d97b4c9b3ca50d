"""The list of commitments at 30,000 and 300,000 rows: queries and seconds of each kind of address,
uncached, in one run.

    .venv/bin/python bench/commitment_list.py

Makes two databases of its own under var/bench/, which may be deleted afterwards.
"""

import json

from sample import call, environment, last_line, start
from timing import Figures, timed

ADDRESSES = {
    "first page": "/compromisos/",
    "search, many hits": "/compromisos/?q=participacion",
    "search + filters": "/compromisos/?q=participacion&tema=tema-0&institucion=institucion-0",
    "filter by level, sorted by date": "/compromisos/?nivel=substantial&orden=plazo",
    "late ones": "/compromisos/?plazo=atrasado",
    "deepest page": "/compromisos/?pagina=250",
}
SIZES = (30_000, 300_000)
TURNS = 7


def measure() -> None:
    """Inside the portal's environment: time each address with the test client and print JSON."""
    from django.test import Client

    client, figures = Client(headers={"host": "localhost"}), {}
    for name, address in ADDRESSES.items():
        assert client.get(address).status_code == 200
        figures[name] = timed(lambda address=address: client.get(address), turns=TURNS)
    print(json.dumps(figures))


def run(size: int) -> Figures:
    """Make the sample once and measure it in a process of its own."""
    return json.loads(last_line(start(environment(size), call("commitment_list.measure()"))))


def main() -> None:
    """Measure both sizes and print a table."""
    small, large = (run(size) for size in SIZES)
    print("| address | queries | 30,000: ms | 300,000: ms | ratio |\n|---|---|---|---|---|")
    for name in ADDRESSES:
        print(
            f"| {name} | {large[name]['queries']} | {small[name]['ms']} | "
            f"{large[name]['ms']} | {large[name]['ms'] / small[name]['ms']:.2f} |"
        )


if __name__ == "__main__":
    main()
