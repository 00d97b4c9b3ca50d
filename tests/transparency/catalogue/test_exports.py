"""Published data as files: nothing in a cell is a formula, every form says the same, and a failure
is no short file.
"""

import csv
import io
import json

import frictionless
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pyarrow import parquet

from commitments.assessments.datasets import OGP_COMMITMENTS
from commitments.plans.datasets import COMMITMENTS
from commitments.plans.models import Commitment, Value
from commitments.spreadsheets import reading
from commitments.spreadsheets import workflow as spreadsheets
from ogp_portal.foundation.api import querying, renderers, streaming
from ogp_portal.foundation.api.datasets import PUBLISHED
from ogp_portal.foundation.documents.cells import FORMULA
from tests.factories.commitments import commitment, update
from tests.generated import examples

pytestmark = pytest.mark.django_db
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]),
    min_size=1,
    max_size=80,
)


def export(form="csv", dataset=COMMITMENTS, **how) -> bytes:
    return streaming.spool(
        dataset, querying.rows(dataset), form=form, **{"language": "es", **how}
    ).read()


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.fixture
def rows(cast):
    first = commitment(
        cast,
        title='=HYPERLINK("http://x")',
        summary="Con «comillas», comas,\ny saltos.",
        budget_clp=12_693_714_000,
    )
    first.values.set(
        [Value.objects.create(slug=slug, name=slug) for slug in ("participacion", "datos")]
    )
    update(cast, "approved", of=first)
    return [
        first,
        commitment(cast, title="Ñandú y pingüino 🐧", milestones=3),
        commitment(cast, title="-1+1"),
    ]


def test_every_form_holds_the_same_rows(rows):
    from_csv = table(export())
    from_lines = [json.loads(line) for line in export("jsonl").splitlines()]
    sheet = load_workbook(io.BytesIO(export("xlsx")), read_only=True).active
    from_sheet = [row[0].value for row in sheet.iter_rows(min_row=2)]
    from_parquet = parquet.read_table(io.BytesIO(export("parquet"))).to_pylist()
    expected = [row.slug for row in rows]
    assert [row["direccion"] for row in from_csv] == expected
    assert [row["slug"] for row in from_lines] == expected
    assert from_sheet == expected
    assert [row["slug"] for row in from_parquet] == expected
    assert (
        from_parquet[0]["budget_clp"],
        from_parquet[0]["is_proposed"],
        str(from_parquet[0]["starts_on"]),
    ) == (
        12_693_714_000,
        False,
        "2026-01-01",
    )
    assert from_parquet[0]["modified_at"].tzinfo is not None
    assert (from_parquet[0]["theme"], from_parquet[0]["objective"]) == (None, "")
    assert from_csv[0]["valores"] == "datos;participacion"
    assert from_csv[1]["hitos"].count("\n") == 2
    assert from_csv[0]["presupuesto"] == "12693714000"
    assert from_lines[0]["milestones"][0]["weight"] == 1


def test_the_lines_are_what_the_api_gives(client, rows):
    by_slug = {row["slug"]: row for row in client.get("/api/v1/commitments/").json()["results"]}
    assert [json.loads(line) for line in export("jsonl").splitlines()] == [
        by_slug[row.slug] for row in rows
    ]


def store(row: Commitment, **words: str) -> None:
    """Write words past the gate of the columns, as a database of an older version holds them."""
    columns = ", ".join(f"{name} = %s" for name in words)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE commitments_commitment SET {columns} WHERE id = %s", [*words.values(), row.pk]
        )


@examples(60)
@given(title=TEXTS, objective=TEXTS)
def test_any_text_comes_out_whole_and_never_as_a_formula(cast, title, objective):
    Commitment.objects.filter(milestones__isnull=False).update(title="x")
    row = Commitment.objects.first() or commitment(cast)
    store(row, title=title, objective=objective)
    found = next(line for line in table(export()) if line["direccion"] == row.slug)
    for cell, text in ((found["titulo"], title), (found["objetivo"], objective)):
        assert not cell.startswith(FORMULA)
        assert cell == (f"'{text}" if text.startswith(FORMULA) else text)
    assert json.loads(export("jsonl").splitlines()[0])["objective"] == objective


def test_no_cell_of_a_sheet_is_a_formula(rows):
    sheet = load_workbook(io.BytesIO(export("xlsx"))).active
    cells = [cell for line in sheet.iter_rows(min_row=2) for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert '\'=HYPERLINK("http://x")' in [cell.value for cell in cells]


def test_control_characters_do_not_break_a_sheet(cast):
    row = commitment(cast)
    store(row, objective="a\x01b\x0b\x1fc\ud7ff")
    assert load_workbook(io.BytesIO(export("xlsx"))).active.max_row == 2


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_the_schema_beside_a_file_is_true(tmp_path, rows, name, language):
    dataset = PUBLISHED[name]
    path = tmp_path / "datos.csv"
    path.write_bytes(export(dataset=dataset, language=language))
    schema = frictionless.Schema.from_descriptor(streaming.table_schema(dataset, language=language))
    report = frictionless.validate(
        frictionless.Resource(path=str(path.name), basepath=str(tmp_path), schema=schema)
    )
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])[:5]


