"""Readers who take next to nothing cannot keep the web server from everybody else."""

import socket
import subprocess
import urllib.request

import pytest
from django.conf import settings

from ogp_portal.foundation.runtime import gunicorn_conf, programs
from tests.waiting import until


def takes(port: int) -> bool:
    """Say whether somebody takes connections on a port."""
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found = free.getsockname()[1]
    words = [
        "tests.promises.large_answer:application" if word == "ogp_portal.wsgi:application" else word
        for word in programs.web("127.0.0.1", found)
    ]
    server = subprocess.Popen(words, cwd=settings.BASE_DIR, stderr=subprocess.DEVNULL)
    until(lambda: takes(found), "the web server listens")
    yield found
    server.terminate()
    server.wait()


@pytest.mark.nightly  # half a minute of waiting
def test_as_many_slow_readers_as_threads_are_let_go_and_others_are_answered(port):
    readers = []
    for _turn in range(32):
        reader = socket.socket()
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.connect(("127.0.0.1", port))
        reader.sendall(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert reader.recv(1)
        readers.append(reader)
    answer = urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=gunicorn_conf.SECONDS * 8)
    assert answer.read() == b"ok"
    for reader in readers:
        reader.close()
