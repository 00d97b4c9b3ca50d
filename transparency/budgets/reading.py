"""From an accounting file to a balance: the columns matched, every cell checked, what is wrong told
by row and column. Nothing is written here.

A file is one month (or year) of one side of one institution's accounts. Layouts whose titles say
what they are need no mapping; others are read with a mapping file, in TOML: `[columns]` "their
title" = "our name", and `[file]` with what the columns do not say.
"""

import functools
import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.documents import sheets
from ogp_portal.foundation.refusals import Refusal
from transparency.budgets import amounts, classifier

LIMITS = sheets.Limits(size=50 * 1024 * 1024, rows=200_000, columns=80, is_plain=True)
MOST_PROBLEMS = 200
LONGEST_NAME = 300
MEASURE_NAMES: dict[str, Any] = {
    "initial": _("presupuesto inicial"),
    "current": _("presupuesto vigente"),
    "committed": _("comprometido"),
    "accrued": _("devengado"),
    "paid": _("pagado"),
}
MEASURES = tuple(MEASURE_NAMES)
NEEDED = ("code", "current", "accrued")
LEVELS = ("subtitle_name", "item_name", "assignment_name")
TITLES = {  # our name → how offices head the column, without accents, the best first
    "code": (
        "codigo_cuenta",
        "cuenta_presupuestaria",
        "codigo_de_cuenta",
        "cod_cuenta",
        "cuenta",
        "codigo",
    ),
    "name": (
        "denominacion_cuenta_base",
        "denominacion_cuenta",
        "denominacion",
        "nombre_cuenta",
        "nombre_de_cuenta",
        "nombre",
        "glosa",
        "descripcion",
    ),
    "date": ("fecha_balance", "fecha_de_balance", "fecha_cierre", "fecha", "periodo"),
    "initial": ("presupuesto_inicial", "ppto_inicial", "inicial"),
    "current": (
        "presupuesto_vigente",
        "presupuesto_actualizado",
        "presupuesto_actual",
        "ppto_vigente",
        "ppto_actualizado",
        "vigente",
    ),
    "committed": (
        "obligado_acumulado",
        "comprometido_acumulado",
        "obligado",
        "comprometido",
        "obligacion",
    ),
    "accrued": (
        "devengado_acumulado",
        "devengado",
        "ejecutado_acumulado",
        "ejecutado",
        "gasto_devengado",
        "ingreso_devengado",
    ),
    "paid": ("pagado_acumulado", "percibido_acumulado", "pagado", "percibido", "efectivo"),
    "percentage": (
        "oblig_a_la_fecha",
        "oblig_acumulado",
        "acumulado",
        "porcentaje_de_ejecucion",
        "porcentaje_ejecucion",
        "de_ejecucion",
        "ejecucion",
        "porcentaje",
    ),
    "subtitle_name": ("subtitulo_nombre", "nombre_subtitulo"),
    "item_name": ("item_nombre", "nombre_item"),
    "assignment_name": ("asignacion_nombre", "nombre_asignacion"),
    "institution": (
        "institucion",
        "municipalidad",
        "municipio",
        "nombre_institucion",
        "nombre_municipio",
        "codigo_institucion",
        "codigo_cut",
        "comuna",
    ),
}
PERCENTAGE_OF = {
    "oblig_a_la_fecha": "committed",
    "oblig_acumulado": "committed",
    "acumulado": "paid",
}
NAMES = {
    "code": _("código de la cuenta"),
    "current": _("presupuesto vigente"),
    "accrued": _("devengado acumulado"),
}
DAY = re.compile(
    r"(?P<day>[0-3]?[0-9])[/.-](?P<month>[01]?[0-9])[/.-](?P<year>[12][0-9]{3})(?:[ T].*)?"
)
ISO = re.compile(
    r"(?P<year>[12][0-9]{3})[/.-](?P<month>[01]?[0-9])(?:[/.-][0-3]?[0-9])?(?:[ T].*)?"
)
MONTH = re.compile(r"(?P<month>[01]?[0-9])[/.-](?P<year>[12][0-9]{3})")
IN_A_NAME = re.compile(r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})(?![0-9])")
MONTH_NAMES = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)
YEARS = range(1990, 2101)


