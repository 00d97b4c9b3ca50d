"""The list of commitments at 30,000 and 300,000 rows: queries and seconds of each kind of address,
uncached, in one run.

    .venv/bin/python bench/commitment_list.py

Makes two databases of its own under var/bench/, which may be deleted afterwards.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
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
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.db import connection
    from django.test import Client

    client, figures = Client(headers={"host": "localhost"}), {}
    for name, address in ADDRESSES.items():
        client.get(address)
        queries: list[str] = []
        with connection.execute_wrapper(
            lambda execute, sql, params, many, context, queries=queries: (
                queries.append(sql),
                execute(sql, params, many, context),
            )[1]
        ):
            assert client.get(address).status_code == 200
        seconds = []
        for _turn in range(TURNS):
            started = time.perf_counter()
            client.get(address)
            seconds.append(time.perf_counter() - started)
        figures[name] = {"queries": len(queries), "ms": round(statistics.median(seconds) * 1000, 1)}
    print(json.dumps(figures))


def run(size: int) -> dict[str, dict[str, float]]:
    """Make the sample once and measure it in a process of its own."""
    environment = {
        **os.environ,
        "PORTAL_VAR": str(ROOT / "var" / "bench" / str(size)),
        "DJANGO_SETTINGS_MODULE": "ogp_portal.settings",
    }
    manage = [sys.executable, "manage.py"]
    environment["PORTAL_BOOTSTRAP"] = "no"
    if not (ROOT / "var" / "bench" / str(size) / "made").exists():
        subprocess.run([*manage, "setup", "-v", "0"], cwd=ROOT, env=environment, check=True)
        subprocess.run([*manage, "make_sample", str(size)], cwd=ROOT, env=environment, check=True)
        (ROOT / "var" / "bench" / str(size) / "made").touch()
    ended = subprocess.run(
        [
            *manage,
            "shell",
            "-v",
            "0",
            "-c",
            f"exec(open({str(Path(__file__))!r}).read()); measure()",
        ],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(ended.stdout.strip().splitlines()[-1])


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
