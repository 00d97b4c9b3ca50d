"""P15: no text that one person types runs in another's browser.

Every column of text of every row holds some of two hundred texts that would run; every kind of page
that a person reaches is read by a real browser without the content security policy, which would
hide a fault, and some as they are served, with it and with the portal's own scripts.
"""

import mimetypes
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from ogp_portal.models import Letter, User
from tests.promises import crawling, payloads
from tests.promises.hostile import cheap, write_files
from tests.walks import forums as walks

TOGETHER = 12  # pages read at a time
READERS = ("", "editora", "coordinadora", "administradora", "presidenta", "contraparte")
READ = {"text/html", "image/svg+xml", "application/xml", "application/atom+xml", "text/xml"}
SHOW = """
async pages => {
  document.body.replaceChildren();
  const ready = pages.map(([kind, body]) => new Promise(done => {
    const frame = document.createElement('iframe');
    frame.onload = done;
    setTimeout(done, 2000);
    if (kind === 'text/html') frame.srcdoc = body;
    else frame.src = URL.createObjectURL(new Blob([body], {type: kind}));
    document.body.append(frame);
  }));
  await Promise.all(ready);
  await new Promise(done => setTimeout(done, 60));
  const bad = [];
  for (const [place, frame] of [...document.querySelectorAll('iframe')].entries()) {
    const inside = frame.contentDocument;
    if (!inside) continue;
    for (const element of inside.querySelectorAll('*'))
      for (const attribute of element.attributes)
        if (/^on/.test(attribute.name) || /^\\s*(javascript|data|vbscript):/i.test(attribute.value)
            && /^(href|src|action|formaction|xlink:href|data)$/.test(attribute.name)
            && !/^data:image\\//.test(attribute.value))
          bad.push([place, element.outerHTML.slice(0, 200)]);
  }
  return bad;
}
"""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.world("rights"),
    pytest.mark.django_db,
    pytest.mark.xdist_group("browser"),
]


def blank(route):
    return route.fulfill(body="", content_type="text/html")


class Listener:
    """A page of a browser that hears every dialog and every request but those that `give`
    answers.
    """

    def __init__(self, browser, give=blank):
        self.heard: list[str] = []
        self.give = give
        self.page = browser.new_page(base_url="http://testserver")
        self.page.on("dialog", self._dialog)
        self.page.context.route("**/*", self._request)

    def _dialog(self, dialog):
        self.heard.append(f"ran: {dialog.message}")
        dialog.dismiss()

    def _request(self, route):
        url = route.request.url
        if url.startswith(("blob:", "data:", "about:")):
            return route.continue_()
        if not url.startswith("http://testserver/"):
            self.heard.append(f"asked: {url}")
            return route.abort()
        return self.give(route)


def client_of(name: str) -> Client:
    client = Client(raise_request_exception=False)
    if name:
        client.force_login(User.objects.get(email=f"{name}@prueba.example"))
    return client


def runs(browser, answers) -> list[str]:
    """Return what ran, asked elsewhere, or would at a click, of these pages."""
    listener = Listener(browser)
    listener.page.goto("/blank")
    found = []
    for start in range(0, len(answers), TOGETHER):
        some = answers[start : start + TOGETHER]
        bad = listener.page.evaluate(
            SHOW, [[answer.kind, answer.body.decode(errors="replace")] for answer in some]
        )
        found += [f"{some[place].address}: {element}" for place, element in bad]
        if listener.heard:
            found += [f"{[answer.address for answer in some]}: {listener.heard}"]
            listener.heard = []
    listener.page.context.close()
    return found


def test_two_hundred_texts_run_where_they_are_let(browser, request):
    """Each is heard where a page puts text without care: inside an element, an attribute, a field
    or a script.
    """
    assert len(set(payloads.PAYLOADS)) == 200
    careless = '<p>{0}</p><textarea>{0}</textarea><title>{0}</title><!--{0}--><input value="{0}">'
    listener = Listener(browser)
    listener.page.goto("/blank")
    silent = []
    for text in payloads.PAYLOADS[:: 1 if request.config.getoption("--nightly") else 9]:
        bad = listener.page.evaluate(SHOW, [["text/html", careless.format(text)]])
        if not (bad or listener.heard or "](" in text):  # Markdown is not read by browsers
            silent.append(text)
        listener.heard = []
    listener.page.context.close()
    assert silent == []


@pytest.mark.nightly
@pytest.mark.parametrize("turn", [0, 1])
def test_no_text_runs_on_any_page_of_anybody(browser, turn, record_property):
    with connection.cursor() as cursor:  # a browser reads meanwhile
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    assert payloads.fill(turn=turn) > 120
    write_files()
    seen, found = set(), []
    with cheap():
        for name in READERS:
            answers = crawling.crawl(client_of(name), of_each=2)
            answers = [answer for answer in answers if answer.kind in READ]
            new = [answer for answer in answers if answer.body not in seen]
            seen |= {answer.body for answer in new}
            found += runs(browser, new)
    record_property("pages", len(seen))
    assert len(seen) > 250
    assert any(b"alert(" in body for body in seen)
    assert found == []


def test_no_text_runs_in_a_letter(browser, cast):
    call = walks.call(cast, slug="convocatoria-de-cartas")
    for place, text in enumerate(payloads.PAYLOADS[::9]):
        title = text[:150]
        walks.proposal(cast, "not_selected", of=call, title=title, email=f"v{place}@prueba.example")
    bodies = list(Letter.objects.filter(recipient__startswith="v").values_list("html", flat=True))
    assert len(bodies) > 40
    assert any("alert(" in body for body in bodies)
    answers = [
        crawling.Answer(f"letter {number}", 200, "text/html", {}, body.encode())
        for number, body in enumerate(bodies)
    ]
    assert runs(browser, answers) == []


def served(client: Client):
    """Return what gives a browser the portal's answers with their headers, and its static files."""

    def give(route):
        path = route.request.url.removeprefix("http://testserver")
        if path.startswith("/static/"):
            file = Path(settings.STATIC_ROOT, path.removeprefix("/static/").partition("?")[0])
            kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
            return route.fulfill(
                status=200 if file.is_file() else 404,
                body=file.read_bytes() if file.is_file() else b"",
                content_type=kind,
            )
        answer = client.get(path, follow=True)  # redirects are not given twice
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return route.fulfill(status=answer.status_code, headers=dict(answer.items()), body=body)

    return give


def test_no_text_runs_on_pages_as_they_are_served_and_none_breaks_the_policy(browser):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    payloads.fill(turn=3)
    write_files()
    client = client_of("coordinadora")
    with cheap():
        answers = crawling.crawl(client, of_each=1, most=60)
        pages = [answer for answer in answers if answer.kind == "text/html"][::4]
        listener = Listener(browser, give=served(client))
        listener.page.add_init_script(
            "addEventListener('securitypolicyviolation',"
            " event => console.error('CSP ' + event.violatedDirective))"
        )
        listener.page.on(
            "console",
            lambda message: "CSP " in message.text and listener.heard.append(message.text),
        )
        for answer in pages:
            listener.page.goto(answer.address, wait_until="load")
            if listener.heard:
                pytest.fail(f"{answer.address}: {listener.heard}")
        listener.page.context.close()
    assert len(pages) > 10
