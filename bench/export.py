"""Exports of 1,200,000 milestones: seconds and memory against psql's \\copy of the same and of the
bare columns, in one run.

    .venv/bin/python bench/export.py

Needs psql. Uses the sample of 300,000 commitments.
"""

import filecmp
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sample import ROOT, ask, database, environment

TURNS = 5
SIZE = 300_000
SELECTS = """
import json
from ogp_portal.foundation.api import querying
from ogp_portal.foundation.api.datasets import PUBLISHED
from psycopg import ClientCursor
from django.db import connection
from django.utils import translation
translation.activate("es-cl")
dataset = PUBLISHED["milestones"]
connection.ensure_connection()
cursor = ClientCursor(connection.connection)
rows = querying.rows(dataset)
table = querying.as_table(dataset, rows, language="es")
lines = querying.as_lines(dataset, rows)
bare = querying.select(dataset, rows)
names = ", ".join(f'b."c_{column.name}"' for column in dataset.table())
columns = f"SELECT {names} FROM ({bare.sql}) b ORDER BY b._pk"
print(json.dumps([
    connection.settings_dict["HOST"],
    connection.settings_dict["NAME"],
    cursor.mogrify(table.sql, table.params),
    cursor.mogrify(lines.sql, lines.params),
    cursor.mogrify(columns, bare.params),
]))
"""


def timed(words: list[str], env: dict[str, str] | None = None) -> tuple[float, float]:
    """Return the median seconds of TURNS runs of a program, and the most memory its children had,
    in MiB.
    """
    taken = []
    for _turn in range(TURNS):
        started = time.perf_counter()
        subprocess.run(
            words,
            cwd=ROOT,
            env=env,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        taken.append(time.perf_counter() - started)
    return statistics.median(taken), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def export(folder: str, form: str, name: str = "milestones") -> list[str]:
    """Return the command that exports a dataset."""
    return [
        sys.executable,
        "manage.py",
        "export",
        name,
        "--format",
        form,
        "--output",
        f"{folder}/x.{form}",
    ]


def main() -> None:
    """Measure and print."""
    import json

    env = environment(SIZE)
    host, name, table, lines, bare = json.loads(ask(SIZE, SELECTS))
    psql = ["psql", "-h", host, "-U", "postgres", "-d", name, "-q", "-X", "-c"]
    with database(SIZE), tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        started, idle = timed(export(folder, "csv", "plans"), env)
        results = {}
        for form, select in (("csv", table), ("jsonl", lines)):
            options = "csv, header" if form == "csv" else r"csv, quote e'\x01', delimiter e'\x02'"
            results[form] = (
                timed(export(folder, form), env),
                timed(
                    [
                        *psql,
                        (
                            f"\\copy ({' '.join(select.split())}) to '{folder}/y.{form}' with "
                            f"(format {options})"
                        ),
                    ]
                ),
            )
            assert filecmp.cmp(f"{folder}/x.{form}", f"{folder}/y.{form}", shallow=False), form
        columns = timed(
            [
                *psql,
                f"\\copy ({' '.join(bare.split())}) to '{folder}/z.csv' with (format csv, header)",
            ]
        )[0]
        size = {form: Path(folder, f"x.{form}").stat().st_size / 2**20 for form in results}
        print(f"starting the command and writing one row: {started:.2f} s, {idle:.0f} MiB\n")
        print(
            "| 1,200,000 milestones | MiB | portal: s | less its start: s | psql \\copy, "
            "same rows: s | ratio | most memory: MiB |\n|---|---|---|---|---|---|---|"
        )
        for form, ((mine, memory), (theirs, _memory)) in results.items():
            print(
                f"| {form} | {size[form]:.0f} | {mine:.2f} | {mine - started:.2f} | "
                f"{theirs:.2f} | {theirs / (mine - started):.2f} | {memory:.0f} |"
            )
        print(
            (
                f"\npsql \\copy of the bare columns (nothing neutralised, dates as PostgreSQL "
                f"writes them): {columns:.2f} s;"
            ),
            end=" ",
        )
        print(f"CSV against it: {columns / (results['csv'][0][0] - started):.2f}")
        print(f"CSV rows a second, start included: {1_200_000 / results['csv'][0][0]:.0f}")


if __name__ == "__main__":
    main()
