"""Sheets as offices really save them: read right, or told at their own row and column."""

import datetime
import io

import pytest
from openpyxl import Workbook

from commitments.organizations.models import Organization
from commitments.plans.models import Axis
from commitments.spreadsheets import workflow
from ogp_portal.foundation.documents import sheets
from ogp_portal.foundation.refusals import Refusal
from tests.factories.commitments import commitment

pytestmark = pytest.mark.django_db
DAY = datetime.datetime(2026, 12, 31, 15, 30)


@pytest.fixture
def plan(cast):
    Axis.objects.create(plan=cast.plan, slug="eje-uno", name="Primer eje")
    return cast.plan


def xlsx(*rows, merged: str = "", **others) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if merged:
        book.active.merge_cells(merged)
    for name, cell in others.items():
        book.create_sheet(name)["A1"] = cell
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def look(plan, content, **mapping):
    return workflow.look(plan, content, mapping=mapping)[0]


def told(found) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.column, problem.sentence) for problem in found.problems]


@pytest.mark.parametrize(
    "content",
    [
        b"titulo;numero\nUno;1\n;\nDos;x\n",
        xlsx(["titulo", "numero"], ["Uno", 1], [], ["Dos", "x"]),
    ],
    ids=["csv", "xlsx"],
)
def test_a_blank_row_moves_no_number_of_the_rows_below_it(plan, content):
    assert told(look(plan, content)) == [(4, "numero", "No es un número entero: x.")]


@pytest.mark.parametrize(
    "content",
    [
        "Plan de acción 2026\n\ntitulo;numero\nUno;1\nDos;x\n".encode(),
        xlsx(["Plan de acción 2026"], [], ["titulo", "numero"], ["Uno", 1], ["Dos", "x"]),
    ],
    ids=["csv", "xlsx"],
)
def test_titles_below_the_name_of_the_plan_are_found_and_it_is_said_where(plan, content):
    found = look(plan, content)
    assert [row.values["title"] for row in found.new] == ["Uno"]
    assert [line for line, _column, _why in told(found)] == [5]
    assert found.notes == ("Los títulos de las columnas se leyeron de la fila 3.",)


def test_titles_in_the_first_row_need_no_note(plan):
    assert look(plan, b"titulo;numero\nUno;1\n").notes == ()


def test_a_row_longer_than_the_titles_is_told_and_moves_nothing(plan):
    found = look(plan, b"titulo,numero\nUno,1\nDos, tres,2\nTres,3,,\n")
    assert told(found) == [
        (3, "—", "Tiene más celdas que los títulos: sobra «2»."),
        (3, "numero", "No es un número entero: tres."),
    ]
    assert [row.values["title"] for row in found.new] == ["Uno", "Tres"]


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ('"titulo, en breve; o no";numero\n', ";"),
        ('"a;b;c;d",numero\n', ","),
        ('"a\nb;c;d",numero\n', ","),
        ("Plan de acción\ntitulo\tnumero\n", "\t"),
        ("sep=;\ntitulo,con,comas;numero\n", ";"),
        ('"sep=,"\r\na,b\n', ","),
        ("sep=|\na,b|c\n", "|"),
        ("SEP=#\ra,b#c\r", "#"),
    ],
)
def test_what_separates_cells_is_found_outside_quotes(text, separator):
    assert sheets.separator_of(text)[0] == separator


def test_a_merged_cell_gives_its_value_to_all_its_rows(plan):
    content = xlsx(
        ["eje", "numero", "titulo", "inicio", "presupuesto"],
        ["eje-uno", 1, "Uno", DAY, 25000000],
        [None, 2, "Dos", DAY, 25000000.0],
        [None, 3, "Tres", DAY, "25.000.000"],
        merged="A2:A4",
    )
    found = look(plan, content)
    assert told(found) == []
    axis = plan.axes.get().pk
    assert [
        (row.values["axis_id"], row.values["starts_on"], row.values["budget_clp"])
        for row in found.new
    ] == [(axis, datetime.date(2026, 12, 31), 25_000_000)] * 3


def test_other_sheets_with_something_in_them_are_said_to_be_left_out(plan):
    found = look(plan, xlsx(["titulo"], ["Uno"], Actas="plazo"))
    assert found.notes == ("Se lee solo la primera hoja del archivo; estas otras no: Actas.",)


