"""The portal behind two real nginx in a row, as it is deployed: who is asking, what is kept for
whom, and the headers of every route.
"""

import gzip
import itertools
import re
import zlib
from dataclasses import dataclass
from urllib.parse import quote

import brotli
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters

from commitments.plans.models import Commitment
from forums.proposals.models import Attachment
from ogp_portal.foundation.api import following
from tests.databases import PREFIX
from tests.factories import forums as made
from tests.factories.commitments import commitment
from tests.promises import serving
from tests.promises.serving import Answer, ask
from tests.waiting import until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("proxy"),
    pytest.mark.skipif(not settings.EMBEDDED, reason="needs the embedded database"),
]
PROXIES = 2  # a TLS terminator, and the packaged nginx
KEPT = {"HIT", "REVALIDATED"}  # given from the copy: asked for within its second, or after it
UNITS = 30  # requests a minute of the API
addresses = (f"127.0.{a}.{b}" for a, b in itertools.product(range(1, 250), range(1, 250)))


@dataclass(frozen=True)
class Site:
    """Where the portal, the packaged nginx and the terminator before it listen."""

    origin: int
    proxy: int
    terminator: int
    source: str

    def ask(self, path: str, headers: dict[str, str] | None = None, **facts) -> Answer:
        """Ask as somebody from outside does."""
        facts = {"source": self.source, **facts}
        return ask(self.terminator, path, {"Host": "localhost", **(headers or {})}, **facts)


@pytest.fixture(scope="module")
def origin(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("portal")
    (folder / "static").symlink_to(settings.STATIC_ROOT)
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    place = connection.settings_dict
    database = f"{PREFIX}_committed_{worker}"
    url = f"postgresql://{place['USER']}@{quote(place['HOST'], safe='')}/{database}"
    with serving.web(
        folder,
        DATABASE_URL=url,
        SECRET_KEY=settings.SECRET_KEY,
        PORTAL_VAR=str(folder),
        TRUSTED_PROXIES=str(PROXIES),
        API_UNITS_PER_MINUTE=str(UNITS),
    ) as port:
        yield port, folder


@pytest.fixture
def site(origin, tmp_path, settings):
    port, folder = origin
    settings.MEDIA_ROOT = folder / "files"
    with (
        serving.nginx(tmp_path / "portal", upstream=port, proxies=PROXIES) as proxy,
        serving.nginx(tmp_path / "tls", upstream=proxy, text=serving.TERMINATOR) as terminator,
    ):
        yield Site(port, proxy, terminator, next(addresses))


# --- who is asking


def left_of(answer: Answer) -> int:
    """Return what is left of the caller's minute."""
    return int(re.search(r"r=(\d+)", answer.headers["ratelimit"]).group(1))


def test_each_person_behind_two_proxies_is_counted_apart_whatever_the_header_claims(site, cast):
    pages = (f"/api/v1/commitments/?per_page={number}" for number in itertools.count(1))
    caller, other = next(addresses), next(addresses)
    first = left_of(site.ask(next(pages), source=caller))
    forged = [
        "203.0.113.9",
        "203.0.113.9, 198.51.100.7",
        other,
        f"{other}, {other}, {other}, {other}",
        "",
        ",,,,",
        "unknown",
        "a" * 4000,
    ]
    for turn, claim in enumerate(forged, start=1):
        answer = site.ask(next(pages), {"X-Forwarded-For": claim}, source=caller)
        assert left_of(answer) == first - turn, claim
    assert left_of(site.ask(next(pages), source=other)) == first


def test_a_country_behind_one_terminator_is_not_one_address(site):
    people = [next(addresses) for _ in range(36)]
    statuses = [
        site.ask("/robots.txt", source=person).status for person in people for _ in range(10)
    ]
    assert statuses == [200] * 360


def test_one_address_that_floods_is_refused_however_it_calls_itself_and_the_others_are_not(site):
    flooder = next(addresses)
    refused = 0
    for turn in range(5000):
        claim = {"X-Forwarded-For": f"203.0.113.{turn % 250}, 198.51.100.{turn % 250}"}
        refused += site.ask("/robots.txt", claim, source=flooder).status == 429
        if refused:
            break
    assert turn >= 400, "a workshop behind one address is let in"
    assert refused
    assert site.ask("/robots.txt").status == 200


# --- what is kept for whom


def plain(answer: Answer) -> bytes:
    """Return the body as its Content-Encoding says it is to be read."""
    readers = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}
    return readers[answer.headers.get("content-encoding")](answer.body)


def stylesheet(site: Site) -> str:
    page = plain(site.ask("/")).decode()
    return re.search(r'href="(/static/css/[^"]+\.css)"', page).group(1)


