"""Pages of the real plans: the processor's milliseconds that making each takes, and how many a
second are given when they are made, when they are kept, when the reader has them, and from nginx's
copy, beside static files, in one run.

    .venv/bin/python bench/pages.py

Needs ab (apache2-utils); with nginx on the machine it measures its cache, too. Makes a database of
its own under var/bench/, which may be deleted afterwards. Milliseconds of processor are the
process's own: other work on the machine hardly moves them.
"""

import contextlib
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from sample import ROOT, call, holding, last_line, portal, serving, start

TURNS = 5
MADE, KEPT, PROXY = 8210, 8211, 8212
LIMIT = re.compile(r"limit_req(_zone|_status)? [^;]*;")


def measure() -> None:
    """Inside the portal's environment: print the processor's milliseconds of making each page, and
    the queries.
    """
    from django.db import connection
    from django.test import Client

    from commitments.plans.models import Commitment, Plan

    client, figures = Client(headers={"host": "localhost"}), {}
    for name, address in addresses(Plan, Commitment).items():
        for _turn in range(3):
            assert client.get(address).status_code == 200, address
        taken = []
        for _turn in range(15):
            began = time.process_time()
            client.get(address)
            taken.append(time.process_time() - began)
        figures[name] = {"address": address, "ms": round(statistics.median(taken) * 1000, 1)}
    connection.close()
    print(json.dumps(figures))


def addresses(plans, commitments) -> dict[str, str]:
    """Return the address of each page: of the plan with most commitments and of its first."""
    from django.db.models import Count

    plan = plans.objects.annotate(n=Count("commitments")).order_by("-n", "pk").first()
    first = (
        commitments.objects.filter(plan=plan, state="published").order_by("number", "pk").first()
    )
    return {
        "home": "/",
        "list": "/compromisos/",
        "a plan": f"/planes/{plan.slug}/",
        "a commitment": f"/compromisos/{first.slug}/",
    }


def rate(address: str, count: int, *headers: str) -> float:
    """Return the answers a second that ab gets of eight readers."""
    words = ["ab", "-q", "-k", "-c", "8", "-n", str(count), "-H", "Host: localhost"]
    for header in headers:
        words += ["-H", header]
    output = subprocess.run([*words, address], check=True, capture_output=True, text=True).stdout
    return float(re.search(r"Requests per second:\s+([\d.]+)", output).group(1))


def opened(address: str):
    """Return the answer at an address."""
    return urllib.request.urlopen(
        urllib.request.Request(address, headers={"Host": "localhost"}), timeout=30
    )


@contextlib.contextmanager
def web(env: dict[str, str], port: int):
    """Run the portal's web program, as it is deployed."""
    sys.path.insert(0, str(ROOT))
    from ogp_portal.foundation.runtime import programs

    with serving(programs.web("127.0.0.1", port), env, f"http://127.0.0.1:{port}/salud/vivo"):
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def nginx(upstream: int, files: Path):
    """Run nginx with the packaged configuration, its limit of requests taken out, and a folder of
    files beside it.
    """
    text = (ROOT / "docs/operacion/nginx.conf").read_text(encoding="utf-8")
    text = LIMIT.sub("", text).replace("${TRUSTED_PROXIES}", "1")
    text = text.replace("http://web:8000", f"http://127.0.0.1:{upstream}")
    text = text.replace("listen 8080;", f"listen 127.0.0.1:{PROXY};")
    text = text.replace("/tmp/portal-cache", f"{files}/cache")
    text = text.replace(
        "    location / {", f"    location /files/ {{ root {files}; }}\n    location / {{", 1
    )
    folder = files / "nginx"
    folder.mkdir()
    conf = folder / "nginx.conf"
    conf.write_text(
        f"user root;\ndaemon off;\nworker_processes 2;\npid {folder}/pid;\n"
        f"error_log {folder}/log;\n"
        f"events {{ worker_connections 512; }}\nhttp {{ access_log off; include "
        f"/etc/nginx/mime.types; proxy_temp_path {folder}/p;\n{text}\n}}"
    )
    words = ["nginx", "-c", str(conf), "-p", str(folder)]
    with serving(words, {"PATH": "/usr/sbin:/usr/bin"}, f"http://127.0.0.1:{PROXY}/salud/vivo"):
        yield f"http://127.0.0.1:{PROXY}"


def main() -> None:
    """Measure all of it and print two tables."""
    making = portal("santiago", ["load_santiago"])
    figures = json.loads(last_line(start(making, call("pages.measure()"))))
    keeping = {**making, "KEPT_PAGES": "yes"}
    rows: dict[str, dict[str, list[float]]] = {}
    with (
        holding(making),
        tempfile.TemporaryDirectory() as folder,
        web(making, MADE) as made,
        web(keeping, KEPT) as kept,
        contextlib.ExitStack() as stack,
    ):
        files = Path(folder)
        (files / "files").mkdir()
        proxy = stack.enter_context(nginx(KEPT, files)) if shutil.which("nginx") else ""
        for name, facts in figures.items():
            with opened(f"{kept}{facts['address']}") as answer:
                body, etag = answer.read(), answer.headers["ETag"]
            (files / "files" / "page.html").write_bytes(body)
            style = re.search(r'href="(/static/css/[^"]+)"', body.decode()).group(1)
            asked = {
                "made": (f"{made}{facts['address']}", 30),
                "kept": (f"{kept}{facts['address']}", 600),
                "304": (f"{kept}{facts['address']}", 600, f"If-None-Match: {etag}"),
                "its stylesheet": (f"{kept}{style}", 600),
            }
            if proxy:
                asked["nginx's copy"] = (f"{proxy}{facts['address']}", 10_000)
                asked["nginx's file"] = (f"{proxy}/files/page.html", 10_000)
            rows[name] = {what: [] for what in asked}
            for _turn in range(TURNS):
                for what, (address, count, *headers) in asked.items():
                    rows[name][what].append(rate(address, count, *headers))
    print("| page | ms of processor, made |\n|---|---|")
    for name, facts in figures.items():
        print(f"| {name} | {facts['ms']} |")
    names = list(next(iter(rows.values())))
    print(f"\n| page | {' | '.join(names)} |\n|{'---|' * (len(names) + 1)}")
    for name, found in rows.items():
        print(f"| {name} | {' | '.join(f'{statistics.median(of):.0f}' for of in found.values())} |")


if __name__ == "__main__":
    main()
