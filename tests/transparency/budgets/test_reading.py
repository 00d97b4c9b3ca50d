"""From a file to a balance: the layouts that need no mapping, the ones that do, and everything that
is refused clearly.
"""

import io
import zipfile

import pytest
from openpyxl import Workbook

from ogp_portal.foundation.refusals import Refusal
from tests.factories.budgets import EXPENSES, balance, income
from transparency.budgets import reading

LINE = (("21-01-001", 100, 100, 60, 50, 40),)


def sheet(rows: list[list[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def problems(content: bytes, **about) -> list[str]:
    return [str(problem) for problem in reading.read(content, **about).problems]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252", "utf-16"])
def test_a_balance_is_read_in_any_encoding_and_separator(separator, encoding):
    found = reading.read(balance(separator=separator, encoding=encoding))
    assert (found.side, found.year, found.month, found.problems) == ("expense", 2025, 1, [])
    assert found.accounts == ["21.01.001", "22.05.002"]
    assert found.measures == {
        "initial": [100, 200],
        "current": [100, 200],
        "committed": [60, 100],
        "accrued": [50, 100],
        "paid": [40, 90],
    }
    assert (found.pct_of, found.pct_decimals, found.level_names["22"]) == (
        "committed",
        0,
        "BIENES Y SERVICIOS DE CONSUMO",
    )


def test_income_is_told_by_its_chart_and_its_percentage_by_its_title():
    found = reading.read(income())
    assert (found.side, found.measures["paid"], found.pct_of, found.pct_decimals) == (
        "income",
        [280],
        "paid",
        0,
    )


def test_a_spreadsheet_reads_as_the_same_balance():
    rows = [
        list(EXPENSES),
        ["31/01/2025", "215-21-01-001", "PERSONAL", "SUELDOS", 100, 100, 60, 60.0, 50, 40.0],
    ]
    found = reading.read(sheet(rows))
    assert (found.measures["paid"], found.month, found.problems) == ([40], 1, [])


@pytest.mark.parametrize("date", ["31/01/2025", "2025-01-31", "31-01-2025", "01/2025", "2025-01"])
def test_dates_are_read_as_offices_write_them(date):
    found = reading.read(balance(LINE).replace(b"28/01/2025", date.encode()))
    assert (found.year, found.month) == (2025, 1)


def test_without_a_date_the_name_of_the_file_says_the_month():
    content = b"CUENTA,VIGENTE,DEVENGADO\n215-21-01,10,5\n"
    assert reading.read(content, file_name="Balance_Gastos_Abril_2025.csv").month == 4
    with pytest.raises(Refusal, match="no dice de qué mes"):
        reading.read(content, file_name="balance.csv")


def test_a_mapping_names_the_columns_and_what_they_do_not_say():
    mapping = reading.read_mapping(
        '[columns]\n"Cod" = "code"\n"Ppto" = "current"\n"Gasto" = "accrued"\n[file]\nperiod '
        '= "2025-04"\nunit = 1000\nside = "income"'
    )
    found = reading.read(b"Cod;Ppto;Gasto\n05.01;10;5\n", mapping=mapping)
    assert (found.side, found.year, found.month, found.measures["current"]) == (
        "income",
        2025,
        4,
        [10_000],
    )


@pytest.mark.parametrize(
    "text",
    [
        "[columns",
        '[columns]\n"x" = "nonsense"',
        "[file]\nunit = 7",
        '[file]\nside = "both"',
        '[file]\nperiod = "abril"',
        "[file]\nother = 1",
        "columns = 3",
    ],
)
def test_a_mapping_that_says_nothing_known_is_refused(text):
    with pytest.raises(Refusal):
        reading.read_mapping(text)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "vacío"),
        (
            b"CODIGO_CUENTA,FECHA,DEVENGADO\n215-21,01/2025,5\n",
            "Faltan columnas: presupuesto vigente",
        ),
        (
            b"a,b\n1,2\n",
            "Faltan columnas: código de la cuenta, presupuesto vigente, devengado acumulado",
        ),
        (balance(LINE) + b"\r\n" + balance(LINE, month=2).split(b"\r\n")[1], "más de un mes"),
        (
            balance(LINE) + b"\r\n28/01/2025,115-03-01-001-000-000,,X,1,1,1,100.0,1,1",
            "mezcla gastos",
        ),
        (b"%PDF-1.7 whatever", "no es CSV ni XLSX"),
        (b"\x00\x01\x02\x03" * 50, "no es CSV ni XLSX"),
        (b"PK\x03\x04 not a sheet", "no se pudo leer"),
        (b'"sin cerrar,1\n', "comillas sin cerrar"),
    ],
)
def test_a_file_that_is_no_balance_is_refused_and_says_why(content, why):
    with pytest.raises(Refusal, match=why):
        reading.read(content)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (
            ("21-01-002", 1, "doce", 1, 1, 1),
            "fila 3, PRESUPUESTO_VIGENTE: no es un número entero: doce",
        ),
        (("21-01-002", 1, "-0", 1, 1, 1), "cero negativo"),
        (("21-01-002", 1, 10**19, 1, 1, 1), "imposible"),
        (("21-01-002", 1, "1.5", 1, 1, 1), "tiene decimales"),
    ],
)
def test_a_wrong_cell_is_told_by_row_and_column(line, why):
    assert any(why in problem for problem in problems(balance((*LINE, line))))


