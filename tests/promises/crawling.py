"""Walking the portal by its own links, as somebody: every kind of page that a person can reach,
with as many addresses of each as asked for.
"""

import re
from collections import Counter, defaultdict, deque
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

from tests.promises.hostile import OUT

STARTS = ("/", "/sitemap.xml", "/mi-trabajo/", "/admin/", "/cuenta/email/", "/en/", "/nada/")
LINK = re.compile(r'(?:href|action|hx-get|src)="([^"#]*)|<loc>([^<#]*)|<link>([^<#]*)')
SKIPPED = ("/static/", "/media/")


@dataclass(frozen=True)
class Answer:
    """What was answered at an address."""

    address: str
    status: int
    kind: str
    headers: dict[str, str]
    body: bytes


def crawl(
    client: Client, *, of_each: int, most: int = 5_000, starts: tuple[str, ...] = STARTS
) -> list[Answer]:
    """Return the answers to GET of at most `of_each` addresses of each route that links lead to.

    A route is told with the names of its query, so that filters count apart.
    """
    waiting, seen = deque(starts), set(starts)
    counted: Counter[str] = Counter()
    answers: list[Answer] = []
    while waiting and len(answers) < most:
        address = waiting.popleft()
        name = route_of(address)
        if not name or counted[name] >= of_each:
            continue
        counted[name] += 1
        answer = ask(client, address)
        answers.append(answer)
        if answer.kind in {"text/html", "application/xml", "application/atom+xml"}:
            for link in links(answer):
                if link not in seen:
                    seen.add(link)
                    waiting.append(link)
    return answers


def ask(client: Client, address: str) -> Answer:
    """Return what somebody is answered at an address; a redirect as a page with its link."""
    response: HttpResponse = client.get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    kind = response.get("Content-Type", "").partition(";")[0]
    if response.status_code in {301, 302}:
        body += f'<a href="{response["Location"]}">'.encode()
        kind = "text/html"
    return Answer(address, response.status_code, kind, dict(response.items()), body)


def route_of(address: str) -> str:
    """Return the route of an address with the names of its query; "" for one that is not walked."""
    parts = urlsplit(address)
    if parts.path.startswith(SKIPPED) or OUT.search(parts.path):
        return ""
    try:
        route = resolve(parts.path).route
    except Resolver404:
        route = "(none)"
    names = sorted({pair.partition("=")[0] for pair in parts.query.split("&") if pair})
    return "?".join([route, ",".join(names)]) if names else route


def links(answer: Answer) -> list[str]:
    """Return the addresses of this portal that a page leads to, in order."""
    found = []
    for match in LINK.findall(answer.body.decode(errors="replace")):
        target = urljoin(f"http://testserver{answer.address}", unescape("".join(match)))
        try:
            parts = urlsplit(target)
        except ValueError:
            continue
        if parts.scheme in {"http", "https"} and parts.hostname in {"testserver", "localhost"}:
            found.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return found


def by_route(answers: list[Answer]) -> dict[str, list[Answer]]:
    """Return the answers by the routes of their addresses."""
    found: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        found[route_of(answer.address)].append(answer)
    return found
