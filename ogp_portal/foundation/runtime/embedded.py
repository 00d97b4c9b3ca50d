"""Which commands need the embedded database, and keeping it up for them."""

import contextlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings

from ogp_portal.foundation.runtime import accounts, example, postgres

WITHOUT_DATABASE = {
    "test",
    "check_all",
    "format_css",
    "help",
    "makemessages",
    "collectstatic",
    "make_docs",
    "sbom",
    "audit",
}


@contextlib.contextmanager
def database_for(argv: Sequence[str]) -> Iterator[None]:
    """Keep the embedded server running while the command of `argv` lasts, if it needs it and there
    is no real one. What root wrote meanwhile is given to whom the portal's files belong.
    """
    try:
        with _embedded(argv):
            yield
    finally:
        accounts.share_with_owner(Path(settings.MEDIA_ROOT))


@contextlib.contextmanager
def _embedded(argv: Sequence[str]) -> Iterator[None]:
    command = argv[1] if len(argv) > 1 else "help"
    if settings.IS_EXAMPLE and command not in {"up", "help", "test"}:
        print(f"· {example.warning()}", file=sys.stderr, flush=True)  # noqa: T201
    if (
        not settings.EMBEDDED
        or command in WITHOUT_DATABASE
        or {"--help", "-h", "--version"} & set(argv)
    ):
        yield
        return
    with postgres.shared(
        postgres.locate(settings.VAR_DIR),
        say=lambda words: print(f"· {words}", flush=True),  # noqa: T201
    ):
        yield
