"""Infographics drawn from the loaded plans, in one run: milliseconds each by shape, pictures a
second with one and with two processes, what a second request costs.

    .venv/bin/python bench/infographics.py

Makes a database of its own under var/bench/, which may be deleted afterwards.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VAR = ROOT / "var" / "bench" / "infographics"
SECONDS = 20


def render(card, form: str) -> str | bytes:
    """Inside the portal's environment: the bytes a visitor would get, drawn anew."""
    from transparency.infographics import documents

    if form == "pdf":
        return documents.pdf(card, documents.html(card, paper="a4"))
    shape = form.partition(".")[0] if "." in form else ""
    drawn = documents.svg(card, form=shape)
    return drawn if form == "svg" else documents.png(drawn, form=shape)


def measure() -> None:
    """Inside the portal's environment: time each shape over every card, and a request for a picture
    already drawn; print JSON.
    """
    import statistics

    from django.test import Client
    from django.utils import timezone

    from transparency.infographics import cards

    today = timezone.localdate()
    rows = [cards.commitment(row, on=today) for row in cards.commitment_rows().order_by("pk")]
    figures: dict[str, float] = {"cards": len(rows)}
    for form in ("svg", "png", "alta.png", "pdf"):
        seconds = []
        for card in rows:
            started = time.perf_counter()
            render(card, form)
            seconds.append(time.perf_counter() - started)
        figures[f"{form}: median ms"] = round(statistics.median(seconds) * 1000, 1)
    visitor, address = Client(headers={"host": "localhost"}), f"/infografias/{rows[0].slug}.png"
    visitor.get(address)
    seconds = []
    for _turn in range(50):
        started = time.perf_counter()
        b"".join(visitor.get(address).streaming_content)
        seconds.append(time.perf_counter() - started)
    figures["a picture already drawn, whole request: median ms"] = round(
        statistics.median(seconds) * 1000, 1
    )
    print(json.dumps(figures))


def draw() -> None:
    """Inside the portal's environment: draw 1200 × 630 pictures for some seconds and print how
    many.
    """
    from django.utils import timezone

    from transparency.infographics import cards

    rows = [
        cards.commitment(row, on=timezone.localdate())
        for row in cards.commitment_rows().order_by("pk")
    ]
    render(rows[0], "png")
    began, drawn = time.perf_counter(), 0
    while time.perf_counter() - began < SECONDS:
        render(rows[drawn % len(rows)], "png")
        drawn += 1
    print(json.dumps(drawn / (time.perf_counter() - began)))


def main() -> None:
    """Load the plans once, measure, and print."""
    environment = {**os.environ, "PORTAL_VAR": str(VAR), "PORTAL_BOOTSTRAP": "no"}
    manage = [sys.executable, "manage.py"]
    if not (VAR / "made").exists():
        subprocess.run([*manage, "setup", "-v", "0"], cwd=ROOT, env=environment, check=True)
        subprocess.run([*manage, "load_santiago", "-v", "0"], cwd=ROOT, env=environment, check=True)
        (VAR / "made").touch()
    source = f"exec(open({str(Path(__file__))!r}).read())"

    def started(act: str) -> subprocess.Popen[str]:
        words = [*manage, "shell", "-v", "0", "-c", f"{source}; {act}()"]
        return subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)

    def said(process: subprocess.Popen[str]) -> str:
        return process.communicate()[0].strip().splitlines()[-1]

    print(said(started("measure")))
    print("pictures a second, one process:", round(float(said(started("draw"))), 1))
    pair = [started("draw"), started("draw")]
    print("pictures a second, two processes:", round(sum(float(said(one)) for one in pair), 1))


if __name__ == "__main__":
    main()