@pytest.mark.parametrize("order", list(itertools.permutations(["br, gzip", "gzip", ""])))
def test_nobody_is_given_an_encoding_that_he_cannot_read(site, order):
    path = stylesheet(site)
    bodies = set()
    for accepted in order:
        headers = {"Accept-Encoding": accepted} if accepted else {}
        for turn in ("first", "kept"):
            answer = site.ask(path, headers)
            given = answer.headers.get("content-encoding", "")
            assert given == accepted.split(",")[0], (turn, accepted)
            assert "accept-encoding" in answer.headers["vary"].lower()
            bodies.add(plain(answer))
        assert answer.headers["x-cache"] in KEPT, "each encoding is kept"
    assert len(bodies) == 1


@pytest.mark.parametrize("first", ["es-CL,es;q=0.9", "en-GB,en;q=0.8"])
@pytest.mark.parametrize("path", ["/compromisos/{}.json", "/api/v1/commitments/{}/"])
def test_data_are_given_in_the_language_of_who_asks_not_of_who_asked_before(
    site, cast, first, path
):
    address = path.format(commitment(cast).slug)
    second = {"es-CL,es;q=0.9": "en-GB,en;q=0.8"}.get(first, "es-CL,es;q=0.9")
    for accepted in (first, second, first, second):
        answer = site.ask(address, {"Accept-Language": accepted})
        assert answer.headers["content-language"][:2] == accepted[:2]
        assert "accept-language" in answer.headers["vary"].lower()
    assert answer.headers["x-cache"] in KEPT


def test_a_page_is_kept_once_for_all_languages_because_its_address_decides(site, cast):
    address = f"/compromisos/{commitment(cast).slug}/"
    first = site.ask(address, {"Accept-Language": "en"})
    second = site.ask(address, {"Accept-Language": "es-CL,es;q=0.9"})
    assert first.headers["x-cache"] == "MISS"
    assert second.headers["x-cache"] in KEPT
    assert first.body == second.body
    assert b'<html lang="es' in first.body
    assert b'<html lang="en' in site.ask(f"/en{address}", {"Accept-Language": "es"}).body


def test_through_the_proxy_everybody_reads_what_the_portal_itself_would_answer(site, cast):
    """Every header that any answer varies by, in every pair of values, in an order that mixes
    them; the second round is answered from the cache.
    """
    slug = commitment(cast).slug
    paths = ["/", f"/compromisos/{slug}/", f"/compromisos/{slug}.json", "/api/v1/commitments/"]
    paths += ["/api/v1/openapi.json", "/datos/", "/en/", "/sitemap.xml"]
    accepts = ["application/json", "text/html"]
    for path in paths:
        for accept, language in [*itertools.product(accepts, ["es", "en"])] * 2:
            headers = {"Accept": accept, "Accept-Language": language}
            kept = site.ask(path, headers, source=next(addresses))
            own = ask(site.origin, path, {"Host": "localhost", **headers}, source=next(addresses))
            names = ("content-type", "content-language", "etag", "content-disposition")
            assert (kept.status, *map(kept.headers.get, names)) == (
                own.status,
                *map(own.headers.get, names),
            ), (path, headers)
            assert kept.body == own.body, (path, headers)


def test_a_person_with_a_session_is_answered_apart_and_leaves_nothing_behind(site, cast):
    client = Client()
    client.force_login(cast.editor)
    session = {"Cookie": f"session={client.cookies['session'].value}"}
    address = f"/compromisos/{commitment(cast).slug}/"
    mine = site.ask(address, session)
    assert mine.status == 200
    assert "no-store" in mine.headers["cache-control"]
    anybody = site.ask(address)
    assert cast.editor.name not in anybody.body.decode()
    assert "set-cookie" not in anybody.headers
    assert site.ask(address).headers["x-cache"] in KEPT
    assert site.ask(address, session).headers["x-cache"] == "BYPASS"


def test_an_attachment_that_is_withdrawn_is_gone_at_once_for_everybody(site, cast):
    row = made.proposal(cast, files=[made.photograph()])
    attachment = Attachment.objects.get(proposal=row)
    address = f"/propuestas/{row.slug}/adjuntos/{attachment.sha256}/"
    for _turn in range(2):
        answer = site.ask(address)
        assert answer.status == 200
        assert answer.headers["cache-control"] == "no-cache"
    again = site.ask(address, {"If-None-Match": answer.headers["etag"]})
    assert (again.status, again.body) == (304, b""), "who has it is not sent it again"
    assert again.headers["cache-control"] == "no-cache"
    type(row).objects.filter(pk=row.pk).update(state="withdrawn")
    assert site.ask(address, {"If-None-Match": answer.headers["etag"]}).status == 404
    assert site.ask(address).status == 404


