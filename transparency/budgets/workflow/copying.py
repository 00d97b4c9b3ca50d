"""Writing new accounts: periods, lines, what each subtítulo adds up to and names, a statement each,
whatever the files.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from transparency.budgets import reading
from transparency.budgets.models import BudgetPeriod, BudgetProgram
from transparency.budgets.reading import Balance
from transparency.budgets.states import PERIOD, FindingState, Side
from transparency.budgets.workflow.files import BudgetFile

COLUMNS = (
    "public_id",
    "period_id",
    "row_number",
    "code",
    "account",
    "name",
    "initial_clp",
    "current_clp",
    "committed_clp",
    "accrued_clp",
    "paid_clp",
    "published_pct",
)
SIDES = {Side.EXPENSE: "gastos", Side.INCOME: "ingresos"}  # in addresses
SUBTOTALS = """
    INSERT INTO transparency_budgetsubtotal (
        period_id,
        account,
        lines_count,
        initial_clp,
        current_clp,
        committed_clp,
        accrued_clp,
        paid_clp
    )
    SELECT
        period_id,
        left(account, 2),
        count(*),
        coalesce(sum(initial_clp), 0),
        coalesce(sum(current_clp), 0),
        coalesce(sum(committed_clp), 0),
        coalesce(sum(accrued_clp), 0),
        coalesce(sum(paid_clp), 0)
    FROM transparency_budgetline
    WHERE period_id = ANY(%s)
    GROUP BY period_id, left(account, 2)"""
NAMES = """
    INSERT INTO transparency_budgetaccount (
        program_id,
        side,
        year,
        account,
        name,
        explanation,
        who_may_apply
    )
    SELECT %s, side, year, account, name, '', ''
    FROM unnest(%s::text[], %s::int[], %s::text[], %s::text[])
        AS given (side, year, account, name)
    ON CONFLICT (program_id, side, year, account) DO UPDATE
    SET name = excluded.name
    WHERE transparency_budgetaccount.name <> excluded.name
        AND transparency_budgetaccount.explanation = ''"""


@dataclass
class NewPeriod:
    """A file that is being written: its period, and the one it replaces."""

    file: BudgetFile
    period: BudgetPeriod
    before: BudgetPeriod | None

    @classmethod
    def of(
        cls, file: BudgetFile, *, program: BudgetProgram, before: BudgetPeriod | None
    ) -> "NewPeriod":
        """Return the period of a file, not yet saved; its file is kept."""
        balance = file.balance
        month = [f"{balance.month:02}"] if balance.month else []
        slug = "-".join([program.slug, SIDES[Side(balance.side)], str(balance.year), *month])
        edition = before.edition + 1 if before else 1
        ending = ".xlsx" if file.content[:2] == b"PK" else ".csv"
        path = f"presupuesto/{balance.year}/{program.slug}/{slug}-{edition}{ending}"
        period = BudgetPeriod(
            public_id=uuid.uuid4(),
            slug=slug if edition == 1 else f"{slug}-ed{edition}",
            program=program,
            side=balance.side,
            year=balance.year,
            month=balance.month,
            edition=edition,
            unit_clp=balance.unit_clp,
            pct_of=balance.pct_of,
            pct_decimals=balance.pct_decimals,
            lines_count=len(balance.rows),
            file=default_storage.save(path, ContentFile(file.content)),
            file_name=file.name,
            sha256=file.sha256,
            **{
                f"computed_{name}_clp": sum(value or 0 for value in values)
                for name, values in balance.measures.items()
            },
        )
        return cls(file, period, before)


def insert_periods(program: BudgetProgram, new: Sequence[NewPeriod]) -> None:
    """Write the periods and all that is in them. What is replaced stands aside first."""
    for row in new:
        if row.before:
            row.before.state = PERIOD.target("supersede_period", state=row.before.state)
            row.before.state_reason = f"{row.file.name} · {row.file.sha256}"
            row.before.save(update_fields=["state", "state_reason"])
    BudgetPeriod.objects.bulk_create([row.period for row in new])
    for row in new:
        if row.before:
            row.before.findings.exclude(state=FindingState.CORRECTED).update(
                state=FindingState.CORRECTED, correction=row.period
            )
    columns = ", ".join(COLUMNS)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY transparency_budgetline ({columns}) FROM STDIN") as target,
    ):
        for row in new:
            target.write(_lines(row.file.balance, row.period))
    insert_subtotals([row.period for row in new])
    _insert_names(program, new)


def insert_subtotals(periods: Sequence[BudgetPeriod]) -> None:
    """Write what the lines of each subtítulo of some periods add up to."""
    with connection.cursor() as cursor:
        cursor.execute(SUBTOTALS, [[period.pk for period in periods]])


def _insert_names(program: BudgetProgram, new: Sequence[NewPeriod]) -> None:
    """Write the names that files give to the accounts above their lines; a later month's wins."""
    names: dict[tuple[str, int, str], str] = {}
    for row in sorted(new, key=lambda row: row.period.month or 0):
        names |= {
            (row.period.side, row.period.year, account): name
            for account, name in row.file.balance.level_names.items()
        }
    sides, years, accounts = (
        [key[0] for key in names],
        [key[1] for key in names],
        [key[2] for key in names],
    )
    with connection.cursor() as cursor:
        cursor.execute(NAMES, [program.pk, sides, years, accounts, list(names.values())])


def _lines(balance: Balance, period: BudgetPeriod) -> str:
    """Return the lines of a period as PostgreSQL's text format wants them.

    A line's identifier is its period's with the row at its end.
    """
    prefix, pk = period.public_id.hex[:24], period.pk
    nothing: list[int | None] = [None] * len(balance.rows)
    columns = [
        ["\\N" if value is None else value for value in values] if None in values else values
        for values in (balance.measures.get(name, nothing) for name in reading.MEASURES)
    ]
    codes = [" ".join(code.split()) for code in balance.codes]
    names = [name.replace("\\", "\\\\") for name in balance.names]
    table = zip(
        balance.rows, codes, balance.accounts, names, *columns, balance.percentages, strict=True
    )
    return "".join(
        f"{prefix}{row:08x}\t{pk}\t{row}\t{code}\t{account}\t{name}\t"
        f"{initial}\t{current}\t{committed}\t{accrued}\t{paid}\t{printed}\n"
        for row, code, account, name, initial, current, committed, accrued, paid, printed in table
    )
