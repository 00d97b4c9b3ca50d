"""A real server, a real browser, and axe-core in every page."""

import os
import shutil
from pathlib import Path

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test.testcases import LiveServerThread, _StaticFilesHandler
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
NARROW_AND_WIDE = (360, 1280)
AXE = Path(__file__).parents[1] / "vendor" / "axe-4.14.1.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
HEIGHT = 800
SHOTS = os.environ.get("PORTAL_SHOTS", "")


@pytest.fixture(scope="session")
def browser():
    if not CHROMIUM:
        if os.environ.get("CI"):
            pytest.fail("no chromium in CI")
        pytest.skip("no chromium on this machine, and only root can install it")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield launched
        launched.close()


@pytest.fixture
def portal(transactional_db, monkeypatch):
    """The portal on a port of its own, its static files as collected (Django's usual test server
    knows only unhashed names). It gives each link to the database back with the answer: a thread
    lives as long as its reader keeps the connection open, and the server has but a hundred.
    """
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    server = LiveServerThread("localhost", static_handler=_StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    server.url = f"http://localhost:{server.port}"
    yield server
    server.terminate()


class Visitor:
    """Somebody with a browser: opens pages, and takes every complaint of the console for
    a failure.
    """

    def __init__(
        self,
        browser: Browser,
        server: str,
        widths: tuple[int, ...],
        *,
        javascript: bool = True,
        scheme: str = "light",
    ) -> None:
        self.server = server
        self.widths = widths
        self.context = browser.new_context(
            viewport={"width": widths[0], "height": HEIGHT},
            base_url=server,
            locale="es-CL",
            java_script_enabled=javascript,
            color_scheme=scheme,
            bypass_csp=False,
        )
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on(
            "console",
            lambda message: (  # what has no address is axe's own, which reads style sheets anew
                self.complaints.append(message.text)
                if message.type == "error" and message.location["url"]
                else None
            ),
        )
        self.page.on(
            "request",
            lambda request: (
                self.complaints.append(request.url)
                if not request.url.startswith((server, "data:"))
                else None
            ),
        )

    def enter(self, user) -> None:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        self.context.add_cookies(
            [{"name": "session", "value": session.session_key, "url": self.server}]
        )

    def open(self, path: str) -> Page:
        if len(self.widths) > 1:
            self.page.set_viewport_size({"width": self.widths[0], "height": HEIGHT})
        self.page.goto(path)
        return self.page

    def check(self, name: str) -> None:
        """At each width: no overflow, nothing for axe to say; and no complaint of the console,
        nothing asked from outside.
        """
        found = self.context.new_cdp_session(self.page).send(
            "Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8") + ";0"}
        )
        assert "exceptionDetails" not in found
        for width in self.widths:
            if len(self.widths) > 1:
                self.page.set_viewport_size({"width": width, "height": HEIGHT})
            self._check_at(width, name)
        assert [complaint for complaint in self.complaints if "404" not in complaint] == [], name

    def _check_at(self, width: int, name: str) -> None:
        overflow = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, f"{name} overflows by {overflow} px at {width}"
        result = self.page.evaluate(
            "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
        )
        problems = [
            (violation["id"], [node["html"][:160] for node in violation["nodes"]][:3])
            for violation in result["violations"]
        ]
        assert problems == [], f"{name} at {width}: {problems}"
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)


@pytest.fixture
def visitor(browser, portal):
    opened: list[Visitor] = []

    def make(*widths: int, **options) -> Visitor:
        opened.append(Visitor(browser, portal.url, widths or (1280,), **options))
        return opened[-1]

    yield make
    for someone in opened:
        someone.context.close()