def test_rows_of_totals_are_refused_wherever_they_stand():
    by_word = balance(LINE) + b"\r\n28/01/2025,TOTAL,,TOTAL GASTOS,100,100,60,,50,40"
    assert any(
        "fila 3" in problem and "fila de totales" in problem for problem in problems(by_word)
    )
    by_sum = balance((("21", 100, 100, 60, 50, 40), *LINE))
    assert any(
        "fila 2" in problem and "es la suma de otras" in problem for problem in problems(by_sum)
    )
    own = balance((("21-01", 7, 7, 7, 7, 7), *LINE))
    assert problems(own) == []  # an account with its own amounts above another is no total


def test_more_cells_than_titles_is_told():
    assert any("celdas" in problem for problem in problems(balance(LINE) + b",999"))


def test_formulas_and_macros_are_refused():
    with pytest.raises(Refusal, match="fórmulas"):
        reading.read(
            sheet([list(EXPENSES), ["31/01/2025", "215-21-01-001", "", "", "=1+1", 1, 1, 1, 1, 1]])
        )
    plain = sheet([list(EXPENSES), ["31/01/2025", "215-21-01-001", "", "", 1, 1, 1, 1, 1, 1]])
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(output, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/vbaProject.bin", b"macro")
    with pytest.raises(Refusal, match="macros"):
        reading.read(output.getvalue())


def test_a_bomb_is_refused_without_being_unpacked():
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (260 * 1024 * 1024))
    with pytest.raises(Refusal, match="no se pudo leer"):
        reading.read(output.getvalue())


def test_a_file_beyond_the_limit_is_refused_by_its_size():
    from ogp_portal.foundation.documents import sheets

    with pytest.raises(Refusal, match="más de 50 MB"):
        sheets.refuse_size(2 * 1024**3, limits=reading.LIMITS)
    with pytest.raises(Refusal, match="límite"):
        reading.read(
            b"CUENTA,VIGENTE,DEVENGADO\n" + b"215-21-01,1,1\n" * 200_001, file_name="enero 2025.csv"
        )


def test_names_over_several_lines_become_one():
    content = balance(LINE).replace(
        b"CUENTA 21-01-001", '"Ley N° 19.117 Art._x000D_\nÚnico"'.encode()
    )
    assert reading.read(content).names == ["Ley N° 19.117 Art. Único"]
