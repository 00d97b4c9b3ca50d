"""The balance in a file: which side, which month, which lines."""

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.documents import sheets
from ogp_portal.foundation.refusals import Refusal
from transparency.budgets import classifier, percentages
from transparency.budgets.reading import dates
from transparency.budgets.reading.columns import match, normalize
from transparency.budgets.reading.mapping import Mapping
from transparency.budgets.reading.problems import Problem
from transparency.budgets.reading.table import (
    LONGEST_CODE,
    Table,
    accounts_of,
    arrange,
    level_names,
    measures_of,
    one_line,
    percentages_of,
)
from transparency.budgets.reading.titles import PERCENTAGE_OF
from transparency.budgets.states import Measure

LIMITS = sheets.Limits(size=50 * 1024 * 1024, rows=200_000, columns=80, is_plain=True)


@dataclass
class Balance:
    """What a file holds, by column: as many entries in each list as lines.

    Amounts in pesos; None where the file gives none.
    """

    side: str
    year: int
    month: int | None
    rows: list[int]
    codes: list[str]
    accounts: list[str]
    names: list[str]
    measures: dict[str, list[int | None]]
    percentages: list[str]
    pct_of: str
    unit_clp: int
    level_names: dict[str, str]
    institutions: list[str]
    problems: list[Problem]

    @property
    def pct_decimals(self) -> int | None:
        """Return the decimals that its percentages really have, None for each its own."""
        return percentages.decimals_of(self.percentages)


def read(content: bytes, *, file_name: str = "", mapping: Mapping | None = None) -> Balance:
    """Return the balance in a file.

    Raises Refusal where it is none at all; what is wrong in its cells stands in `problems`.
    """
    mapping = mapping or Mapping()
    sheet = sheets.read(content, limits=LIMITS)
    header = [cell.strip() for cell in sheet.lines[0]]
    positions, percentage_title = match(header, mapping)
    table = arrange(sheet, header, positions)
    columns = table.columns
    side, accounts = accounts_of(table, mapping)
    year, month = _period(table, mapping, file_name)
    balance = Balance(
        side=side,
        year=year,
        month=month,
        rows=table.rows,
        codes=[code.strip()[:LONGEST_CODE] for code in columns["code"]],
        accounts=accounts,
        names=[one_line(name) for name in columns.get("name", [""] * len(table.rows))],
        measures=measures_of(table, mapping),
        percentages=percentages_of(table),
        pct_of=mapping.pct_of or PERCENTAGE_OF.get(percentage_title, Measure.ACCRUED.value),
        unit_clp=mapping.unit_clp,
        level_names=level_names(columns, accounts),
        institutions=sorted(
            {cell.strip() for cell in columns.get("institution", []) if cell.strip()}
        ),
        problems=table.problems,
    )
    _tell_totals(balance, table.titles["code"])
    balance.problems.sort(key=lambda problem: problem.row)
    return balance


def _period(table: Table, mapping: Mapping, file_name: str) -> tuple[int, int | None]:
    """Return the year and month of a file. Raises Refusal where it states none, or several."""
    if "date" not in table.columns:
        stated = mapping.period or dates.in_file_name(
            file_name, words=normalize(file_name).split("_")
        )
        if stated is None:
            raise Refusal(
                _(
                    "El archivo no dice de qué mes es: agregue una columna de fecha, o "
                    'period = "2025-04" en el archivo de correspondencias.'
                ),
                field="file",
            )
        return stated
    first_rows = _months(table)
    if len(first_rows) > 1:
        months = ", ".join(
            f"{month:02}/{year} (fila {row})" for (year, month), row in list(first_rows.items())[:4]
        )
        raise Refusal(
            _("El archivo trae más de un mes: %(months)s. Un archivo es un mes: sepárelos.")
            % {"months": months},
            field="file",
        )
    if not first_rows:
        raise Refusal(_("Ninguna fila dice de qué mes es."), field="file")
    year, month = next(iter(first_rows))
    if mapping.period and mapping.period != (year, month):
        raise Refusal(
            _("La fecha de las filas y la del archivo de correspondencias no son la misma."),
            field="mapping",
        )
    return year, month


def _months(table: Table) -> dict[tuple[int, int], int]:
    """Return the first row of each month of the column of dates."""
    first_rows: dict[tuple[int, int], int] = {}
    for text in dict.fromkeys(table.columns["date"]):
        month = dates.parse(text.strip())
        line = table.columns["date"].index(text)
        if month is None:
            sentence = gettext("no es una fecha (día/mes/año): %(text)s")
            table.tell(line, "date", sentence % {"text": text.strip()[:40] or "—"})
        else:
            first_rows.setdefault(month, table.rows[line])
    return first_rows


def _tell_totals(balance: Balance, title: str) -> None:
    """Tell the rows that are the sum of others below them: they would be counted twice."""
    lines = {account: line for line, account in enumerate(balance.accounts) if account}
    below: dict[str, list[int]] = {}
    for line, account in enumerate(balance.accounts):
        above = classifier.above(account)[-2::-1] if account else ()
        nearest = next((code for code in above if code in lines), None)
        if nearest:
            below.setdefault(nearest, []).append(line)
    measures = balance.measures.values()
    for account, children in below.items():
        own = [values[lines[account]] for values in measures]
        sums = [sum(values[child] or 0 for child in children) for values in measures]
        if any(own) and [value or 0 for value in own] == sums:
            sentence = gettext(
                "la cuenta %(account)s es la suma de otras del mismo archivo: deje "
                "fuera las filas de totales"
            )
            balance.problems.append(
                Problem(balance.rows[lines[account]], title, sentence % {"account": account})
            )