@dataclass(frozen=True)
class Problem:
    """What is wrong in a cell: the row of the file (the header is 1), the title of the column, a
    sentence.
    """

    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        """Return it as a line for a person."""
        return gettext("fila %(row)s, %(column)s: %(sentence)s") % {
            "row": self.row,
            "column": self.column,
            "sentence": self.sentence,
        }


@dataclass(frozen=True)
class Mapping:
    """What a mapping file says: our name of each of their titles, and what is true of the whole
    file.
    """

    columns: dict[str, str] = field(default_factory=dict)
    side: str = ""
    period: tuple[int, int | None] | None = None
    unit_clp: int = 1
    pct_of: str = ""


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
        return amounts.decimals_of(self.percentages)


def read_mapping(text: str) -> Mapping:
    """Return what a mapping file says.

    Raises Refusal for one that is not TOML or says what we do not know.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refusal(
            _("El archivo de correspondencias no es TOML válido: %(error)s.") % {"error": error},
            field="mapping",
        ) from error
    columns, facts = found.get("columns", {}), found.get("file", {})
    unknown = (
        [ours for ours in columns.values() if ours not in TITLES]
        if isinstance(columns, dict)
        else ["columns"]
    )
    unknown += (
        [name for name in facts if name not in {"side", "period", "unit", "pct_of"}]
        if isinstance(facts, dict)
        else ["file"]
    )
    period: tuple[int, int | None] | None = (
        _date(str(facts["period"])) if isinstance(facts, dict) and "period" in facts else None
    )
    wrong = not unknown and (
        facts.get("side", "expense") not in {"expense", "income"}
        or facts.get("unit", 1) not in {1, 1000, 1_000_000}
        or facts.get("pct_of", "accrued") not in {"committed", "accrued", "paid"}
        or ("period" in facts and period is None and str(facts["period"]) not in map(str, YEARS))
    )
    if unknown or wrong:
        raise Refusal(
            _(
                "El archivo de correspondencias dice algo que no se conoce: %(what)s. "
                "Columnas posibles: %(columns)s."
            )
            % {"what": ", ".join(map(str, unknown)) or "[file]", "columns": ", ".join(TITLES)},
            field="mapping",
        )
    if "period" in facts and period is None:
        period = (int(facts["period"]), None)
    return Mapping(
        {str(theirs): ours for theirs, ours in columns.items()},
        facts.get("side", ""),
        period,
        facts.get("unit", 1),
        facts.get("pct_of", ""),
    )


def read(content: bytes, *, file_name: str = "", mapping: Mapping | None = None) -> Balance:
    """Return the balance in a file.

    Raises Refusal where it is none at all; what is wrong in its cells stands in `problems`.
    """
    given = mapping or Mapping()
    lines = sheets.read(content, limits=LIMITS)
    header = [cell.strip() for cell in lines[0]]
    places, percentage_title = _match(header, given)
    _refuse_missing(header, places)
    numbers = [place for place in range(1, len(lines)) if lines[place]]
    width = len(header)
    body = [
        lines[place] if len(lines[place]) == width else (lines[place] + [""] * width)[:width]
        for place in numbers
    ]
    columns = {name: [row[place] for row in body] for name, place in places.items()}
    rows = [place + 1 for place in numbers]
    problems = [
        Problem(
            rows[place],
            "—",
            gettext("tiene %(found)s celdas y los títulos son %(wanted)s")
            % {"found": len(lines[number]), "wanted": width},
        )
        for place, number in enumerate(numbers)
        if len(lines[number]) > width and any(cell.strip() for cell in lines[number][width:])
    ]
    titles = {name: header[place] for name, place in places.items()}
    side, accounts = _accounts(columns, rows, titles, given, problems)
    year, month = _period(columns, rows, titles, given, file_name, problems)
    balance = Balance(
        side=side,
        year=year,
        month=month,
        rows=rows,
        codes=[code.strip()[:40] for code in columns["code"]],
        accounts=accounts,
        names=[_name(name) for name in columns.get("name", [""] * len(rows))],
        measures=_measures(columns, rows, titles, given, problems),
        percentages=_percentages(columns, rows, titles, problems),
        pct_of=given.pct_of or PERCENTAGE_OF.get(percentage_title, "accrued"),
        unit_clp=given.unit_clp,
        level_names=_level_names(columns, accounts),
        institutions=sorted(
            {cell.strip() for cell in columns.get("institution", []) if cell.strip()}
        ),
        problems=problems,
    )
    _tell_totals(balance, titles["code"])
    problems.sort(key=lambda problem: problem.row)
    return balance


def fold(text: str) -> str:
    """Return a title or name without accents, in small letters, its words joined by low lines."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(
        r"[^a-z0-9]+", "_", "".join(sign for sign in plain if not unicodedata.combining(sign))
    ).strip("_")


