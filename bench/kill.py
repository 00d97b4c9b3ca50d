"""P1, P2: kill -9 over web, worker, calendar, letters, queue and database while people send.

    .venv/bin/python bench/kill.py [ROUNDS] [SEED]

The programs that `up` runs stand on a database of their own (the embedded one, with every write
synced) and a Redis as the queue; four people send proposals, each again with its form's key until
it is acknowledged. In each round one program is killed with its children (the database: its server
and all that serve links) and started again. At the end every acknowledged proposal is looked for,
once the queue is empty, and so is the letter that each is promised. Needs redis-server.
"""

import contextlib
import dataclasses
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

import psycopg
from sample import ROOT, call, last_line, portal, start

sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ogp_portal.settings")
from ogp_portal.foundation.runtime import postgres, programs
from tests.promises import kills, serving

NAME = "kill"
PEOPLE = 4
VICTIMS = ["web", "worker", "broker", "database", "letters", "beat"]
SLUG = "kill.slug()"


def prepare() -> None:
    """Write the people and the call that proposals are sent to."""
    from tests import people
    from tests.factories import forums

    people.make_cast()
    forums.call(people.find_cast())


def slug() -> None:
    """Print the address of the call."""
    from forums.proposals.models import Call

    print(Call.objects.get().slug)


def database_killed(server: postgres.Server) -> None:
    """Kill the database's server and all that serve links, and start it again."""
    pid = int((server.data / "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for number in (pid, *map(int, children)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    deadline = time.monotonic() + 60
    while postgres.is_running(server):  # dead, and not yet found so
        time.sleep(0.05)
    while True:
        try:
            postgres.start(server)
        except postgres.NoDatabase:  # one that served a link has not ended yet
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


def main() -> int:
    """Kill, look, print; 1 if anything was lost or done twice."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    shutil.rmtree(ROOT / "var" / "bench" / NAME, ignore_errors=True)
    port, redis = serving.free_port(), serving.free_port()
    env = portal(
        NAME,
        call("kill.prepare()"),
        HOST="127.0.0.1",
        PORT=str(port),
        CELERY_BROKER_URL=f"redis://127.0.0.1:{redis}/0",
        EMAIL_HOST="127.0.0.1",
        EMAIL_USE_TLS="no",
    )
    where = last_line(start(env, call(SLUG)))
    folder = Path(tempfile.mkdtemp(prefix="kill-"))
    server = postgres.locate(Path(env["PORTAL_VAR"]))
    began = time.monotonic()
    with kills.mailbox() as (sink, mail), postgres.shared(server):
        run = kills.Programs(
            {
                "broker": [
                    "redis-server",
                    "--port",
                    str(redis),
                    "--save",
                    "",
                    "--bind",
                    "127.0.0.1",
                ],
                "web": programs.web("127.0.0.1", port),
                "worker": programs.worker(),
                "letters": programs.letters(),
                "beat": [*programs.beat(), "--schedule", str(folder / "beat")],
            },
            {**env, "EMAIL_PORT": str(mail)},
            folder,
        )
        people = kills.People(port, where)
        with run.all_running(port):
            with people.sending(PEOPLE):
                kills.killing(
                    people,
                    run,
                    rounds=rounds,
                    victims=VICTIMS,
                    seed=seed,
                    restart_database=lambda: database_killed(server),
                    say=lambda words: print(words, flush=True),
                )
            with psycopg.connect(
                host=str(server.socket), user="postgres", dbname="portal", autocommit=True
            ) as link:
                found = kills.look(people, sink, link)
    print(f"{rounds} rounds in {time.monotonic() - began:.0f} s")
    for name, value in dataclasses.asdict(found).items():
        print(f"{name}: {value}")
    bad = found.lost or found.doubled or found.with_two_letters or found.without_letter
    print(f"what the programs said: {folder}")
    return 1 if bad or found.undone or found.given_up or 500 in found.statuses else 0


if __name__ == "__main__":
    sys.exit(main())
