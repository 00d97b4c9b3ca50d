"""P21: how long readers wait while a portal of the oldest supported version becomes the newest one.

The code whose tables the oldest supported database has (`OLDEST`) makes 30,000 commitments in a
database of its own and serves them with its real web program; eight readers ask for its pages all
the time. Then `manage.py migrate` of today's code does every migration since, as an installation
that is brought up to date does, while the old code goes on serving. How long each reader waited for
a lock is asked of the database every 20 ms: that part of the figure is not the machine's.

    .venv/bin/python bench/migration.py [COMMITMENTS]

An answer that breaks during or after the migrations is told as well: it is what readers of the old
code see until the new one is started. Needs the history of the code.
"""

import http.client
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from sample import ROOT, holding, portal, revision, serving

sys.path.insert(0, str(ROOT))
from ogp_portal.foundation.runtime import postgres

OLDEST = "ad55ade"
NAME = "migration"
PORT = 8194
READERS = 4
PAUSE = 0.5  # seconds that a reader reads
ASKED_EVERY = 0.02  # seconds
WAITING = """
SELECT pid, extract(epoch FROM clock_timestamp() - w.waitstart)
FROM pg_locks w WHERE NOT granted AND waitstart IS NOT NULL
    AND pid NOT IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted)
"""  # whoever migrates holds an advisory lock
BEFORE, AFTER = 30, 10  # seconds of reading around the migrations
PAGES = (
    "/",
    "/compromisos/",
    "/compromisos/?q=movilidad",
    "/compromisos/muestra-100/",
    "/planes/",
    "/informes/",
    "/participa/",
    "/en/compromisos/",
    "/api/v1/commitments/?page_size=20",
    "/api/v1/milestones/?page_size=20",
)


@dataclass
class Readers:
    """People who read one page after another, and what each had to wait."""

    ends: threading.Event = field(default_factory=threading.Event)
    answers: list[tuple[float, float, int, str]] = field(default_factory=list)
    locked: list[tuple[float, float]] = field(default_factory=list)

    def read(self, first: int) -> None:
        """Ask for the pages in turn until told to end, beginning at the one of that number."""
        number = first
        while not self.ends.is_set():
            page = PAGES[number % len(PAGES)]
            began = time.monotonic()
            try:
                link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
                link.request("GET", page, headers={"Host": "localhost"})
                answer = link.getresponse()
                answer.read()
                status = answer.status
                link.close()
            except (OSError, http.client.HTTPException):
                status = 0
            self.answers.append((began, time.monotonic() - began, status, page))
            number += 1
            time.sleep(PAUSE)

    def watch(self, link: psycopg.Connection) -> None:
        """Note how long whoever reads has waited for a lock, until told to end."""
        while not self.ends.is_set():
            now = time.monotonic()
            self.locked += [
                (now, float(seconds)) for _pid, seconds in link.execute(WAITING).fetchall()
            ]
            time.sleep(ASKED_EVERY)

    def told(self, name: str, begins: float, ends: float) -> str:
        """Return a row of figures on what was asked for or awaited between two instants."""
        rows = [row for row in self.answers if row[0] < ends and row[0] + row[1] > begins]
        waited = sorted(seconds for _began, seconds, _status, _page in rows)
        broken = Counter(
            f"{status or 'cut'} {page}"
            for _began, _seconds, status, page in rows
            if status not in {200, 301, 302}
        )
        at = waited[int(len(waited) * 0.99)] if waited else 0
        locked = max((seconds for at, seconds in self.locked if begins < at < ends), default=0.0)
        return (
            f"| {name} | {ends - begins:.1f} | {len(rows)} | {statistics.median(waited):.3f} "
            f"| {at:.3f} | {waited[-1]:.3f} | {locked:.3f} "
            f"| {dict(broken) or 0} |"
        )


def main() -> None:
    """Print what readers waited before, during and after the migrations."""
    size = sys.argv[1] if len(sys.argv) > 1 else "30000"
    shutil.rmtree(ROOT / "var" / "bench" / NAME, ignore_errors=True)
    web = [sys.executable, "manage.py", "run", "web"]
    with revision(OLDEST) as code:
        env = portal(NAME, ["make_sample", size], code=code, PORT=str(PORT))
        address = f"http://127.0.0.1:{PORT}/compromisos/"
        server = postgres.locate(Path(env["PORTAL_VAR"]))
        with (
            holding(env, code=code),
            serving(web, env, address, code=code),
            psycopg.connect(
                host=str(server.socket), user="postgres", dbname="portal", autocommit=True
            ) as link,
        ):
            readers = Readers()
            threads = [
                threading.Thread(target=readers.read, args=(number,)) for number in range(READERS)
            ]
            threads.append(threading.Thread(target=readers.watch, args=(link,)))
            for thread in threads:
                thread.start()
            try:
                time.sleep(BEFORE)
                begins = time.monotonic()
                migrate = [sys.executable, "manage.py", "migrate", "-v", "1"]
                done = subprocess.run(
                    migrate, cwd=ROOT, env=env, check=True, capture_output=True, text=True
                )
                ends = time.monotonic()
                time.sleep(AFTER)
            finally:
                readers.ends.set()
                for thread in threads:
                    thread.join()
    applied = [line.split()[1] for line in done.stdout.splitlines() if line.endswith(" OK")]
    print(f"{len(applied)} migrations: {', '.join(applied)}\n")
    print("| | seconds | answers | median s | p99 s | longest s | longest for a lock s | broken |")
    print("|---|---|---|---|---|---|---|---|")
    print(readers.told("before", begins - BEFORE / 2, begins))
    print(readers.told("during", begins, ends))
    print(readers.told("after", ends, ends + AFTER))
    shutil.rmtree(ROOT / "var" / "bench" / NAME, ignore_errors=True)


if __name__ == "__main__":
    main()
