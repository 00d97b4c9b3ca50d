"""What the real nginx says by itself, whatever becomes of the portal: in the language of the
address, with the headers of every page.
"""

import base64
import hashlib
import re

import pytest

from tests.promises import serving
from tests.promises.serving import Answer, ask
from tests.promises.test_proxy import PROMISED

pytestmark = pytest.mark.xdist_group("proxy")


@pytest.fixture
def alone(tmp_path, monkeypatch):
    """The port of nginx before a portal that is away."""
    monkeypatch.setattr(serving, "has_answered", lambda port, *_facts: serving.is_taken(port))
    with serving.nginx(tmp_path / "alone", upstream=serving.free_port()) as port:
        yield port


def is_proxys_own(answer: Answer, *, status: int, language: str, words: str) -> list[str]:
    """Return what an answer of nginx itself lacks of the headers and words of every page."""
    page = answer.body.decode()
    wanted = {
        **PROMISED,
        "x-frame-options": "^DENY$",
        "cache-control": "^no-store, private$",
        "content-security-policy": "frame-ancestors 'none'",
        "content-language": f"^{language}$",
        "content-type": "^text/html; charset=utf-8$",
        "strict-transport-security": "^max-age=31536000",
    }
    if status == 414:  # nothing of such a request is read, nor that it came by TLS
        del wanted["strict-transport-security"]
    wrong = [
        f"{name}: {answer.headers.get(name)}"
        for name, expected in wanted.items()
        if not re.search(expected, answer.headers.get(name, ""))
    ]
    if answer.status != status or words not in page or f'lang="{language}' not in page:
        wrong.append(f"{answer.status} {page[:200]}")
    style = re.search("<style>(.*?)</style>", page)
    shown = base64.b64encode(hashlib.sha256((style[1] if style else "").encode()).digest())
    if f"'sha256-{shown.decode()}'" not in answer.headers.get("content-security-policy", ""):
        wrong.append("a style that no browser shows")
    return wrong


@pytest.mark.parametrize(
    ("prefix", "language", "words"),
    [
        ("", "es", {400: "No entendimos", 413: "demasiado grande", 414: "demasiado larga"}),
        ("/en", "en", {400: "did not understand", 413: "too large", 414: "too long"}),
    ],
)
def test_what_nginx_refuses_by_itself_has_the_headers_and_the_language_of_a_page(
    alone, prefix, language, words
):
    secure = {"Host": "localhost", "X-Forwarded-Proto": "https"}
    where = f"{prefix}/compromisos/"

    def direct(path=where, headers=None, **facts):
        return ask(alone, path, {**secure, **(headers or {})}, **facts)

    body = b"x" * (12 * 1024 * 1024 + 1)
    answers = {
        400: direct(headers={"X-Long": "a" * 20_000}),
        413: direct(method="POST", body=body),
        414: direct(f"{where}?q={'a' * 20_000}"),
    }
    for status, answer in answers.items():
        # the address of a request whose line is too long is never read
        known = ("es", "demasiado larga") if status == 414 else (language, words[status])
        wrong = is_proxys_own(answer, status=status, language=known[0], words=known[1])
        assert not wrong, (status, wrong)
    assert direct(method="POST", body=body[:-1]).status == 503
    assert direct("/-/413.html").status == 404


def test_a_flood_and_a_portal_that_is_away_are_told_in_the_language_of_the_address(alone):
    headers = {"Host": "localhost", "X-Forwarded-Proto": "https"}
    for prefix, language, words in (
        ("/en", "en", "does not answer"),
        ("", "es", "no responde en este momento"),
    ):
        away = ask(alone, f"{prefix}/compromisos/", headers)
        wrong = is_proxys_own(away, status=503, language=language, words=words)
        assert not wrong, wrong
        assert away.headers["retry-after"] == "15"
    for _turn in range(3000):
        refused = ask(alone, "/en/compromisos/", headers)
        if refused.status == 429:
            break
    wrong = is_proxys_own(refused, status=429, language="en", words="Too many requests")
    assert not wrong, wrong
    assert refused.headers["retry-after"] == "60"
