"""Several programs under one: started together, restarted when one dies, stopped together on Ctrl-C
or TERM.
"""

import contextlib
import ctypes
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from types import FrameType

PATIENCE = 20.0  # seconds a program gets to end by itself
QUICK = 5.0  # a program that dies sooner than this after its start counts as broken
MOST_QUICK_DEATHS = 5
LOOK_EVERY = 5.0
PR_SET_PDEATHSIG = 1


class Stopped(BaseException):
    """Somebody asked to stop."""


class KeepsDying(RuntimeError):
    """A program died again and again right after its start; the message names it."""


def _die_with_parent() -> None:
    """Have the kernel end this program when the supervisor is killed without a chance to
    clean up.
    """
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Runs programs until told to stop."""

    def __init__(
        self, programs: Mapping[str, Sequence[str]], *, environment: Mapping[str, str]
    ) -> None:
        self.programs = programs
        self.environment = dict(environment)
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.started: dict[str, float] = {}
        self.quick_deaths = dict.fromkeys(programs, 0)

    def run(
        self,
        *,
        when_ready: Callable[[], bool],
        say_ready: Callable[[], None],
        look_after_database: Callable[[], None],
    ) -> None:
        """Start everything, call `say_ready` once `when_ready` is true, and stay until Stopped or
        Ctrl-C.

        `look_after_database` is called every few seconds: the database is no child of ours, because
        it outlives us if others use it.
        """
        signal.signal(signal.SIGTERM, _stop)
        is_ready = False
        looked = time.monotonic()
        try:
            for name in self.programs:
                self._start(name)
            while True:
                self._look_after()
                if time.monotonic() - looked > LOOK_EVERY:
                    look_after_database()
                    looked = time.monotonic()
                if not is_ready and when_ready():
                    is_ready = True
                    say_ready()
                time.sleep(0.3)
        except (Stopped, KeyboardInterrupt):
            pass
        finally:
            self.stop()

    def _start(self, name: str) -> None:
        self.started[name] = time.monotonic()
        self.running[name] = subprocess.Popen(  # noqa: S603 - our own programs
            self.programs[name],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )

    def _look_after(self) -> None:
        for name, program in list(self.running.items()):
            if program.poll() is None:
                continue
            is_quick = time.monotonic() - self.started[name] < QUICK
            self.quick_deaths[name] = self.quick_deaths[name] + 1 if is_quick else 0
            if self.quick_deaths[name] >= MOST_QUICK_DEATHS:
                message = (
                    f"{name} termina apenas empieza (código {program.returncode}): lo que dijo "
                    f"está más arriba."
                )
                raise KeepsDying(message)
            self._start(name)

    def stop(self) -> None:
        """Ask every program to end, the first started last, and end by force what does not."""
        for program in reversed(list(self.running.values())):
            with contextlib.suppress(ProcessLookupError):
                program.terminate()
        deadline = time.monotonic() + PATIENCE
        for program in self.running.values():
            try:
                program.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()
        self.running.clear()


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped
