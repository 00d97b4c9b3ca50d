"""Accounts as offices write them, loaded by the real workflow; findings brought to a state."""

import uuid
from collections.abc import Sequence
from typing import Any

from commitments.organizations.models import Organization
from commitments.sources.models import SourceDocument
from ogp_portal.foundation.permissions import four_eyes
from tests.people import Cast, person
from transparency.budgets import workflow
from transparency.budgets.models import BudgetLine, BudgetPeriod, BudgetProgram, Finding
from transparency.budgets.workflow import SheetLine
from transparency.budgets.workflow.copying import insert_subtotals

EXPENSES = (
    "FECHA_BALANCE",
    "CODIGO_CUENTA",
    "Subtítulo_Nombre",
    "Denominación_Cuenta_Base",
    "PRESUPUESTO_INICIAL",
    "PRESUPUESTO_VIGENTE",
    "OBLIGADO_ACUMULADO",
    "%_OBLIG_A_LA_FECHA",
    "DEVENGADO_ACUMULADO",
    "PAGADO_ACUMULADO",
)
INCOME = (
    "FECHA_BALANCE",
    "CODIGO_CUENTA",
    "PRESUPUESTO_VIGENTE",
    "DEVENGADO_ACUMULADO",
    "PERCIBIDO_ACUMULADO",
    "%_ACUMULADO",
)
NAMES = {"21": "GASTOS EN PERSONAL", "22": "BIENES Y SERVICIOS DE CONSUMO"}
Line = Sequence[Any]  # account, initial, current, committed, accrued, paid


def balance(
    lines: Sequence[Line] = (
        ("21-01-001", 100, 100, 60, 50, 40),
        ("22-05-002", 200, 200, 100, 100, 90),
    ),
    *,
    month: int = 1,
    year: int = 2025,
    separator: str = ",",
    encoding: str = "utf-8-sig",
) -> bytes:
    """Return the monthly balance of expenses as an accounting program writes it."""
    rows = [separator.join(EXPENSES)]
    for account, initial, current, committed, accrued, paid in lines:
        printed = (
            "" if not current or not isinstance(current, int) else repr(committed / current * 100)
        )
        code = f"215-{account}" + "-000" * (5 - account.count("-") - 1)
        cells = (
            f"28/{month:02}/{year}",
            code,
            NAMES.get(account[:2], ""),
            f"CUENTA {account}",
            initial,
            current,
            committed,
            printed,
            accrued,
            paid,
        )
        rows.append(separator.join(map(str, cells)))
    return "\r\n".join(rows).encode(encoding)


def income(
    lines: Sequence[tuple[str, int, int, int, str]] = (("03-01-001", 400, 300, 280, "70.0"),),
    *,
    month: int = 1,
    year: int = 2025,
) -> bytes:
    """Return the monthly balance of income: account, budget, accrued, collected, percentage."""
    rows = [",".join(INCOME)]
    rows += [
        f"28/{month:02}/{year},115-{account}-000-000,{current},{accrued},{paid},{printed}"
        for account, current, accrued, paid, printed in lines
    ]
    return "\n".join(rows).encode()


def load(
    organization: Organization, *files: bytes, program: str = "", name: str = "balance.csv"
) -> list[workflow.Outcome]:
    """Load files of an institution."""
    named = [(f"{place}-{name}", content) for place, content in enumerate(files)]
    return list(
        workflow.load_files(named, organization=organization, role="prueba", program_code=program)
    )


def period(cast: Cast, content: bytes | None = None) -> BudgetPeriod:
    """Return the period of a loaded file."""
    outcome = load(cast.city, content or balance())[0]
    assert outcome.period, (outcome.sentence, outcome.problems)
    return outcome.period


def classify() -> None:
    """Give the classification of the subtítulos that the balances above use."""
    for side, account in (("expense", "21"), ("expense", "22"), ("income", "03")):
        workflow.register_account(
            account, side=side, year=2005, name=f"Subtítulo {account}", role="prueba"
        )


