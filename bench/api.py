"""The API's page of 100 commitments with milestones: against the API before it stood on DRF's own
extension points, against DRF's defaults, against the database alone, and along 300,000 rows, in one
run.

    .venv/bin/python bench/api.py

Needs ab (apache2-utils), pgbench (postgresql) and the history of the code. With nginx on the
machine it also measures two thousand readers before its cache.
"""

import contextlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from sample import ROOT, ask, database, environment, portal, revision, serving

BEFORE = "b3d2b83"  # the last revision whose views and filters were built around DRF
ASKED = {
    "a page of 100 commitments with milestones": ("", 400),
    "the same, four fields without milestones": ("?fields=slug,title,state,computed_progress", 600),
    "found by a word, of one punctuality": ("?q=movilidad&punctuality=late", 400),
    "one commitment": ("muestra-15000/", 1200),
}  # what is asked of both, and how many times a turn
DIFFERS = re.compile(r'"(?:id|modified_at)":"[^"]*"')  # random, and when each sample was made
TURNS = 5
WARMING = 25  # rounds in which eight threads make their plans
OURS = 8190
THEIRS = 8191
CACHE = 8192
OLD = 8193
KEYS = """
from ogp_portal.foundation.api import keyset, querying, statements
from ogp_portal.foundation.api.datasets import PUBLISHED
from psycopg import ClientCursor
from django.db import connection
from django.utils import translation
translation.activate("es-cl")
dataset = PUBLISHED["commitments"]
rows = keyset.keys(dataset, querying.rows(dataset), order="slug", after=None, size=100)
keys = [row["_pk"] for row in rows]
body = querying.as_json("commitments", (), (), "es-cl")
own = querying._everything("commitments", "es-cl")
sql = (
    f"SELECT {body.sql} FROM ({own.sql}) b WHERE b._pk = ANY({statements.KEYS}) "
    f"ORDER BY array_position({statements.KEYS}, b._pk)"
)
array = "'{" + ",".join(map(str, keys)) + "}'::bigint[]"
connection.ensure_connection()
cursor = ClientCursor(connection.connection)
text = cursor.mogrify(sql.replace(statements.KEYS, array), (*body.params, *own.params))
open(TARGET, "w").write(" ".join(text.split()) + ";\\n")
print(connection.settings_dict["HOST"], connection.settings_dict["NAME"])
"""
PLACES = """
from ogp_portal.foundation.api import keyset
from commitments.plans.models import Commitment
slugs = Commitment.objects.order_by("slug").values_list("slug", flat=True)
places = (0, 150_000, 299_880)
print(" ".join(keyset.encode("slug", slugs[place], slugs[place]) for place in places))
"""


def rate(address: str, count: int, *, readers: int = 4) -> float:
    """Return the requests a second that ab gets."""
    words = ["ab", "-q", "-k", "-c", str(readers), "-n", str(count)]
    words += ["-H", "Host: localhost", address]
    output = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in output
    return float(re.search(r"Requests per second:\s+([\d.]+)", output).group(1))


def load(address: str, count: int, *, readers: int = 4) -> float:
    """Return the requests a second that ab gets, the median of TURNS."""
    return statistics.median(rate(address, count, readers=readers) for _turn in range(TURNS))