def _match(header: Sequence[str], mapping: Mapping) -> tuple[dict[str, int], str]:
    """Return where each of our columns stands, and the folded title of the percentage."""
    places: dict[str, int] = {}
    for place, title in enumerate(header):
        if title in mapping.columns:
            places[mapping.columns[title]] = place
    folded = [fold(title) for title in header]
    taken = set(places.values())
    for name, known in TITLES.items():
        for title in known:
            found = next(
                (place for place, one in enumerate(folded) if one == title and place not in taken),
                None,
            )
            if (
                name not in places
                and found is not None
                and (name != "percentage" or "%" in header[found] or "porcentaje" in title)
            ):
                places[name] = found
                taken.add(found)
    return places, folded[places["percentage"]] if "percentage" in places else ""


def _refuse_missing(header: Sequence[str], places: dict[str, int]) -> None:
    missing = [str(NAMES[name]) for name in NEEDED if name not in places]
    if missing:
        raise Refusal(
            _(
                "Faltan columnas: %(missing)s. Los títulos que trae el archivo son: "
                "%(titles)s. Si son esas con otro nombre, use un archivo de correspondencias."
            )
            % {"missing": ", ".join(missing), "titles": ", ".join(header)[:600] or "—"},
            field="file",
        )


def _accounts(
    columns: dict[str, list[str]],
    rows: list[int],
    titles: dict[str, str],
    mapping: Mapping,
    problems: list[Problem],
) -> tuple[str, list[str]]:
    sides: dict[str, int] = {}
    accounts = []
    for place, code in enumerate(columns["code"]):
        found = classifier.split(code)
        accounts.append(found[1] if found else "")
        if found is None:
            words = fold(f"{code} {columns['name'][place] if 'name' in columns else ''}")
            reason = (
                gettext("es una fila de totales: déjela fuera, el portal suma por su cuenta")
                if "total" in words
                else gettext("no es un código de cuenta: %(text)s") % {"text": code.strip()[:40]}
                if code.strip()
                else gettext("falta el código de la cuenta")
            )
            problems.append(Problem(rows[place], titles["code"], reason))
        elif found[0]:
            sides.setdefault(found[0], rows[place])
    if len(sides) > 1:
        raise Refusal(
            _(
                "El archivo mezcla gastos (215) e ingresos (115); la fila %(row)s es la "
                "primera del otro lado. Sepárelos en dos archivos."
            )
            % {"row": max(sides.values())},
            field="file",
        )
    side = next(iter(sides), mapping.side or "expense")
    if mapping.side and mapping.side != side:
        raise Refusal(
            _(
                "El archivo de correspondencias y los códigos de las cuentas no dicen lo "
                "mismo: gastos o ingresos."
            ),
            field="mapping",
        )
    return side, accounts


def _period(
    columns: dict[str, list[str]],
    rows: list[int],
    titles: dict[str, str],
    mapping: Mapping,
    file_name: str,
    problems: list[Problem],
) -> tuple[int, int | None]:
    if "date" not in columns:
        stated = mapping.period or period_of_name(file_name)
        if stated is None:
            raise Refusal(
                _(
                    "El archivo no dice de qué mes es: agregue una columna de fecha, o "
                    'period = "2025-04" en el archivo de correspondencias.'
                ),
                field="file",
            )
        return stated
    first_rows: dict[tuple[int, int], int] = {}
    for text in dict.fromkeys(columns["date"]):
        found = _date(text.strip())
        row = rows[columns["date"].index(text)]
        if found is None:
            problems.append(
                Problem(
                    row,
                    titles["date"],
                    gettext("no es una fecha (día/mes/año): %(text)s")
                    % {"text": text.strip()[:40] or "—"},
                )
            )
        else:
            first_rows.setdefault(found, row)
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


