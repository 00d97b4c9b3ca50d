"""A real server, a real browser, and axe-core in every page."""

import os
import shutil
from pathlib import Path

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test.testcases import LiveServerThread, _StaticFilesHandler
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium")
AXE = Path(__file__).parents[1] / "vendor" / "axe-4.14.1.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
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
def portal(transactional_db):
    """The portal on a port of its own, its static files as collected (Django's usual test server
    knows only unhashed names).
    """
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
        width: int,
        *,
        javascript: bool = True,
        scheme: str = "light",
    ) -> None:
        self.server = server
        self.width = width
        self.context = browser.new_context(
            viewport={"width": width, "height": 800},
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
            lambda message: (
                self.complaints.append(message.text) if message.type == "error" else None
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
        self.page.goto(path)
        return self.page

    def check(self, name: str) -> None:
        """No overflow, nothing for axe to say, no complaint of the console, nothing asked from
        outside.
        """
        overflow = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, f"{name} overflows by {overflow} px at {self.width}"
        found = self.context.new_cdp_session(self.page).send(
            "Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8") + ";0"}
        )
        assert "exceptionDetails" not in found
        result = self.page.evaluate(
            "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
        )
        said = [
            (violation["id"], [node["html"][:160] for node in violation["nodes"]][:3])
            for violation in result["violations"]
        ]
        assert said == [], f"{name} at {self.width}: {said}"
        assert [complaint for complaint in self.complaints if "404" not in complaint] == [], name
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{SHOTS}/{name}-{self.width}.png", full_page=True)


@pytest.fixture
def visitor(browser, portal):
    opened: list[Visitor] = []

    def make(width: int = 1280, **options) -> Visitor:
        opened.append(Visitor(browser, portal.url, width, **options))
        return opened[-1]

    yield make
    for one in opened:
        one.context.close()
