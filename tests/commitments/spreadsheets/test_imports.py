"""A government's own spreadsheet in and out: errors by row and column, all or nothing, twice
changes nothing.
"""

import io
import zipfile

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from commitments.organizations.models import Organization
from commitments.plans.datasets import COMMITMENTS
from commitments.plans.models import Axis, Commitment
from commitments.spreadsheets import reading, workflow
from commitments.spreadsheets.models import ImportJob
from ogp_portal.foundation.api import querying, streaming
from ogp_portal.foundation.events import outbox
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.refusals import Refusal
from tests.factories.commitments import commitment

pytestmark = pytest.mark.django_db
TEXT = (
    "título;número;eje;institución;breve descripción;inicio;término;hitos\nAño de la "
    "participación;1;abierto;ciudad;Oír a todos;2026-01-01;31-12-2026;2026-06-30 Primer "
    "taller\nOtra promesa;2;;ciudad;;;;\n"
)


@pytest.fixture
def plan(cast):
    Axis.objects.create(plan=cast.plan, slug="abierto", name="Abierto")
    return cast.plan


def exported(plan, user=querying.EVERYBODY, form="csv", *, bom=False) -> bytes:
    output = io.BytesIO()
    streaming.write(
        COMMITMENTS,
        querying.rows(COMMITMENTS, user).filter(plan=plan),
        output,
        form=form,
        has_bom=bom,
    )
    return output.getvalue()


def xlsx(rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


FILES = {
    "utf8": TEXT.encode(),
    "utf8 with BOM": TEXT.encode("utf-8-sig"),
    "latin-1": TEXT.encode("latin-1"),
    "windows lines": TEXT.replace("\n", "\r\n").encode("cp1252"),
    "comma": TEXT.replace(";", ",").encode(),
    "tab": TEXT.replace(";", "\t").encode(),
    "utf-16": TEXT.encode("utf-16"),
    "xlsx": xlsx([line.split(";") for line in TEXT.splitlines()]),
}


@pytest.mark.parametrize("kind", FILES)
def test_each_way_an_office_saves_a_sheet_is_read_alike(plan, kind):
    found, _header = workflow.look(plan, FILES[kind], mapping={})
    assert found.problems == []
    assert [row.values["title"] for row in found.new] == ["Año de la participación", "Otra promesa"]
    assert found.new[0].draft.milestones[0].values["title"] == "Primer taller"


def test_the_same_file_twice_changes_nothing(cast, plan):
    for written in (2, 0):
        found, _header = workflow.look(plan, FILES["utf8"], mapping={})
        assert (
            workflow.apply(
                plan, found, by=cast.coordinator, source="a.csv", skips_wrong_rows=False
            ).rows
            == written
        )
    row = Commitment.objects.get(number=1)
    assert (
        row.state,
        row.axis.slug,
        row.milestone_count,
        row.computed_level,
        str(row.open_due_on),
    ) == (
        "draft",
        "abierto",
        1,
        "not_started",
        "2026-06-30",
    )


def test_errors_are_listed_by_row_and_column_and_nothing_is_written(cast, plan):
    wrong = (
        "titulo,numero,eje,inicio,termino,breve_descripcion\n,x,no-hay,ayer,,\nBien,1,,2026-05-01,2026-01-01,"
        + "a" * 141
        + "\nBien otra,1,,,,\nBien otra vez,1,,,,\n"
    )
    found, _header = workflow.look(plan, wrong.encode(), mapping={})
    places = {(problem.line, problem.column) for problem in found.problems}
    assert places == {
        (2, "titulo"),
        (2, "numero"),
        (2, "eje"),
        (2, "inicio"),
        (3, "termino"),
        (3, "breve_descripcion"),
        (4, "numero"),
        (5, "numero"),
    }
    with pytest.raises(Refusal, match="no se escribió nada"):
        workflow.apply(plan, found, by=cast.coordinator, source="a.csv", skips_wrong_rows=False)
    assert not Commitment.objects.exists()


def test_wrong_rows_are_skipped_only_when_the_person_says_so(cast, plan):
    found, _header = workflow.look(plan, b"titulo,numero\nBuena,1\nMala,x\n", mapping={})
    assert (
        workflow.apply(plan, found, by=cast.coordinator, source="a.csv", skips_wrong_rows=True).rows
        == 1
    )
    assert Commitment.objects.get().title == "Buena"


def test_what_is_exported_is_imported_again_without_change_and_edits_arrive(cast, plan):
    row = commitment(cast, "draft", title="=cmd|' /C calc'!A0")
    for content in (
        exported(plan, cast.coordinator, "csv", bom=True),
        exported(plan, cast.coordinator, "xlsx"),
    ):
        found, _header = workflow.look(plan, content, mapping={})
        assert (found.same, found.new, found.changed, found.problems) == (1, [], [], [])
    edited = (
        exported(plan, cast.coordinator)
        .decode()
        .replace("Una promesa clara.", "Una promesa más clara.")
    )
    found, _header = workflow.look(plan, edited.encode(), mapping={})
    workflow.apply(plan, found, by=cast.coordinator, source="x", skips_wrong_rows=False)
    row.refresh_from_db()
    assert (row.summary, row.title) == ("Una promesa más clara.", "=cmd|' /C calc'!A0")


def test_no_cell_of_an_export_begins_a_formula(cast, plan):
    commitment(cast, title="=HYPERLINK(1)", summary="+1", problem="@x", objective="-2")
    text = exported(plan).decode()
    assert "'=HYPERLINK" in text
    assert not any(f",{sign}" in text for sign in "=+@-")


def test_an_export_for_the_public_holds_no_draft(cast, plan):
    commitment(cast, "draft", title="Secreto")
    assert "Secreto" not in exported(plan).decode()


def test_a_published_commitment_is_not_changed_by_a_sheet(cast, plan):
    row = commitment(cast)
    found, _header = workflow.look(
        plan, f"direccion,titulo\n{row.slug},Otro nombre\n".encode(), mapping={}
    )
    assert "ya está publicado" in found.problems[0].sentence


def test_an_address_of_another_plan_is_refused(cast, plan):
    from commitments.plans.models import Plan

    other = Plan.objects.create(slug="otro", kind="internal", title="Otro")
    Commitment.objects.create(plan=other, slug="ajeno", title="Ajeno")
    found, _header = workflow.look(plan, b"direccion,titulo\najeno,Mio\n", mapping={})
    assert "otro plan" in found.problems[0].sentence


def test_columns_are_matched_by_a_mapping(plan):
    found, _header = workflow.look(
        plan,
        b"Nombre del compromiso\nUno\n",
        mapping=workflow.read_mapping('[columns]\n"Nombre del compromiso" = "titulo"\n'),
    )
    assert found.new[0].values["title"] == "Uno"


def bomb():
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (300 * 1024 * 1024))
    return output.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vacío"),
        (b"titulo\n", "no tiene filas"),
        (b"%PDF-1.7 no", "no es CSV"),
        (b"PK\x03\x04 roto", "no se pudo leer"),
        (b'titulo\n"sin cerrar', "comillas"),
        (b"a" * (reading.LARGEST + 1), "10 MB"),
        (b"titulo\n" + b"x\n" * 20_001, "20.000 filas"),
        ((",".join(["c"] * 61) + "\n1\n").encode(), "60 columnas"),
    ],
)
def test_a_wrong_file_is_refused_in_words(plan, content, words):
    with pytest.raises(Refusal, match=words):
        workflow.look(plan, content, mapping={})