def test_a_page_that_is_withdrawn_is_not_shown_while_its_copy_is_renewed(site, cast):
    text = serving.TEMPLATE.read_text(encoding="utf-8")
    (stale,) = re.findall(r"^\s*proxy_cache_use_stale ([^;]+);", text, re.M)
    assert "updating" not in stale.split()
    assert "proxy_cache_background_update" not in text
    row = commitment(cast)
    address = f"/compromisos/{row.slug}/"
    assert site.ask(address).status == 200
    assert site.ask(address).headers["cache-control"] == "public, max-age=0, s-maxage=1"
    Commitment.objects.filter(pk=row.pk).update(slug="otra")
    assert ask(site.origin, address, {"Host": "localhost"}).status == 404, "at once"
    until(lambda: site.ask(address).status == 404, "the copy's second is over", seconds=3)


def renewed(answer: Answer, body: bytes) -> bool:
    assert answer.body == body
    return answer.headers["x-cache"] == "REVALIDATED"


def test_a_page_that_did_not_change_is_neither_made_nor_sent_again(site, cast):
    address = f"/compromisos/{commitment(cast).slug}/"
    first = site.ask(address)
    until(
        lambda: renewed(site.ask(address), first.body), "its second is over", seconds=5, every=0.5
    )
    own = ask(site.origin, address, {"Host": "localhost", "If-None-Match": first.headers["etag"]})
    assert (own.status, own.body) == (304, b"")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ogp_portal_keptpage SET body = 'kept' WHERE path = %s", [address])
    assert ask(site.origin, address, {"Host": "localhost"}).body == b"kept", "by every process"


# --- headers

PROMISED = {
    "x-content-type-options": r"nosniff",
    "referrer-policy": r"strict-origin-when-cross-origin",
    "permissions-policy": r"camera=\(\), geolocation=\(\)",
    "cross-origin-opener-policy": r"same-origin",
    "cache-control": r".+",
    "content-security-policy": r"default-src '?none'?",
}
SAMPLES = {"int": "1", "slug": "algo", "str": "algo", "path": "algo/mas", "uuid": "0" * 8}
SAMPLES |= {"number": "1", "year": "2026", "month": "1", "digest": "0f" * 32, "code": "a" * 22}
SAMPLES |= {"token": f"algo:{'a' * 43}", "account": "21.01", "version": "2026-11-28"}
SAMPLES |= {"file_name": "planes.csv", "sheet": "csv", "act": "publish_plan"}
SAMPLES["uuid"] = "00000000-0000-4000-8000-000000000000"
FRAMED = re.compile(r"^/(en/)?incrustar/")  # made to be shown inside other sites


def routes(patterns, prefix="") -> list[str]:
    """Return an address of every route, its parameters filled in by their kind."""
    found = []
    for pattern in patterns:
        route = prefix + sample(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            found.append(f"/{route}")
    return found


def sample(pattern) -> str:
    text = str(pattern)
    known = {name: SAMPLES.get(name) for name in get_converters()}

    def value(match: re.Match) -> str:
        kind = match["kind"] or "str"
        found = known.get(kind)
        return found if found is not None else str(match["name"])

    text = re.sub(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>", value, text)
    text = re.sub(r"\(\?P<\w+>[^)]*\)", "algo", text)
    return text.replace("^", "").replace("$", "").replace(r"\Z", "").replace("\\", "")


ALIKE = re.compile(r"^/(en/)?(api/v1|admin)/")  # one code answers for every dataset and model


def shared_out(paths: list[str], share: int) -> list[str]:
    """Return all the routes but, of those that one code answers, one in `share`."""
    return [
        path for path in paths if not ALIKE.match(path) or zlib.crc32(path.encode()) % share == 0
    ]


@pytest.mark.parametrize("share", [pytest.param(1, marks=pytest.mark.nightly), 6])
def test_every_route_has_the_promised_headers_and_none_can_be_framed(site, cast, share):
    client = Client()
    client.force_login(cast.coordinator)
    cookie = {"Cookie": f"session={client.cookies['session'].value}"}
    following.look()  # as a running portal has: its health says so
    addresses_of_routes = sorted(set(routes(get_resolver().url_patterns)))
    assert len(addresses_of_routes) > 300
    wrong, answered = [], {}
    for path in shared_out(addresses_of_routes, share):
        for headers in ({}, cookie):
            answer = site.ask(path, headers, source=next(addresses))
            answered[answer.status] = answered.get(answer.status, 0) + 1
            wrong += [
                (path, answer.status, name, answer.headers.get(name))
                for name, expected in PROMISED.items()
                if not re.search(expected, answer.headers.get(name, ""))
            ]
            policy = answer.headers.get("content-security-policy", "")
            if not FRAMED.match(path) and "sandbox" not in policy:
                frames = re.search(r"frame-ancestors 'none'", policy)
                if not frames or answer.headers.get("x-frame-options") != "DENY":
                    wrong.append((path, answer.status, "framed", policy))
            is_for_all = answer.headers.get("access-control-allow-origin") == "*"  # nobody is asked
            if headers and not is_for_all and "no-store" not in answer.headers["cache-control"]:
                wrong.append((path, answer.status, "kept with a session", ""))
    assert not wrong, wrong[:20]
    assert answered[200] > 500 // share, answered
    assert max(answered) < 500, answered
