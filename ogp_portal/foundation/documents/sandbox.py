"""Work on files from outside, or with heavy renderers, in a child process with limits of time and
memory.

The child is this module run as a program: it reads its input from a pipe, answers on a pipe, and
can reach no setting, no database and no secret, because its environment is emptied first.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SECONDS = {"picture": 20, "sheet": 60, "pdf": 300, "page": 60, "docx": 30}
MEMORY = {"picture": 700, "sheet": 700, "pdf": 2500, "page": 1500, "docx": 700}  # MiB of addresses
LARGEST_OUTPUT = 200 * 1024 * 1024
KEPT = ("PATH", "LD_LIBRARY_PATH", "FONTCONFIG_FILE", "HOME")


class Failed(RuntimeError):
    """The child refused the input, ran out of time or memory, or crashed; the message is for the
    log.
    """


def run(job: str, content: bytes, options: Mapping[str, object]) -> bytes:
    """Return what the child makes of `content`. `job` is one of the keys of SECONDS.
    Raises Failed.
    """
    environment = {name: os.environ[name] for name in KEPT if name in os.environ} | {
        "PYTHONPATH": str(ROOT),
        "LC_ALL": "C.UTF-8",
    }
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
                timeout=SECONDS[job],
                check=False,
                preexec_fn=lambda: _limit(job),
            )
        except subprocess.TimeoutExpired as late:
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
