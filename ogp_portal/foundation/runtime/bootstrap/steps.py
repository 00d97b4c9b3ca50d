"""What every step of the set-up uses: the folders, the console, a program run with its log.

Standard library only, as the whole package.
"""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VAR = Path(os.environ.get("PORTAL_VAR") or ROOT / "var")


class CannotSetUp(RuntimeError):
    """The set-up cannot go on; the message is one clear sentence that says what to do."""


def say(words: str) -> None:
    """Tell the person what is happening, at once."""
    print(f"· {words}", flush=True)  # noqa: T201 - the console is the interface here


def call(
    words: Sequence[str], *, quiet: bool = False, environment: dict[str, str] | None = None
) -> int:
    """Run a program and return its exit code; what it prints goes to the set-up log when quiet."""
    with (VAR / "setup.log").open("a") as log:
        try:
            return subprocess.run(  # noqa: S603 - fixed words and our own paths
                words,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log if quiet else None,
                stderr=log if quiet else None,
                check=False,
            ).returncode
        except OSError:
            return 127
