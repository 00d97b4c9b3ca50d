"""Work on files from outside, or with heavy renderers, in a child process with limits of time and
memory.

A picture may take all of a processor for seconds: a few are worked on at a time, some wait in line,
and beyond these whoever sends is asked to come back.

The child is this module run as a program: it reads its input from a pipe, answers on a pipe, and
can reach no setting, no database and no secret, because its environment is emptied first.
"""

import contextlib
import fcntl
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.refusals import Refusal

ROOT = Path(__file__).resolve().parents[3]
# What people send has twenty seconds and 300 MB; not all addresses of a picture are used.
SECONDS = {"picture": 20, "document": 20, "sheet": 20, "pdf": 300, "page": 60, "docx": 20}
MEMORY = {  # MiB of addresses
    "picture": 340,
    "document": 340,
    "sheet": 300,
    "pdf": 2500,
    "page": 1500,
    "docx": 300,
}
LARGEST_OUTPUT = 200 * 1024 * 1024
KEPT = ("PATH", "LD_LIBRARY_PATH", "FONTCONFIG_FILE", "HOME")


IN_LINE = ("picture", "document", "sheet", "docx")  # what people send
AT_A_TIME = 2
PLACES = 20  # at work or waiting; the web server has more threads than these
PATIENCE = 30  # seconds in line
_deadline: ContextVar[float] = ContextVar("deadline", default=float("inf"))  # by time.monotonic


class Busy(Refusal):
    """Too many files are being worked on: nothing was kept, the same may be sent again."""

    status = 503


class Failed(RuntimeError):
    """The child refused the input, ran out of time or memory, or crashed; the message is for the
    log.
    """


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let all that is run inside take that long altogether, in line or at work; what would take
    longer raises Busy.
    """
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


def run(job: str, content: bytes, options: Mapping[str, object]) -> bytes:
    """Return what the child makes of `content`. `job` is one of the keys of SECONDS.
    Raises Failed, and Busy where too many wait before.
    """
    with _turn() if job in IN_LINE else contextlib.nullcontext():
        return _run(job, content, options)


@contextlib.contextmanager
def _turn() -> Iterator[None]:
    """Wait in line for one's turn, which lasts as long as the block. Raises Busy.

    Locks of files are shared by every process of the machine, and end with whoever held them.
    """
    folder = settings.VAR_DIR / "sandbox"
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as locks:
        if not _lock_one(folder, "place", PLACES, locks):
            raise _busy()
        deadline = min(time.monotonic() + PATIENCE, _deadline.get())
        while not _lock_one(folder, "turn", AT_A_TIME, locks):
            if time.monotonic() > deadline:
                raise _busy()
            time.sleep(0.05)
        yield


def _busy() -> Busy:
    return Busy(
        _(
            "Estamos revisando muchos archivos a la vez. Envía otra vez en un momento: lo que "
            "escribiste sigue aquí; solo hay que elegir los archivos de nuevo."
        )
    )


def _lock_one(folder: Path, name: str, count: int, locks: contextlib.ExitStack) -> IO[bytes] | None:
    """Lock one of `count` files until `locks` ends and return it, None where all are taken."""
    for number in range(count):
        file = (folder / f"{name}-{number}").open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            continue
        return locks.enter_context(file)
    return None


def _run(job: str, content: bytes, options: Mapping[str, object]) -> bytes:
    environment = {name: os.environ[name] for name in KEPT if name in os.environ} | {
        "PYTHONPATH": str(ROOT),
        "LC_ALL": "C.UTF-8",
    }
    left = _deadline.get() - time.monotonic()
    if left <= 0:
        raise _busy()
    with tempfile.TemporaryFile() as output:
        try:
            ended = subprocess.run(  # noqa: S603 - our own program
                [
                    sys.executable,
                    "-m",
                    "ogp_portal.foundation.documents.sandbox_jobs",
                    job,
                    json.dumps(options),
                ],
                input=content,
                stdout=output,
                stderr=subprocess.PIPE,
                env=environment,
                cwd=ROOT,
                timeout=min(SECONDS[job], left),
                check=False,
                preexec_fn=lambda: _limit(job),
            )
        except subprocess.TimeoutExpired as late:
            if left < SECONDS[job]:
                raise _busy() from late
            message = f"{job}: more than {SECONDS[job]} seconds"
            raise Failed(message) from late
        if ended.returncode != 0:
            raise Failed(
                f"{job}: {ended.stderr.decode(errors='replace')[-1500:] or ended.returncode}"
            )
        output.seek(0)
        return output.read(LARGEST_OUTPUT)


def _limit(job: str) -> None:
    """Bound the child: memory, processor time, size of files, no core dumps."""
    memory = MEMORY[job] * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS[job], SECONDS[job] + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_OUTPUT, LARGEST_OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
