"""Accounts of 1 and of 346 municipalities, a year of months each: pages, loading against psql's
COPY, and all the rules. Uncached, in one run.

    .venv/bin/python bench/budgets.py

Makes two databases of its own under var/bench/, which may be deleted afterwards. Accounts are made
up in the form of a municipality's: 578 lines a month.
"""

import json
import os
import statistics
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

from sample import call, last_line, portal, start
from timing import Figures, keep_no_history, seconds_of, timed

SIZES = (1, 346)
TURNS = 25
LOADED = 6  # municipalities whose twelve files are loaded for the measure of loading
LINES = 578
HEADER = (
    "FECHA_BALANCE,CODIGO_CUENTA,Subtítulo_Nombre,Ítem_Nombre,Asignación_Nombre,"
    "Denominación_Cuenta_Base,PRESUPUESTO_INICIAL,PRESUPUESTO_VIGENTE,OBLIGADO_ACUMULADO,"
    "%_OBLIG_A_LA_FECHA,DEVENGADO_ACUMULADO,PAGADO_ACUMULADO"
)
SUBTITLES = (21, 22, 23, 24, 26, 29, 31, 33, 34)
PERIODS = """
INSERT INTO transparency_budgetperiod (
    public_id, slug, program_id, side, year, month, edition, state, state_reason, unit_clp,
    pct_of, pct_decimals, published_pct, computed_initial_clp, computed_current_clp,
    computed_committed_clp, computed_accrued_clp, computed_paid_clp, lines_count, file, file_name,
    sha256
)
SELECT
    gen_random_uuid(), g.slug || '-' || p.month, g.id, p.side, p.year, p.month, 1, 'current', '', 1,
    p.pct_of, p.pct_decimals, '', p.computed_initial_clp, p.computed_current_clp,
    p.computed_committed_clp, p.computed_accrued_clp, p.computed_paid_clp, p.lines_count, 'x', 'x',
    md5(g.slug || p.month)
FROM transparency_budgetprogram g
CROSS JOIN transparency_budgetperiod p
WHERE p.program_id = %(source)s AND g.slug LIKE 'municipio-%%'
"""
COPIES = """
INSERT INTO transparency_budgetline (
    public_id, period_id, row_number, code, account, name, initial_clp, current_clp, committed_clp,
    accrued_clp, paid_clp, published_pct
)
SELECT
    gen_random_uuid(), n.id, l.row_number, l.code, l.account, l.name, l.initial_clp, l.current_clp,
    l.committed_clp, l.accrued_clp, l.paid_clp, l.published_pct
FROM transparency_budgetperiod n
JOIN transparency_budgetperiod p ON p.program_id = %(source)s AND p.month = n.month
JOIN transparency_budgetline l ON l.period_id = p.id
WHERE n.program_id <> %(source)s AND n.month IS NOT NULL
ORDER BY n.id, l.row_number
"""
SUMS = """
INSERT INTO transparency_budgetsubtotal (
    period_id, account, lines_count, initial_clp, current_clp, committed_clp, accrued_clp, paid_clp
)
SELECT
    n.id, t.account, t.lines_count, t.initial_clp, t.current_clp, t.committed_clp, t.accrued_clp,
    t.paid_clp
FROM transparency_budgetperiod n
JOIN transparency_budgetperiod p ON p.program_id = %(source)s AND p.month = n.month
JOIN transparency_budgetsubtotal t ON t.period_id = p.id
WHERE n.program_id <> %(source)s AND n.month IS NOT NULL
"""
PERIOD = "presupuesto-medida-gastos-2025-12"
PAGES = {
    "the list of institutions": "/presupuesto/",
    "an institution's year": "/presupuesto/medida/",
    "the same, searching an account": "/presupuesto/medida/?q=numero",
    "an account, one level down": f"/presupuesto/cuentas/{PERIOD}/22/",
    "an assignment": f"/presupuesto/cuentas/{PERIOD}/22.01.001/",
    "a sheet": f"/fichas/{PERIOD}/",
    "the list of sheets": "/fichas/",
    "three institutions compared": (
        "/presupuesto/comparar/?institucion=medida&institucion=municipio-1&institucion=municipio-2"
    ),
    "the list of findings": "/hallazgos/",
    "API: a page of 100 lines": "/api/v1/budget-lines/?page_size=100",
    "API: an institution's lines": (
        "/api/v1/budget-lines/?institution=medida&year=2025&month=12&page_size=100"
    ),
}