def database_alone(size: int) -> float:
    """Return the transactions a second of pgbench on the one statement that gives the same JSON,
    the median of TURNS.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        host, name = ask(size, KEYS.replace("TARGET", repr(file.name))).split()
        words = ["pgbench", "-n", "-M", "prepared", "-c", "2", "-j", "2", "-T", "4"]
        words += ["-f", file.name, "-h", host, "-U", "postgres", name]
        rates = []
        for _turn in range(TURNS):
            ended = subprocess.run(words, check=True, capture_output=True, text=True, cwd="/")
            rates.append(float(re.search(r"tps = ([\d.]+)", ended.stdout).group(1)))
    return statistics.median(rates)


def seconds(addresses: dict[str, str]) -> dict[str, float]:
    """Return the median seconds of one reader's requests of each address, asked in turn, once every
    connection has its plans.
    """
    taken: dict[str, list[float]] = {name: [] for name in addresses}
    for turn in range(60):
        for name, address in addresses.items():
            started = time.perf_counter()
            urllib.request.urlopen(
                urllib.request.Request(address, headers={"Host": "localhost"})
            ).read()
            if turn >= WARMING:
                taken[name].append(time.perf_counter() - started)
    return {name: statistics.median(values) for name, values in taken.items()}


@contextlib.contextmanager
def cache():
    """Run nginx with the packaged configuration before the portal, its limit of requests
    taken out.
    """
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # nginx' workers are somebody else
        body = (ROOT / "docs/operacion/nginx.conf").read_text(encoding="utf-8")
        body = (
            re.sub(r"\n\s*limit_req .*", "", body)
            .replace("listen 8080", f"listen 127.0.0.1:{CACHE}")
            .replace("http://web:8000", f"http://127.0.0.1:{OURS}")
        )
        body = body.replace("/tmp/portal-cache", f"{folder}/cache")
        file = Path(folder, "nginx.conf")
        head = (
            f"pid {folder}/pid; error_log /dev/null; worker_processes 2; events {{ "
            f"worker_connections 4096; }} http {{ access_log off; include /etc/nginx/mime.types; "
        )
        file.write_text(f"{head}{body} }}", encoding="utf-8")
        words = [shutil.which("nginx"), "-c", str(file), "-g", "daemon off;"]
        with serving(words, {}, f"http://127.0.0.1:{CACHE}/api/v1/commitments/"):
            yield


def page_of_a_hundred(web: list[str]) -> None:
    """Print the requests a second of a page on 30,000 rows: the portal, DRF, the database."""
    ours = f"http://127.0.0.1:{OURS}/api/v1/commitments/"
    theirs = f"http://127.0.0.1:{THEIRS}/commitments/"
    drf = [sys.executable, "-m", "gunicorn", "bench.drf_default:application"]
    drf += ["--bind", f"127.0.0.1:{THEIRS}", "--workers", "2", "--threads", "4"]
    drf += ["--log-level", "error", "--no-control-socket"]
    with (
        database(30_000),
        serving(web, environment(30_000, PORT=str(OURS)), ours),
        serving(drf, environment(30_000), theirs),
    ):
        mine, default = load(ours, 600), load(theirs, 60)
        unchanged = load(f"{ours}?fields=slug,title,state,computed_progress", 600)
        alone = database_alone(30_000)
        print(
            "| page of 100 commitments with milestones, 30,000 rows | requests a second "
            "|\n|---|---|"
        )
        print(f"| the portal | {mine:.0f} |")
        print(f"| DRF: ModelSerializer, page numbers, relations prefetched | {default:.1f} |")
        print(f"| pgbench on the one statement, prepared | {alone:.0f} |")
        print(f"| the portal, four fields without milestones | {unchanged:.0f} |")
        print(f"\nportal / DRF = {mine / default:.1f}; portal / pgbench = {mine / alone:.2f}\n")
        if shutil.which("nginx"):
            behind_a_cache()


def before_and_after(web: list[str]) -> None:
    """Print the requests a second of the API before it stood on DRF's extension points and now,
    asked in turn, each of its own 30,000 rows.
    """
    fill = ["make_sample", "30000"]
    roots = [f"http://127.0.0.1:{port}/api/v1/commitments/" for port in (OLD, OURS)]
    with revision(BEFORE) as code:
        old = portal("before-30000", fill, code=code, PORT=str(OLD))
        now = environment(30_000, PORT=str(OURS))
        with serving(web, old, roots[0], code=code), serving(web, now, roots[1]):
            print(
                f"| 30,000 rows, requests a second | before ({BEFORE}) | now | now / before | same "
                "JSON |\n|---|---|---|---|---|"
            )
            for name, (question, count) in ASKED.items():
                addresses = [root + question for root in roots]
                turns = [[rate(address, count) for address in addresses] for _turn in range(TURNS)]
                before, after = (statistics.median(rates) for rates in zip(*turns, strict=True))
                same = (
                    "yes" if len({without_stamps(address) for address in addresses}) == 1 else "no"
                )
                print(f"| {name} | {before:.0f} | {after:.0f} | {after / before:.2f} | {same} |")
    print()


def without_stamps(address: str) -> str:
    """Return what an address answers, without what differs between two samples of one shape."""
    request = urllib.request.Request(address, headers={"Host": "localhost"})
    text = urllib.request.urlopen(request).read().decode()
    return DIFFERS.sub("", text)


def behind_a_cache() -> None:
    """Print the requests a second of two thousand readers before nginx's cache."""
    with cache():
        cached = f"http://127.0.0.1:{CACHE}/api/v1/commitments/"
        cached_rate = load(cached, 20_000, readers=2000)
        print(
            f"two thousand readers at once before nginx's cache: {cached_rate:.0f} requests a "
            "second\n"
        )


def along_the_rows(web: list[str]) -> None:
    """Print the milliseconds of a page at the start, in the middle and at the end of 300,000."""
    first = f"http://127.0.0.1:{OURS}/api/v1/commitments/"
    with database(300_000), serving(web, environment(300_000, PORT=str(OURS)), first):
        cursors = ask(300_000, PLACES).split()
        places = zip(("start", "middle", "end"), cursors, strict=True)
        taken = seconds({name: f"{first}?cursor={cursor}" for name, cursor in places})
        print("| place in 300,000 | ms a page |\n|---|---|")
        for name, value in taken.items():
            print(f"| {name} | {value * 1000:.1f} |")
        print(f"\nslowest / fastest = {max(taken.values()) / min(taken.values()):.2f}")


def main() -> None:
    """Measure and print."""
    web = [sys.executable, "manage.py", "run", "web"]
    before_and_after(web)
    page_of_a_hundred(web)
    along_the_rows(web)


if __name__ == "__main__":
    main()
