"""Where the database is: the one of `DATABASE_URL`, or the embedded one."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from ogp_portal.foundation.runtime import postgres
from ogp_portal.foundation.runtime.environment import BadSetting


def connection(url: str, *, password: str, var: Path) -> dict[str, object]:
    """Return what Django needs to know to connect; an empty `url` is the embedded server in `var`.

    `password` serves where the address has none. Raises BadSetting for an address that is none.
    """
    if not url:
        return {"NAME": "portal", "USER": "postgres", "HOST": str(postgres.locate(var).socket)}
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        message = "DATABASE_URL must look like postgresql://user:password@host:5432/name"
        raise BadSetting(message)
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or "") or password,
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
    }
