"""Where database and queue are: addresses are read and written here and nowhere else."""

import re
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from psycopg.conninfo import make_conninfo

from ogp_portal.foundation.runtime import postgres
from ogp_portal.foundation.runtime.environment import BadSetting

Place = dict[str, object]  # what Django's DATABASES says of one database


def connection(url: str, *, password: str, var: Path) -> Place:
    """Return what Django needs to know to connect; an empty `url` is the embedded server in `var`.

    `password` serves where the address has none. Raises BadSetting for an address that is none.
    """
    if not url:
        return {"NAME": "portal", "USER": "postgres", "HOST": str(postgres.locate(var).socket)}
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        message = "DATABASE_URL must look like postgresql://user:password@host:5432/name"
        raise BadSetting(message)
    if parts.query or parts.fragment:
        message = (
            "DATABASE_URL ends with the name of the database: what libpq takes after it goes in "
            "its own variables (PGSSLMODE=verify-full, PGSSLROOTCERT), which the queue and "
            "pg_dump read, too; write ? and # of a password as %3F and %23."
        )
        raise BadSetting(message)
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or "") or password,
        "HOST": _host(parts.netloc),
        "PORT": str(port or ""),
    }


def conninfo(place: Place) -> str:
    """Return the connection string of libpq for `place`, whatever signs its values have."""
    return make_conninfo(**_words(place))


def pgmq_conninfo(place: Place) -> str:
    """Return the connection string for the client of PGMQ, which takes it apart and puts the
    values together again without quoting them: each value is therefore quoted twice.
    """
    return make_conninfo(**{name: _quoted(value) for name, value in _words(place).items()})


def with_password(url: str, password: str) -> str:
    """Return the address of a Redis with `password`, unless it has one or there is none."""
    parts = urlsplit(url)
    if not password or not url or parts.password:
        return url
    user = f"{parts.username or ''}:{quote(password, safe='')}"
    return urlunsplit(parts._replace(netloc=f"{user}@{parts.netloc.rpartition('@')[2]}"))


def _host(netloc: str) -> str:
    """Return the host as it is written: the folder of a socket has capital letters, which
    `hostname` loses.
    """
    host = re.sub(r":\d*$", "", netloc.rpartition("@")[2])
    return unquote(host.removeprefix("[").removesuffix("]"))


def _words(place: Place) -> dict[str, str]:
    named = {
        "host": place.get("HOST"),
        "port": place.get("PORT"),
        "dbname": place.get("NAME"),
        "user": place.get("USER"),
        "password": place.get("PASSWORD"),
    }
    return {name: str(value) for name, value in named.items() if value}


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