def balance(month: int, seed: int) -> bytes:
    """Return a month's accounts, growing from month to month, different for each seed."""
    rows = [HEADER]
    for place in range(LINES):
        subtitle = SUBTITLES[place % 9]
        item = place // 9 % 8 + 1
        assignment = place // 72 + 1
        budget = 1_000_000 + (place * 7919 + seed) % 90_000_000
        done = budget * month // 13
        name = f"DENOMINACIÓN DE LA CUENTA NÚMERO {place}"
        code = f"215-{subtitle}-{item:02}-{assignment:03}-000-000"
        rows.append(
            f"28/{month:02}/2025,{code},SUBTÍTULO {subtitle},ÍTEM {item},ASIGNACIÓN "
            f"{assignment},{name},{budget},{budget},{done},{done / budget * 100},{done},{done}"
        )
    return "\n".join(rows).encode()


def fill(size: int) -> None:
    """Inside the portal's environment: load a year of one municipality, and copy it for
    the others.
    """
    from django.core.management import call_command
    from django.db import connection

    from commitments.organizations.models import Organization
    from transparency.budgets import workflow
    from transparency.budgets.models import BudgetProgram

    call_command("load_santiago", verbosity=0)
    measured = Organization.objects.create(slug="medida", name="Medida", sector="government")
    list(
        workflow.load_files(
            [(f"{month}.csv", balance(month, 0)) for month in range(1, 13)],
            organization=measured,
            role="medida",
        )
    )
    for number in range(1, size):
        other = Organization.objects.create(
            slug=f"municipio-{number}", name=f"Municipalidad {number}", sector="government"
        )
        BudgetProgram.objects.create(
            slug=f"municipio-{number}", organization=other, name="Presupuesto"
        )
    with connection.cursor() as cursor:
        keep_no_history(cursor)
        source = {"source": BudgetProgram.objects.get(organization=measured).pk}
        for sql in (PERIODS, COPIES, SUMS):
            cursor.execute(sql, source)
        cursor.execute("VACUUM ANALYZE")


def pages(figures: Figures) -> None:
    """Time each page."""
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    for name, address in PAGES.items():
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        figures[name] = timed(lambda address=address: client.get(address), turns=TURNS)


def loading(figures: Figures) -> None:
    """Load the files of some new municipalities and roll back; then COPY the very same rows with
    psql into the same table.
    """
    from transparency.budgets.workflow import importing

    with_rules: list[float] = []
    without_rules: list[float] = []
    check = importing.check_program
    for turn in range(5):
        with_rules += seconds_of_files(turn)
        importing.check_program = lambda *_args, **_about: (0, 0)
        without_rules += seconds_of_files(turn)
        importing.check_program = check
    for name, times in (
        ("twelve files loaded, with the rules", with_rules),
        ("twelve files loaded, without the rules", without_rules),
        ("psql COPY of the same lines", seconds_of_copy()),
    ):
        seconds = statistics.median(times)
        figures[name] = {
            "queries": 0,
            "ms": round(seconds * 1000, 1),
            "rows": round(12 * LINES / seconds),
        }