def test_headings_come_in_both_languages_and_the_mark_for_excel_only_when_asked(rows):
    assert export().startswith(b"direccion,plan,numero")
    assert export(language="en").startswith(b"slug,plan,number")
    assert export(has_bom=True).startswith(b"\xef\xbb\xbfdireccion")


def test_the_layout_of_ogp_keeps_its_headings_in_any_language(rows):
    for language in ("es", "en"):
        head = (
            export(dataset=OGP_COMMITMENTS, language=language)
            .split(b"\r\n")[0]
            .split(b"\n")[0]
            .decode()
        )
        assert head.startswith(
            "Local ID,Commitment ID,Commitment Title,Country/Entity,Action Plan,Action Plan Cycle"
        )
    row = table(export(dataset=OGP_COMMITMENTS))[1]
    assert (row["Country/Entity"], row["Action Plan Cycle"], row["IRM Assessment"]) == (
        "Ciudad;Municipio socio",
        "2026",
        "",
    )


def test_an_export_in_either_language_is_imported_again_without_change(cast):
    row = commitment(cast, "draft", title="+Datos", summary="Uno.", objective="@dos\ntres")
    for language in ("es", "en"):
        for form in ("csv", "xlsx"):
            made = streaming.spool(
                COMMITMENTS,
                querying.rows(COMMITMENTS, cast.coordinator),
                form=form,
                language=language,
            ).read()
            found, _header = spreadsheets.look(cast.plan, made, mapping={})
            assert (found.same, found.new, found.changed, found.problems) == (1, [], [], []), (
                language,
                form,
            )
    assert reading.read(made, is_header=bool).lines[0].cells[0] == row.slug


def test_a_file_is_all_or_nothing(client, rows, monkeypatch):
    monkeypatch.setattr(streaming, "LONGEST_EXPORT", "1ms")
    monkeypatch.setattr(querying, "NEUTRAL", "(SELECT {c} FROM pg_sleep(1))")
    answer = client.get("/api/v1/commitments.csv")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")


def test_filters_choose_the_rows_of_a_file(client, rows):
    answer = client.get(f"/api/v1/milestones.csv?commitment={rows[1].slug}&language=en")
    assert len(table(b"".join(answer.streaming_content))) == 3
    assert answer["Content-Disposition"] == 'attachment; filename="milestones.csv"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_sheet_that_is_too_long_for_the_moment_says_what_to_do_instead(client, rows, monkeypatch):
    monkeypatch.setattr(renderers, "MOST_LIVE_SHEET_ROWS", 2)
    answer = client.get("/api/v1/commitments.xlsx")
    assert answer.status_code == 422
    assert "CSV" in answer.json()["detail"]
    assert client.get("/api/v1/commitments.xlsx?plan=plan&state=withdrawn").status_code == 200


def test_the_command_writes_the_file_and_its_schema_beside_it(tmp_path, rows, capsys):
    for form in streaming.FORMATS:
        target = tmp_path / f"compromisos.{form}"
        call_command(
            "export",
            "compromisos",
            "--format",
            form,
            "--output",
            str(target),
            "--filter",
            "plan=plan",
        )
        assert target.stat().st_size > 100
        assert json.loads(target.with_name(f"{target.name}.schema.json").read_text())["fields"]
    assert not list(tmp_path.glob("*.partial"))
    call_command("export", "list")
    assert "commitments · compromisos" in capsys.readouterr().out


def test_the_command_writes_to_the_standard_output(rows, capfdbinary):
    call_command("export", "commitments", "--language", "en", "--bom")
    out = capfdbinary.readouterr().out
    assert out.startswith(b"\xef\xbb\xbfslug,")
    assert out.count(b"\n") >= 4


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("nada",), "No hay un conjunto"),
        (("commitments", "--filter", "x=1"), "x:"),
        (("commitments", "--as", "nadie@prueba.example"), "No hay una cuenta"),
    ],
)
def test_the_command_refuses_clearly(db, words, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("export", *words)


def test_a_coordinator_takes_her_drafts_and_the_public_does_not(client, cast, tmp_path):
    draft = commitment(cast, "draft")
    target = tmp_path / "a.csv"
    call_command("export", "commitments", "--output", str(target), "--as", cast.coordinator.email)
    assert draft.slug in target.read_text()
    call_command("export", "commitments", "--output", str(target))
    assert draft.slug not in target.read_text()
    client.force_login(cast.coordinator)
    assert draft.slug.encode() in b"".join(
        client.get("/admin/commitments/importjob/planilla/plan.csv").streaming_content
    )
    nothing = client.get("/admin/commitments/importjob/planilla/plan.exe", follow=True)
    assert nothing.status_code == 404
    client.force_login(cast.other_coordinator)
    assert client.get("/admin/commitments/importjob/planilla/plan.csv").status_code == 404