def sheet(
    cast: Cast,
    lines: Sequence[tuple[str, int, int, str]],
    *,
    totals: tuple[int, int, str] | None = None,
    unit: int = 1000,
) -> BudgetPeriod:
    """Return a sheet as a document prints it: account, budget, executed (in units), percentage."""
    source, _is_new = SourceDocument.objects.get_or_create(
        slug="ficha", defaults={"title": "Ficha", "issuer": "La institución"}
    )
    program = workflow.register_program(
        "programa", organization=cast.city, code="01", name="Programa", role="prueba", source=source
    )
    rows = [
        SheetLine(account, f"Cuenta {account}", current * unit, done * unit, printed)
        for account, current, done, printed in lines
    ]
    stated = totals or (sum(line[1] for line in lines), sum(line[2] for line in lines), "")
    return workflow.register_sheet(
        program,
        year=2023,
        lines=rows,
        totals=(stated[0] * unit, stated[1] * unit, stated[2]),
        unit_clp=unit,
        source=source,
        role="prueba",
    )


def found(where: BudgetPeriod) -> dict[str, Finding]:
    """Return what was found in a period by rule, account and measure: "R3 22.05"."""
    return {
        " ".join(filter(None, [row.rule, row.account, row.measure])): row
        for row in Finding.objects.filter(period=where)
    }


def finding(cast: Cast, state: str = "detected") -> Finding:
    """Return a finding brought to a state by the real workflow."""
    sheet(cast, [("22", 100, 120, "120,0")])
    row = Finding.objects.get(rule="R3")
    if state == "notified":
        workflow.tell_institution({"organization": cast.city.pk})
    if state in {"explained", "settled"}:
        row = workflow.explain_finding(
            row, by=cast.coordinator, reason="Se pagó con un traspaso de diciembre."
        )
    if state == "disputed":
        row = workflow.dispute_finding(
            row, by=cast.coordinator, reason="El presupuesto se modificó."
        )
    if state == "settled":
        row = workflow.settle_finding(
            row,
            by=person("segunda.coordinadora", cast.city, "coordinator"),
            reason="Consta en el decreto 12.",
            read=four_eyes.as_read("settle_finding", row),
        )
    if state == "corrected":
        sheet(cast, [("22", 120, 120, "100,0")])
    return Finding.objects.get(pk=row.pk)


def program(cast: Cast, code: str = "01") -> BudgetProgram:
    """Return a programme of the city."""
    slug = "programa" if code == "01" else f"programa-{code}"
    return workflow.register_program(
        slug, organization=cast.city, code=code, name="Programa", role="prueba"
    )


def accounts(
    where: BudgetProgram, *lines: dict[str, Any], month: int | None = 1, **facts: Any
) -> BudgetPeriod:
    """Write the accounts of a month (or, with None, of a year) of expenses of 2025, unless the
    facts say otherwise: what no line says is null, and no rule is applied.
    """
    source, _is_new = SourceDocument.objects.get_or_create(
        slug="cuentas", defaults={"title": "Cuentas", "issuer": "La institución"}
    )
    key = uuid.uuid4()
    given = {"side": "expense", "year": 2025, "source": source, **facts}
    row = BudgetPeriod.objects.create(
        public_id=key,
        slug=f"cuentas-{key}",
        sha256=key.hex * 2,
        program=where,
        month=month,
        lines_count=len(lines),
        computed_current_clp=sum(line.get("current_clp") or 0 for line in lines),
        computed_accrued_clp=sum(line.get("accrued_clp") or 0 for line in lines),
        **given,
    )
    BudgetLine.objects.bulk_create(
        BudgetLine(
            public_id=uuid.uuid4(), period=row, row_number=place, code=line["account"], **line
        )
        for place, line in enumerate(lines, start=1)
    )
    insert_subtotals([row])
    return row


def line(account: str = "22.01", **figures: Any) -> dict[str, Any]:
    """Return a line of accounts: what is not given is null."""
    return {"account": account, **figures}


def told(where: BudgetPeriod, rule: str) -> dict[str, tuple[Any, ...]]:
    """Return what a rule finds in a period when its accounts are checked: expected, found and
    difference by account and measure.
    """
    workflow.check_program(where.program, year=where.year)
    return {
        key.removeprefix(f"{rule} "): (row.expected, row.found, row.difference_clp)
        for key, row in found(where).items()
        if row.rule == rule
    }