def seconds_of_files(turn: int) -> list[float]:
    """Return the seconds that a year of each of some new municipalities takes to load, and keep
    nothing of it.
    """
    from django.db import transaction

    from commitments.organizations.models import Organization
    from transparency.budgets import workflow

    times = []
    with transaction.atomic():
        for number in range(LOADED):
            name = f"nueva-{turn}-{number}-{uuid.uuid4().hex[:6]}"
            organization = Organization.objects.create(slug=name, name=name, sector="government")
            seed = turn * 100 + number + 1
            files = [(f"{month}.csv", balance(month, seed)) for month in range(1, 13)]
            started = time.perf_counter()
            outcomes = list(workflow.load_files(files, organization=organization, role="medida"))
            times.append(time.perf_counter() - started)
            assert {outcome.state for outcome in outcomes} == {"loaded"}, outcomes[0].sentence
        transaction.set_rollback(True)
    return times


def seconds_of_copy() -> list[float]:
    """Return the seconds psql takes to COPY a year's lines into the table, five times."""
    from django.conf import settings

    from transparency.budgets.workflow import copying

    database = settings.DATABASES["default"]
    words = ["psql", "-qAt", "-h", database["HOST"], "-U", database["USER"]]
    words += ["-d", database["NAME"], "-v", "ON_ERROR_STOP=1"]
    env = {
        **os.environ,
        "PGPASSWORD": database.get("PASSWORD") or "",
        "PGPORT": str(database.get("PORT") or 5432),
    }
    fields = ", ".join(copying.COLUMNS)
    times = []
    with tempfile.NamedTemporaryFile(suffix=".copy") as rows:
        write_lines(Path(rows.name))
        script = (
            f"BEGIN; \\timing on\n\\copy transparency_budgetline ({fields}) FROM "
            f"'{rows.name}'\n\\timing off\nROLLBACK;"
        )
        for _turn in range(5):
            ended = subprocess.run(
                words, input=script, env=env, capture_output=True, text=True, check=True
            )
            line = next(line for line in ended.stdout.splitlines() if "ms" in line)
            times.append(float(line.split()[1].replace(",", ".")) / 1000)
    return times


def write_lines(target: Path) -> None:
    """Write a year of a municipality's lines as COPY reads them."""
    from django.db import connection

    from transparency.budgets.models import BudgetLine

    period = BudgetLine.objects.order_by("pk").values_list("period_id", flat=True).first()
    lines = (
        f"SELECT gen_random_uuid(), {period}, row_number, code, account, name, "
        f"initial_clp, current_clp, committed_clp, accrued_clp, paid_clp, published_pct "
        f"FROM transparency_budgetline ORDER BY id LIMIT {12 * LINES}"
    )
    with (
        connection.cursor() as cursor,
        target.open("wb") as file,
        cursor.copy(f"COPY ({lines}) TO STDOUT") as source,
    ):
        for block in source:
            file.write(block)


def rules(figures: Figures) -> None:
    """Apply all the rules to everything, as every night, and see what memory that takes."""
    import resource

    from transparency.budgets import workflow

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds = seconds_of(workflow.check_everything)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    figures["all the rules over everything"] = {
        "queries": 0,
        "ms": round(seconds * 1000, 1),
        "mib": round((after - before) / 1024, 1),
    }


def measure() -> None:
    """Inside the portal's environment: time each thing and print JSON."""
    figures: Figures = {}
    rules(figures)
    pages(figures)
    loading(figures)
    print(json.dumps(figures))


def run(size: int) -> Figures:
    """Make the sample once and measure it in a process of its own."""
    env = portal(f"budgets-{size}", call(f"budgets.fill({size})"))
    return json.loads(last_line(start(env, call("budgets.measure()"))))


def main() -> None:
    """Measure both sizes and print a table."""
    few, much = (run(size) for size in SIZES)
    print("| what | queries | 1 municipality: ms | 346: ms | ratio | |\n|---|---|---|---|---|---|")
    for name, figure in much.items():
        note = f"{figure['rows']} lines/s" if "rows" in figure else ""
        if "mib" in figure:
            note = f"{figure['mib']} MiB more"
        print(
            f"| {name} | {figure['queries'] or ''} | {few[name]['ms']} | {figure['ms']} | "
            f"{figure['ms'] / few[name]['ms']:.2f} | {note} |"
        )


if __name__ == "__main__":
    main()
