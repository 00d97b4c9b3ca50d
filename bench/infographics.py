"""Infographics drawn from the loaded plans, in one run: milliseconds each by shape, pictures a
second with one and with two processes, what a second request costs.

    .venv/bin/python bench/infographics.py

Makes a database of its own under var/bench/, which may be deleted afterwards.
"""

import json
import time

from sample import call, last_line, portal, start

SECONDS = 20
TURNS = 50


def render(card, form: str) -> str | bytes:
    """Inside the portal's environment: the bytes a visitor would get, drawn anew."""
    from ogp_portal.foundation.documents import pdf
    from transparency.infographics.documents import pictures, poster

    if form == "pdf":
        return pdf.make(poster.pdf_facts(card, paper="a4"))
    shape = form.partition(".")[0] if "." in form else ""
    picture = pictures.svg(card, form=shape)
    return picture if form == "svg" else pictures.png(picture, form=shape)


def all_cards() -> list:
    """Inside the portal's environment: the cards of every public commitment."""
    from django.utils import timezone

    from transparency.infographics import queries

    rows = queries.commitment_rows().order_by("pk")
    return [queries.commitment_card(row, on=timezone.localdate()) for row in rows]


def seconds_of(act, values) -> list[float]:
    """Return how long an act takes on each value."""
    seconds = []
    for value in values:
        started = time.perf_counter()
        act(value)
        seconds.append(time.perf_counter() - started)
    return seconds


def measure() -> None:
    """Inside the portal's environment: time each shape over every card, and a request for a picture
    already drawn; print JSON.
    """
    import statistics

    from django.test import Client

    cards = all_cards()
    figures: dict[str, float] = {"cards": len(cards)}
    for form in ("svg", "png", "alta.png", "pdf"):
        seconds = seconds_of(lambda card, form=form: render(card, form), cards)
        figures[f"{form}: median ms"] = round(statistics.median(seconds) * 1000, 1)
    visitor, address = Client(headers={"host": "localhost"}), f"/infografias/{cards[0].slug}.png"
    visitor.get(address)
    seconds = seconds_of(
        lambda _turn: b"".join(visitor.get(address).streaming_content), range(TURNS)
    )
    figures["a picture already drawn, whole request: median ms"] = round(
        statistics.median(seconds) * 1000, 1
    )
    print(json.dumps(figures))


def draw() -> None:
    """Inside the portal's environment: draw 1200 × 630 pictures for some seconds and print how
    many.
    """
    cards = all_cards()
    render(cards[0], "png")
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < SECONDS:
        render(cards[count % len(cards)], "png")
        count += 1
    print(json.dumps(count / (time.perf_counter() - began)))


def main() -> None:
    """Load the plans once, measure, and print."""
    env = portal("infographics", ["load_santiago", "-v", "0"])

    def pictures(count: int) -> float:
        processes = [start(env, call("infographics.draw()")) for _number in range(count)]
        return round(sum(float(last_line(process)) for process in processes), 1)

    print(last_line(start(env, call("infographics.measure()"))))
    print("pictures a second, one process:", pictures(1))
    print("pictures a second, two processes:", pictures(2))


if __name__ == "__main__":
    main()
