"""The portal as it is deployed, for tests: its real web program behind the real nginx, with the
configuration that operators get.
"""

import contextlib
import http.client
import os
import random
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from tests.waiting import until

ROOT = Path(settings.BASE_DIR)
TEMPLATE = ROOT / "docs" / "operacion" / "nginx.conf"
TERMINATOR = """
server {
    listen 8080;
    location / {
        proxy_pass http://web:8000;
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto https;
    }
}
"""
MAIN = """
{user}
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log warn;
events {{ worker_connections 512; }}
http {{
    access_log off;
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {portal}
}}
"""


@dataclass(frozen=True)
class Answer:
    """What came back: its status, its headers (names in lower case) and its body."""

    status: int
    headers: dict[str, str]
    body: bytes


def free_port() -> int:
    """Return a port that nobody has, out of those that the kernel gives to outgoing links."""
    while True:
        port = random.randint(20_000, 30_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def is_taken(port: int) -> bool:
    """Say whether somebody listens on the port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def ask(
    port: int,
    path: str,
    headers: Mapping[str, str] | None = None,
    *,
    method: str = "GET",
    body: bytes | None = None,
    source: str = "127.0.0.1",
) -> Answer:
    """Ask for `path` from the address `source`, with no header but those given."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(source, 0))
    try:
        link.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        sent = {**({"Content-Length": str(len(body))} if body else {}), **(headers or {})}
        for name, value in sent.items():
            link.putheader(name, value)
        link.endheaders(body)
        answer = link.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, found, answer.read())
    finally:
        link.close()


@contextlib.contextmanager
def program(words: list[str], *, log: Path, **facts) -> Iterator[subprocess.Popen]:
    """Run a program while the block lasts."""
    with log.open("ab") as output:
        process = subprocess.Popen(words, stdout=output, stderr=output, **facts)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def has_answered(
    port: int, process: subprocess.Popen, log: Path, path: str = "/salud/vivo"
) -> bool:
    if process.poll() is not None:
        pytest.fail(f"it ended: {log.read_text(errors='replace')[-3000:]}")
    with contextlib.suppress(OSError, http.client.HTTPException):
        return ask(port, path, {"Host": "localhost"}).status == 200
    return False


@contextlib.contextmanager
def web(folder: Path, **variables: str) -> Iterator[int]:
    """Run `manage.py run web` with these variables; gives its port."""
    port, log = free_port(), folder / "web.log"
    environment = {
        **os.environ,
        "PORTAL_BOOTSTRAP": "no",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        **variables,
    }
    words = [sys.executable, "manage.py", "run", "web"]
    with program(words, log=log, cwd=ROOT, env=environment) as process:
        until(lambda: has_answered(port, process, log), "the web answers", seconds=120, every=0.1)
        yield port


@contextlib.contextmanager
def nginx(folder: Path, *, upstream: int, proxies: int = 1, text: str = "") -> Iterator[int]:
    """Run nginx with the portal's configuration (or `text`) before the port `upstream`, as the
    outermost or a later one of `proxies`; gives its port.
    """
    port, log = free_port(), folder / "nginx.log"
    folder.mkdir(parents=True, exist_ok=True)
    portal = (text or TEMPLATE.read_text(encoding="utf-8")).replace(
        "${TRUSTED_PROXIES}", str(proxies)
    )
    for old, new in (
        ("listen 8080;", f"listen 127.0.0.1:{port};"),
        ("http://web:8000", f"http://127.0.0.1:{upstream}"),
        ("/tmp/portal-cache", f"{folder}/cache"),
        ("/usr/share/nginx/portal", f'"{settings.BASE_DIR}/docs/operacion/paginas"'),
    ):
        assert old in portal or text
        portal = portal.replace(old, new)
    assert not re.search(r"\$\{", portal), "a variable that nobody fills in"
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(user=user, folder=folder, portal=portal))
    words = [find_nginx(), "-c", str(folder / "nginx.conf"), "-p", str(folder)]
    with program(words, log=log) as process:
        until(lambda: has_answered(port, process, log), "nginx answers", seconds=60, every=0.1)
        yield port


def find_nginx() -> str:
    """Return nginx; the test is skipped where there is none, and fails for it in CI."""
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if found is None and os.environ.get("CI"):
        pytest.fail("no nginx: apt-get install nginx-light")
    return found or pytest.skip("no nginx on this machine")
