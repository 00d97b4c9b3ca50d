"""Several programs under one: started together, restarted when one dies, stopped together on Ctrl-C
or TERM, and given up, with the reason, when one keeps dying.
"""

import contextlib
import ctypes
import os
import pwd
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import IO

PATIENCE = 20.0  # seconds a program gets to end by itself
STEADY = 60.0  # seconds: a program that lived so long had started well, and its deaths count anew
MOST_DEATHS = 5  # in a row, each before STEADY
BACK_OFF = 1.0  # seconds before the first new start; each next one waits twice as long
LOOK_EVERY = 5.0
TURN = 0.3  # seconds between two looks at the programs
ERROR = re.compile(r"[\w.]*(Error|Exception)\b.*: ")  # the last line of a traceback
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


class Stopped(BaseException):
    """Somebody asked to stop."""


class KeepsDying(RuntimeError):
    """A program died again and again; the message names it, says its last words and what to do."""


@dataclass
class Program:
    """One program: how it is started, and how its last start went."""

    name: str
    words: Sequence[str]
    process: subprocess.Popen[bytes]
    started: float
    deaths: int = 0  # in a row, each before STEADY
    cause: str = ""  # the last line on its standard error that names an error, or the last of all
    due: float = 0.0  # when a dead one is started again; 0: it runs


class Supervisor:
    """Runs programs until told to stop."""

    def __init__(
        self,
        programs: Mapping[str, Sequence[str]],
        *,
        environment: Mapping[str, str],
        account: str | None = None,
        back_off: float = BACK_OFF,
    ) -> None:
        """`account` is who they run as where we are root; None: as we do."""
        self.words = programs
        self.environment = dict(environment)
        self.account = pwd.getpwnam(account) if account else None
        self.back_off = back_off
        self.programs: list[Program] = []

    def run(
        self,
        *,
        when_ready: Callable[[], bool],
        say_ready: Callable[[], None],
        look_after_database: Callable[[], None],
    ) -> None:
        """Start everything, call `say_ready` once `when_ready` is true, and stay until Stopped or
        Ctrl-C. Raises KeepsDying.

        `look_after_database` is called every few seconds: the database is no child of ours, because
        it outlives us if others use it.
        """
        signal.signal(signal.SIGTERM, _stop)
        is_ready = False
        looked = time.monotonic()
        try:
            for name, words in self.words.items():
                self.programs.append(Program(name, words, self._start(words), time.monotonic()))
            while True:
                self._pass_on(TURN)
                self._look_after()
                if time.monotonic() - looked > LOOK_EVERY:
                    look_after_database()
                    looked = time.monotonic()
                if not is_ready and when_ready():
                    is_ready = True
                    say_ready()
        except (Stopped, KeyboardInterrupt):
            pass
        finally:
            self.stop()

    def _start(self, words: Sequence[str]) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(  # noqa: S603 - our own programs
            words,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=_die_with_parent,
            user=self.account.pw_uid if self.account else None,
            group=self.account.pw_gid if self.account else None,
            extra_groups=[] if self.account else None,
        )
        os.set_blocking(_errors(process).fileno(), False)
        return process

    def _look_after(self) -> None:
        """Start again what died, each time after a longer pause. Raises KeepsDying."""
        now = time.monotonic()
        for program in self.programs:
            if program.due:
                if now >= program.due:
                    _errors(program.process).close()
                    program.process, program.started = self._start(program.words), now
                    program.due, program.cause = 0.0, ""
            elif program.process.poll() is not None:
                self._pass_on(0)  # its last words
                program.deaths = 1 if now - program.started > STEADY else program.deaths + 1
                if program.deaths >= MOST_DEATHS:
                    raise KeepsDying(_gave_up(program))
                program.due = now + self.back_off * 2 ** (program.deaths - 1)

    def _pass_on(self, seconds: float) -> None:
        """Hand on what the programs say on their standard error for `seconds`, and keep of each
        what may be the cause of its end.
        """
        deadline = time.monotonic() + seconds
        streams = {_errors(program.process): program for program in self.programs}
        while streams:
            left = max(0.0, deadline - time.monotonic())
            ready = select.select(list(streams), [], [], left)[0]
            for stream in ready:
                if content := stream.read(65536):
                    text = content.decode(errors="replace")
                    _say(text)
                    streams[stream].cause = _cause(streams[stream].cause, text)
                else:
                    del streams[stream]  # it ended
            if time.monotonic() >= deadline:
                return
        time.sleep(max(0.0, deadline - time.monotonic()))

    def stop(self) -> None:
        """Ask every program to end, the first started last, and end by force what does not."""
        for program in reversed(self.programs):
            with contextlib.suppress(ProcessLookupError):
                program.process.terminate()
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and any(
            program.process.poll() is None for program in self.programs
        ):
            self._pass_on(0.05)
            time.sleep(0.05)
        for program in self.programs:
            if program.process.poll() is None:
                program.process.kill()
                program.process.wait()
        self._pass_on(0)
        self.programs.clear()


def _errors(process: subprocess.Popen[bytes]) -> IO[bytes]:
    if process.stderr is None:
        message = "a program without a standard error of its own"
        raise ValueError(message)
    return process.stderr


def _say(text: str) -> None:
    """Write to the console, if it is still there: a closed window ends no portal."""
    with contextlib.suppress(OSError):
        sys.stderr.write(text)
        sys.stderr.flush()


def _cause(before: str, text: str) -> str:
    """Return the line that says best why a program ended: a web server that cannot start a worker
    says so last, and why some lines earlier.
    """
    lines = [line.strip() for line in (before, *text.splitlines()) if line.strip()]
    errors = [line for line in lines if ERROR.match(line)]
    return (errors or lines or [""])[-1]


def _gave_up(program: Program) -> str:
    cause = f"«{program.cause[:300]}»" if program.cause else "nada"
    return (
        f"{program.name} se cayó {program.deaths} veces seguidas apenas empezaba (código "
        f"{program.process.returncode}) y se dejó de intentar: lo último que dijo fue {cause}. "
        f"Corrija esa causa y repita `python3 manage.py up`; lo demás se detuvo."
    )


def _die_with_parent() -> None:
    """Have the kernel end this program when the supervisor is killed without a chance to
    clean up.
    """
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped
