"""P20: what is lost and how long it takes to come back when the database's disk is gone.

Debian's PostgreSQL and pgBackRest with `docs/operacion/pgbackrest.conf`: a row is acknowledged
every tenth of a second, the server is killed and its data deleted, pgBackRest restores to the end
of its archive, and the rows that came back are counted. Run as root on a machine with the packages
`postgresql-15` and `pgbackrest`: `.venv/bin/python bench/recovery.py [ROUNDS] [SCALE]`.
"""

import getpass
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = Path("/usr/lib/postgresql/15/bin")
ACCOUNT = "postgres"
PORT = "54915"
SETTINGS = {  # as docs/operacion/README.md asks for
    "archive_mode": "on",
    "archive_timeout": "4s",
    "wal_level": "replica",
    "listen_addresses": "",
    "port": PORT,
}


def run(*words: str) -> None:
    """Run a program with the database's own account."""
    subprocess.run(
        words, user=ACCOUNT, check=True, env={"PATH": os.environ["PATH"]}, stdout=subprocess.DEVNULL
    )


class Drill:
    """A server, its repository, and the disaster."""

    def __init__(self, place: Path) -> None:
        self.data, self.place = place / "data", place
        text = (ROOT / "docs/operacion/pgbackrest.conf").read_text(encoding="utf-8")
        text = text.replace("/var/lib/pgbackrest", str(place / "repository"))
        text = text.replace("/var/lib/postgresql/15/main", str(self.data))
        text = text.replace("pg1-port=5432", f"pg1-port={PORT}\npg1-socket-path={place}")
        text = text.replace("[global]", f"[global]\nlog-path={place}\nlock-path={place}/locks")
        self.configuration = place / "pgbackrest.conf"
        self.configuration.write_text(text, encoding="utf-8")
        (place / "repository").mkdir()
        for path in (place, *place.iterdir()):
            shutil.chown(path, ACCOUNT, ACCOUNT)

    def pgbackrest(self, *words: str) -> None:
        """Run pgBackRest with the documented configuration."""
        run("pgbackrest", f"--config={self.configuration}", "--stanza=portal", *words)

    def make(self, scale: int) -> None:
        """Make the server, fill it, and back it up in full."""
        run(str(PROGRAMS / "initdb"), "-D", str(self.data), "--auth=trust")
        push = f"pgbackrest --config={self.configuration} --stanza=portal archive-push %p"
        lines = [f"{name} = '{value}'" for name, value in SETTINGS.items()]
        lines += [f"archive_command = '{push}'", f"unix_socket_directories = '{self.place}'"]
        with (self.data / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
            file.write("\n".join([*lines, ""]))
        self.start()
        run("createdb", "-h", str(self.place), "-p", PORT, "drill")
        run("pgbench", "-h", str(self.place), "-p", PORT, "-i", "-q", "-s", str(scale), "drill")
        with self.connect() as session:
            session.execute("CREATE TABLE acknowledged (n bigint PRIMARY KEY)")
        self.pgbackrest("stanza-create")
        self.pgbackrest("backup", "--type=full")

    def start(self) -> None:
        """Start the server and wait until it takes writes."""
        log = str(self.place / "server.log")
        run(str(PROGRAMS / "pg_ctl"), "-D", str(self.data), "-w", "-t", "120", "-l", log, "start")

    def connect(self) -> psycopg.Connection:
        """Open a connection that commits each statement."""
        return psycopg.connect(
            host=str(self.place), port=PORT, dbname="drill", user=ACCOUNT, autocommit=True
        )

    def size(self) -> float:
        """Return the size of the data in MB."""
        return sum(path.stat().st_size for path in self.data.rglob("*") if path.is_file()) / 1e6

    def stop(self) -> None:
        """Kill the server without a word to it, as a lost machine."""
        if not (self.data / "postmaster.pid").exists():
            return
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        subprocess.run(["pkill", "-KILL", "-P", str(pid)], check=False)
        os.kill(pid, signal.SIGKILL)


def write(drill: Drill, acknowledged: list[tuple[float, int]], stop: threading.Event) -> None:
    """Write a row every tenth of a second and keep when it was acknowledged."""
    with drill.connect() as session:
        number = (session.execute("SELECT coalesce(max(n), 0) FROM acknowledged").fetchone())[0]
        while not stop.is_set():
            number += 1
            try:
                session.execute("INSERT INTO acknowledged VALUES (%s)", [number])
            except psycopg.Error:
                return
            acknowledged.append((time.monotonic(), number))
            time.sleep(0.1)


def lose_and_restore(drill: Drill) -> tuple[float, float, int]:
    """Return seconds of acknowledged work that were lost, seconds to be back, and rows lost."""
    with drill.connect() as session:
        session.execute("CHECKPOINT")  # after a promotion archive_timeout sleeps until the next one
    drill.pgbackrest("check")  # a segment is closed and reaches the archive
    acknowledged: list[tuple[float, int]] = []
    stop = threading.Event()
    writer = threading.Thread(target=write, args=(drill, acknowledged, stop))
    writer.start()
    time.sleep(random.uniform(8, 16))
    drill.stop()
    lost_at = time.monotonic()
    stop.set()
    writer.join()
    shutil.rmtree(drill.data)
    began = time.monotonic()
    drill.data.mkdir(mode=0o700)
    shutil.chown(drill.data, ACCOUNT, ACCOUNT)
    drill.pgbackrest("restore")
    drill.start()
    with drill.connect() as session:
        while session.execute("SELECT pg_is_in_recovery()").fetchone()[0]:
            time.sleep(0.1)
        session.execute("CREATE TABLE IF NOT EXISTS writable (n int)")
        last = session.execute("SELECT coalesce(max(n), 0) FROM acknowledged").fetchone()[0]
    back = time.monotonic() - began
    missing = [at for at, number in acknowledged if number > last]
    return (lost_at - missing[0] if missing else 0.0), back, len(missing)


def main() -> None:
    """Print what each round lost and took."""
    rounds, scale = (int(word) for word in [*sys.argv[1:], "5", "20"][:2])
    if getpass.getuser() != "root":
        sys.exit("Run it as root: the server has an account of its own.")
    place = Path(tempfile.mkdtemp(prefix="recovery-"))
    drill = Drill(place)
    try:
        drill.make(scale)
        size = drill.size()
        found = [lose_and_restore(drill) for _round in range(rounds)]
        for lost, back, rows in found:
            print(f"lost {lost:.1f} s ({rows} rows), back in {back:.1f} s")
        print(
            f"{rounds} rounds, {size:.0f} MB of data: lost at most "
            f"{max(lost for lost, *_rest in found):.1f} s, back in "
            f"{statistics.median(back for _lost, back, _rows in found):.1f} s (median), "
            f"{max(back for _lost, back, _rows in found):.1f} s (most)"
        )
    finally:
        drill.stop()
        shutil.rmtree(place)


if __name__ == "__main__":
    main()
