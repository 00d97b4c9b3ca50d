"""A page of fifty megabytes and a small one, to be served with the portal's own settings of the web
server.
"""

from collections.abc import Iterator
from typing import Any

BLOCK = b"x" * 2**18


def application(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
    """Answer /large with fifty megabytes and anything else with a word."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    if environ["PATH_INFO"] == "/large":
        yield from (BLOCK for _turn in range(200))
    else:
        yield b"ok"
