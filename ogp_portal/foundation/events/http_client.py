"""Posting to addresses that others chose: only https at port 443, only public addresses, no
redirects, bounded time and size.

The name is resolved once, every address it has must be public, and the connection goes to the very
address that was checked: a name that answers differently the second time reaches nothing inside.
"""

import contextlib
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

SECONDS = 8
PORTS = (443,)
GIVEN_OUT = ipaddress.ip_network("2000::/3")
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
Resolve = Callable[[str, int], list[str]]


class NotAllowed(ValueError):
    """The address is not one the portal may reach."""


class NotReached(RuntimeError):
    """Nobody answered, or not in time, or not over a connection that can be trusted."""


@dataclass(frozen=True)
class Place:
    """Where a checked address leads: the name, the port, the path, and the number to connect to."""

    host: str
    port: int
    path: str
    number: str


def resolve(host: str, port: int) -> list[str]:
    """Return every number a name stands for."""
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_public(number: str) -> bool:
    """Say whether an IP number belongs to the public network: not loopback, private, link-local,
    site-local, shared, reserved, nor one of those in IPv6 clothes.

    Of IPv6 only what IANA gives out for the public network (2000::/3) is; what carries a number of
    IPv4 is as public as that one.
    """
    address = ipaddress.ip_address(number)
    if isinstance(address, ipaddress.IPv6Address):
        inner = _carried(address)
        if inner:
            return all(_is_global(number) for number in inner)
        if address not in GIVEN_OUT:
            return False
    return _is_global(address)


def _is_global(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved


def _carried(address: ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """Return the numbers of IPv4 in one of IPv6: mapped, 6to4, Teredo's server and client, or
    translated (RFC 6052).
    """
    if address.teredo:
        return list(address.teredo)
    if address in TRANSLATED:
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    inner = address.ipv4_mapped or address.sixtofour
    return [inner] if inner else []


def check(
    url: str,
    *,
    resolving: Resolve = resolve,
    allowing: Callable[[str], bool] = is_public,
    ports: Container[int] = PORTS,
) -> Place:
    """Return where `url` leads.

    Raises NotAllowed unless it is https at its own port, without a user, on a public address.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError as error:
        raise NotAllowed(url) from error
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.password:
        raise NotAllowed(url)
    if port not in ports:
        raise NotAllowed(url)
    try:
        numbers = resolving(parts.hostname, port)
    except (OSError, UnicodeError) as error:
        message = f"{parts.hostname}: no address"
        raise NotReached(message) from error
    if not numbers or not all(allowing(number) for number in numbers):
        raise NotAllowed(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(parts.hostname, port, path, numbers[0])


class _Pinned(HTTPSConnection):
    """A connection to a number that was checked, with the certificate of the name that was asked
    for.
    """

    def __init__(self, place: Place, context: ssl.SSLContext) -> None:
        super().__init__(place.host, place.port, timeout=SECONDS, context=context)
        self.place = place
        self.trusted = context

    def connect(self) -> None:
        """Connect to the number."""
        plain = socket.create_connection((self.place.number, self.place.port), timeout=SECONDS)
        self.sock = secure = self.trusted.wrap_socket(
            plain, server_hostname=self.place.host, do_handshake_on_connect=False
        )
        secure.do_handshake()

    def give_up(self) -> None:
        """End the exchange from outside: whoever waits for it gets an error."""
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    context: ssl.SSLContext | None = None,
    **rules: Any,
) -> int:
    """Post `body` to `url` and return the status.

    A redirect is an answer like any other. Raises NotAllowed, NotReached.
    """
    place = check(url, **rules)
    connection = _Pinned(place, context or ssl.create_default_context())
    deadline = threading.Timer(
        SECONDS, connection.give_up
    )  # each wait is bounded too, but a byte now and then would prolong it for ever
    deadline.start()
    try:
        connection.request("POST", place.path, body=body, headers=dict(headers))
        return connection.getresponse().status
    except (OSError, HTTPException) as error:
        message = f"{place.host}: {type(error).__name__}: {error}"
        raise NotReached(message) from error
    finally:
        deadline.cancel()
        connection.close()