def test_a_zip_bomb_is_refused_before_it_unpacks(plan):
    with pytest.raises(Refusal, match="no se pudo leer"):
        workflow.look(plan, bomb(), mapping={})


def test_only_a_coordinator_of_the_plan_imports(cast, plan):
    found, _header = workflow.look(plan, FILES["utf8"], mapping={})
    for name in ("editor", "other_coordinator", "monitor", "administrator"):
        with pytest.raises(NotAllowed):
            workflow.apply(
                plan, found, by=getattr(cast, name), source="a.csv", skips_wrong_rows=False
            )


def test_an_import_is_previewed_confirmed_and_written_in_the_background_once(cast, plan):
    job = workflow.request_import(
        plan, content=FILES["xlsx"], file_name="planilla.xlsx", by=cast.coordinator
    )
    assert not Commitment.objects.exists()
    workflow.confirm_import(job, by=cast.coordinator, mapping=job.mapping, skips_wrong_rows=False)
    outbox.do_now(workflow.IMPORT, {"job": job.pk})
    outbox.do_now(workflow.IMPORT, {"job": job.pk})
    job = ImportJob.objects.get()
    assert (job.state, job.outcome["new"], Commitment.objects.count()) == ("done", 2, 2)
    assert outbox.drain() == 1


def test_somebody_else_does_not_confirm_my_import(cast, plan):
    job = workflow.request_import(
        plan, content=FILES["utf8"], file_name="a.csv", by=cast.coordinator
    )
    with pytest.raises(NotAllowed):
        workflow.confirm_import(
            job, by=cast.second_coordinator, mapping=job.mapping, skips_wrong_rows=False
        )


def test_the_command_tells_and_writes(cast, plan, tmp_path, capsys):
    path = tmp_path / "con espacios y ñ.csv"
    path.write_bytes(FILES["latin-1"])
    words = ["import_commitments", str(path), "--plan", "plan", "--by", cast.coordinator.email]
    call_command(*words, "--dry-run")
    assert not Commitment.objects.exists()
    call_command(*words)
    assert Commitment.objects.count() == 2
    assert "Nuevos: 2" in capsys.readouterr().out
    with pytest.raises(CommandError, match="No hay un plan"):
        call_command(
            "import_commitments", str(path), "--plan", "nada", "--by", cast.coordinator.email
        )


def test_five_thousand_rows_take_a_number_of_queries_that_hardly_grows(
    cast, plan, django_assert_max_num_queries
):
    lines = "\n".join(f"Compromiso {n},{n},ciudad,2026-06-30 Hito" for n in range(1, 1001))
    Organization.objects.count()
    with django_assert_max_num_queries(30):
        found, _header = workflow.look(
            plan, f"titulo,numero,institucion,hitos\n{lines}\n".encode(), mapping={}
        )
        workflow.apply(plan, found, by=cast.coordinator, source="a.csv", skips_wrong_rows=False)
    assert Commitment.objects.count() == 1000
