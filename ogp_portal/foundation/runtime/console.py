"""What every command says when it cannot go on because of where it runs: one sentence, and an exit
code that programs understand (sysexits.h). `--traceback` shows the whole error, as Django's own.
"""

import sys
from collections.abc import Sequence
from typing import NoReturn

import psycopg
from django.db import Error

FILE_FAILED, DATABASE_AWAY = 74, 75  # EX_IOERR, and EX_TEMPFAIL: it may be repeated later
CONNECTION_LOST = ("08", "57P")  # classes of SQLSTATE; a failure to connect has none


def end(error: Exception, argv: Sequence[str]) -> NoReturn:
    """End the program with a sentence and an exit code if the database is away or a file cannot be
    used; otherwise raise the error.
    """
    told = in_words(error)
    if told is None or "--traceback" in argv:
        raise error
    sentence, code = told
    print(f"✗ {sentence}", file=sys.stderr)  # noqa: T201 - the console is what it is for
    raise SystemExit(code) from error


def in_words(error: Exception) -> tuple[str, int] | None:
    """Return the sentence and the exit code of an error; None for one that is a fault of ours."""
    if isinstance(error, OSError) and error.filename:
        return f"No se pudo usar {error.filename}: {error.strerror}.", FILE_FAILED
    cause = error.__cause__ if isinstance(error, Error) else error
    if isinstance(cause, psycopg.OperationalError):
        state = cause.sqlstate
        if state is None or state.startswith(CONNECTION_LOST):
            why = str(cause).strip().partition("\n")[0].rstrip(".")
            sentence = f"La base de datos no responde ({why}). Repita la orden cuando vuelva."
            return sentence, DATABASE_AWAY
    return None