def test_a_formula_whose_value_was_not_kept_is_refused_with_its_cell(plan):
    with pytest.raises(Refusal, match="sin su resultado \\(B2, B3\\)"):
        look(plan, xlsx(["titulo", "presupuesto"], ["Uno", "=1+1"], ["Dos", "=2+2"]))


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("1.0", 1),
        ("25000000.0", 25_000_000),
        ("45.000.000", 45_000_000),
        ("$ 45.000.000", 45_000_000),
        ("CLP 300.000", 300_000),
        ("$ -", None),
        ("-", None),
        ("", None),
        ("0", 0),
    ],
)
def test_a_budget_is_read_as_it_is_written(plan, text, budget):
    found = look(plan, f"titulo;presupuesto\nUno;{text}\n".encode())
    assert told(found) == []
    assert found.new[0].values["budget_clp"] == budget


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("45,000", "puede ser 45 o 45.000"),
        ("2,5E+07", "notación científica"),
        ("300.000,50", "iene decimales"),
        ("-5", "Va de 0 a 10.000.000.000.000.000: -5"),
        ("(300.000)", "Va de 0 a 10.000.000.000.000.000: (300.000)"),
        ("trescientos", "o es un número entero"),
    ],
)
def test_a_budget_that_cannot_be_read_in_one_way_is_told(plan, text, why):
    found = look(plan, f"titulo;presupuesto\nUno;{text}\n".encode())
    ((line, column, sentence),) = told(found)
    assert (line, column) == (2, "presupuesto")
    assert why in sentence


@pytest.mark.parametrize(
    "text", ["2026-12-31", "31-12-2026", "31/12/2026", "31.12.2026", "31-12-2026 "]
)
def test_a_date_is_read_as_it_is_written(plan, text):
    found = look(plan, f"titulo;termino\nUno;{text}\n".encode())
    assert found.new[0].values["ends_on"] == datetime.date(2026, 12, 31)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("46387", "31-12-2026"),
        ("31-12-26", "no es una fecha"),
        ("2026", "no es una fecha"),
        ("31-02-2026", "no es una fecha"),
        ("12/31/2026", "no es una fecha"),
    ],
)
def test_what_may_be_another_date_is_told(plan, text, why):
    ((line, column, sentence),) = told(look(plan, f"titulo;termino\nUno;{text}\n".encode()))
    assert (line, column) == (2, "termino")
    assert why in sentence


@pytest.mark.parametrize(
    "line", ["2026-06-30 Taller", "30-06-2026 Taller", "30/6/2026 Taller", "30.06.2026: Taller"]
)
def test_the_date_of_a_milestone_is_read_as_any_other(plan, line):
    found = look(plan, f"titulo;hitos\nUno;{line}\n".encode())
    part = found.new[0].draft.milestones[0].values
    assert (part["due_on"], part["title"]) == (datetime.date(2026, 6, 30), "Taller")


def test_an_institution_and_an_axis_are_found_by_their_exact_name_too(cast, plan):
    city = Organization.objects.get(slug="ciudad")
    found = look(plan, f"titulo;institucion;eje\nUno;{city.name};Primer eje\n".encode())
    assert told(found) == []
    assert found.new[0].values["responsible_id"] == city.pk
    assert found.new[0].values["axis_id"] == plan.axes.get().pk


def test_a_name_that_two_institutions_have_is_no_institution(cast, plan):
    for slug in ("una", "otra"):
        Organization.objects.create(slug=slug, name="Dirección de Obras")
    ((_line, column, _why),) = told(
        look(plan, "titulo;institucion\nUno;Dirección de Obras\n".encode())
    )
    assert column == "institucion"


def test_a_column_that_is_not_used_is_not_matched_by_its_name(cast, plan):
    mine = commitment(cast, slug="mio", title="Mío")
    content = f"direccion;titulo\n{mine.slug};Otro título\n".encode()
    assert look(plan, content, direccion="").new[0].slug != mine.slug


def test_a_column_that_is_not_ours_is_refused_with_those_that_are(plan):
    with pytest.raises(Refusal, match=r"nombre titular.*titulo"):
        look(plan, b"A\nUno\n", A="titular")