def _date(text: str) -> tuple[int, int] | None:
    """Return (year, month) of a date as dd/mm/yyyy, yyyy-mm-dd, mm/yyyy or yyyy-mm."""
    found = DAY.fullmatch(text) or ISO.fullmatch(text) or MONTH.fullmatch(text)
    if not found:
        return None
    parts = found.groupdict()
    year = int(parts["year"])
    month = int(parts["month"])
    day = int(parts.get("day") or 1)
    return (year, month) if year in YEARS and 1 <= month <= 12 and 1 <= day <= 31 else None


def period_of_name(file_name: str) -> tuple[int, int] | None:
    """Return (year, month) if a file's name says both in words: "Balance_Gastos_Abril_2025.csv"."""
    words = fold(file_name).split("_")
    months = [MONTH_NAMES.index(word) + 1 for word in words if word in MONTH_NAMES]
    years = [int(found) for found in IN_A_NAME.findall(file_name)]
    return (years[0], months[0]) if len(months) == 1 and len(years) == 1 else None


def _measures(
    columns: dict[str, list[str]],
    rows: list[int],
    titles: dict[str, str],
    mapping: Mapping,
    problems: list[Problem],
) -> dict[str, list[int | None]]:
    given = [name for name in MEASURES if name in columns]
    written = amounts.convention([columns[name] for name in given])
    found: dict[str, list[int | None]] = {}
    for name in given:
        values, wrong = amounts.read_column(columns[name], written=written)
        problems.extend(Problem(rows[one.place], titles[name], one.sentence) for one in wrong)
        if mapping.unit_clp > 1:
            values = [None if value is None else value * mapping.unit_clp for value in values]
            too_large = [
                place
                for place, value in enumerate(values)
                if value is not None and abs(value) > amounts.LARGEST
            ]
            problems.extend(
                Problem(
                    rows[place],
                    titles[name],
                    str(amounts.TOO_LARGE) % {"text": columns[name][place]},
                )
                for place in too_large
            )
        found[name] = values
    return found


def _percentages(
    columns: dict[str, list[str]], rows: list[int], titles: dict[str, str], problems: list[Problem]
) -> list[str]:
    found = []
    for place, text in enumerate(columns.get("percentage", [""] * len(rows))):
        printed = amounts.read_percentage(text)
        if printed is None:
            problems.append(
                Problem(
                    rows[place],
                    titles["percentage"],
                    gettext("no es un porcentaje: %(text)s") % {"text": text.strip()[:40]},
                )
            )
        found.append(printed or "")
    return found


@functools.lru_cache(maxsize=50_000)  # the same names come month after month
def _name(text: str) -> str:
    """Return a name in one line; "_x000D_" is a line's end as spreadsheets save it."""
    return " ".join(text.replace("_x000D_", " ").replace("\x00", "").split())[:LONGEST_NAME]


def _level_names(columns: dict[str, list[str]], accounts: list[str]) -> dict[str, str]:
    """Return the names of the accounts above the lines, as the file gives them."""
    found: dict[str, str] = {}
    for level, name in enumerate(LEVELS):
        for account, text in zip(accounts, columns.get(name, ()), strict=False):
            line = classifier.above(account)
            if len(line) > level and line[level] not in found and text.strip():
                found[line[level]] = _name(text)
    return found


def _tell_totals(balance: Balance, title: str) -> None:
    """Tell the rows that are the sum of others below them: they would be counted twice."""
    places = {account: place for place, account in enumerate(balance.accounts) if account}
    below: dict[str, list[int]] = {}
    for place, account in enumerate(balance.accounts):
        nearest = (
            next((one for one in classifier.above(account)[-2::-1] if one in places), None)
            if account
            else None
        )
        if nearest:
            below.setdefault(nearest, []).append(place)
    for account, children in below.items():
        place = places[account]
        own: list[Any] = [values[place] for values in balance.measures.values()]
        sums = [
            sum(values[child] or 0 for child in children) for values in balance.measures.values()
        ]
        if any(own) and [value or 0 for value in own] == sums:
            balance.problems.append(
                Problem(
                    balance.rows[place],
                    title,
                    gettext(
                        "la cuenta %(account)s es la suma de otras del mismo archivo: deje "
                        "fuera las filas de totales"
                    )
                    % {"account": account},
                )
            )
