"""A real receiver of webhooks, and a webhook that was approved for it."""

import http.server
import ssl
import threading
import time

import pytest
import trustme

from ogp_portal.foundation.events import http_client
from transparency.webhooks import workflow
from transparency.webhooks.models import Webhook


class Receiver(http.server.BaseHTTPRequestHandler):
    """A server that keeps what it was sent and answers as it was told."""

    def do_POST(self):
        server = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server.received.append((self.path, dict(self.headers.items()), body))
        while server.drips:
            self.wfile.write(b"H")
            time.sleep(0.5)
        status = server.statuses.pop(0) if server.statuses else 204
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "https://localhost/otra")
        self.end_headers()

    def log_message(self, *_words):
        """Stay quiet."""


@pytest.fixture
def receiver(monkeypatch):
    """A real HTTPS server on the loopback; only for it the rule about private addresses
    is lifted.
    """
    authority = trustme.CA()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    inside = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("receptor.example").configure_cert(inside)
    server.socket = inside.wrap_socket(server.socket, server_side=True)
    server.received = []
    server.statuses = []
    server.drips = False
    threading.Thread(target=server.serve_forever, daemon=True).start()
    trusted = ssl.create_default_context()
    authority.configure_trust(trusted)
    real = http_client.post

    def post(url, body, headers):
        return real(
            url,
            body,
            headers,
            context=trusted,
            resolving=lambda host, port: ["127.0.0.1"],
            allowing=lambda number: True,
            ports=[server.server_port],
        )

    monkeypatch.setattr(http_client, "post", post)
    monkeypatch.setattr(workflow, "_check", lambda url: None)
    server.url = f"https://receptor.example:{server.server_port}/avisos?de=portal"
    yield server
    server.drips = False
    server.shutdown()


@pytest.fixture
def webhook(cast, receiver):
    asked = Webhook(organization=cast.city, url=receiver.url)
    workflow.request_webhook(asked, by=cast.coordinator)
    return workflow.approve_webhook(asked, by=cast.administrator)
