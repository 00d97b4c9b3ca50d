"""The portal's own sheet of a plan, edited in an office and loaded again: milestones are changed in
place, what the sheet does not change is refused, and each value is shown before and after.
"""

import io

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook, load_workbook

from commitments.plans import workflow as plans
from commitments.plans.models import Commitment, Milestone, Theme
from commitments.spreadsheets import workflow
from commitments.spreadsheets.models import ImportJob
from commitments.spreadsheets.preview import Preview
from ogp_portal.foundation.events import outbox
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.permissions.states import MoveNotAllowed
from ogp_portal.foundation.refusals import Refusal
from tests.factories.commitments import commitment

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast):
    """A draft with two milestones that say all that a milestone can say."""
    row = commitment(cast, "draft", title="Abrir los datos", number=7)
    row.milestones.all().delete()
    for place, weight in ((1, 3), (2, 5)):
        Milestone.objects.create(
            commitment=row,
            position=place,
            title=f"Paso {place}",
            deliverable=f"Informe {place}",
            responsible=cast.stranger,
            starts_on="2026-01-01",
            due_on=f"2026-0{place}-28",
            first_due_on=f"2026-0{place}-28",
            weight=weight,
        )
    plans.refresh_measures(row.pk)
    return row


def sheet(plan, form="xlsx") -> bytes:
    output = io.BytesIO()
    workflow.write_sheet(plan, output, form=form, language="es")
    return output.getvalue()


def edited(content: bytes, *edits: tuple[str, str, object]) -> bytes:
    """Return a workbook with cells (sheet, place, value) as an office leaves them."""
    book = load_workbook(io.BytesIO(content))
    for name, place, value in edits:
        book[name][place] = value
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def place(content: bytes, name: str, heading: str, row: int = 2) -> str:
    """Return the place of a cell below a heading."""
    titles = next(load_workbook(io.BytesIO(content))[name].iter_rows(max_row=1))
    cell = next(cell for cell in titles if str(cell.value).removesuffix("_no_se_cambia") == heading)
    return f"{cell.column_letter}{row}"


def look(plan, content):
    return workflow.look(plan, content, mapping={})[0]


def load(plan, content, by) -> Preview:
    found = look(plan, content)
    workflow.apply(plan, found, by=by, source="a.xlsx", skips_wrong_rows=False)
    return found


def told(found):
    return [(problem.sheet, problem.line, problem.column) for problem in found.problems]


def told_changes(found):
    return [
        (change.heading, change.before, change.after)
        for row in (*found.new, *found.changed)
        for change in row.changes
    ]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_sheet_as_it_was_given_changes_nothing(cast, draft, form):
    found = look(draft.plan, sheet(draft.plan, form))
    assert (told(found), found.same, found.new, found.changed) == ([], 1, [], [])


def test_the_title_of_a_milestone_is_changed_in_place_and_the_rest_of_it_stays(cast, draft):
    content = sheet(draft.plan)
    content = edited(content, ("hitos", place(content, "hitos", "titulo"), "Paso uno"))
    before = Milestone.objects.get(title="Paso 1")
    found = load(draft.plan, content, cast.coordinator)
    assert told_changes(found) == [("Paso 1 · titulo", "Paso 1", "Paso uno")]
    after = Milestone.objects.get(pk=before.pk)
    assert (after.title, after.deliverable, after.weight, after.public_id) == (
        "Paso uno",
        "Informe 1",
        3,
        before.public_id,
    )
    assert draft.milestones.count() == 2


def test_the_title_of_a_milestone_in_a_csv_is_changed_in_place_too(cast, draft):
    content = sheet(draft.plan, "csv").decode().replace("Paso 1", "Paso uno").encode()
    before = Milestone.objects.get(title="Paso 1")
    found = load(draft.plan, content, cast.coordinator)
    assert told_changes(found) == [("hito", "2026-01-28 Paso 1", "2026-01-28 Paso uno")]
    after = Milestone.objects.get(pk=before.pk)
    assert (after.title, after.deliverable, after.weight) == ("Paso uno", "Informe 1", 3)


def test_a_line_left_out_of_a_cell_erases_no_milestone_that_says_more_than_a_line(cast, draft):
    content = sheet(draft.plan, "csv").decode().replace("2026-01-28 Paso 1\n", "").encode()
    found = look(draft.plan, content)
    assert told(found) == [("", 2, "hitos")]
    assert "se borrarían su producto, peso" in found.problems[0].sentence
    Milestone.objects.filter(title="Paso 1").update(
        deliverable="", weight=1, responsible=None, starts_on=None
    )
    found = load(draft.plan, content, cast.coordinator)
    assert ("hito", "2026-01-28 Paso 1", "") in told_changes(found)
    assert [row.title for row in draft.milestones.order_by("position")] == ["Paso 2"]


def test_a_milestone_left_out_of_its_sheet_stays_and_one_marked_goes(cast, draft):
    content = sheet(draft.plan)
    book = load_workbook(io.BytesIO(content))
    book["hitos"].delete_rows(2)
    output = io.BytesIO()
    book.save(output)
    assert look(draft.plan, output.getvalue()).same == 1
    content = edited(content, ("hitos", place(content, "hitos", "quitar"), "Sí"))
    assert told_changes(load(draft.plan, content, cast.coordinator)) == [
        ("hito", "2026-01-28 Paso 1", "")
    ]
    draft.refresh_from_db()
    assert (draft.milestones.get().title, draft.milestone_count) == ("Paso 2", 1)


@pytest.mark.parametrize(
    ("heading", "value"),
    [
        ("tema", "agua"),
        ("valores", "transparencia"),
        ("cargo_responsable", "Jefatura"),
        ("implementa", "ciudad"),
        ("precision", "year"),
        ("estado", "published"),
    ],
)
def test_a_change_of_what_the_sheet_does_not_change_is_refused_at_its_cell(
    cast, draft, heading, value
):
    Theme.objects.create(slug="agua", name="Agua")
    content = sheet(draft.plan)
    where = place(content, "compromisos", heading)
    found = look(draft.plan, edited(content, ("compromisos", where, value)))
    assert told(found) == [("", 2, heading)]
    assert "no se c" in found.problems[0].sentence
    titles = [cell.value for cell in next(load_workbook(io.BytesIO(content)).worksheets[0].rows)]
    assert f"{heading}_no_se_cambia" in titles


def test_a_workbook_of_an_office_brings_a_plan_with_its_milestones(cast):
    book = Workbook()
    book.active.append(["numero", "titulo", "institucion"])
    book.active.append([1, "Uno", "ciudad"])
    book.active.append([2, "Dos", "ciudad"])
    parts = book.create_sheet("Hitos")
    parts.append(["compromiso", "titulo", "plazo", "peso", "institucion", "producto"])
    parts.append([1, "Licitar", "2026-06-30", 2, "ciudad", "Bases"])
    parts.append(["Dos", "Publicar", "31/12/2026", None, None, None])
    parts.append([1, "Construir", "2026-09-30", 1, None, None])
    output = io.BytesIO()
    book.save(output)
    for written in (2, 0):
        found = look(cast.plan, output.getvalue())
        assert (told(found), found.notes) == ([], ())
        done = workflow.apply(
            cast.plan, found, by=cast.coordinator, source="a", skips_wrong_rows=False
        )
        assert done.rows == written
    first, second = Commitment.objects.order_by("number")
    assert [(m.position, m.title, m.weight) for m in first.milestones.order_by("position")] == [
        (1, "Licitar", 2),
        (2, "Construir", 1),
    ]
    assert str(second.milestones.get().due_on) == "2026-12-31"
    assert (first.milestone_count, str(first.open_due_on)) == (2, "2026-06-30")


def test_what_is_wrong_in_the_sheet_of_milestones_is_told_at_its_own_row(cast, draft):
    content = sheet(draft.plan)
    wrong = edited(
        content,
        ("hitos", place(content, "hitos", "peso"), 0),
        ("hitos", place(content, "hitos", "plazo", 3), "pronto"),
        ("hitos", place(content, "hitos", "compromiso", 4), "No está"),
        ("hitos", place(content, "hitos", "titulo", 4), "Suelto"),
        ("hitos", place(content, "hitos", "plazo", 4), "2026-01-01"),
        ("hitos", place(content, "hitos", "compromiso", 5), draft.slug),
        ("hitos", place(content, "hitos", "identificador", 5), "no-es-suyo"),
        ("hitos", place(content, "hitos", "titulo", 5), "Otro"),
        ("hitos", place(content, "hitos", "plazo", 5), "2026-01-01"),
    )
    assert told(look(draft.plan, wrong)) == [
        ("hitos", 2, "peso"),
        ("hitos", 3, "plazo"),
        ("hitos", 5, "identificador"),
        ("hitos", 4, "compromiso"),
    ]


def test_the_milestones_of_a_published_commitment_are_not_moved_by_a_sheet(cast):
    row = commitment(cast)
    content = sheet(row.plan)
    assert look(row.plan, content).same == 1
    content = edited(content, ("hitos", place(content, "hitos", "plazo"), "2030-01-01"))
    found = look(row.plan, content)
    assert "ya está publicado" in found.problems[0].sentence


@pytest.mark.parametrize(
    "text", ["numero;titulo\n7;Otro nombre\n", "titulo;objetivo\nABRIR los datos;Más\n"]
)
def test_without_addresses_a_commitment_is_known_by_its_number_or_its_title(cast, draft, text):
    found = look(draft.plan, text.encode())
    assert (told(found), [row.slug for row in found.changed]) == ([], [draft.slug])


def test_a_column_of_addresses_that_is_not_used_stands_in_nobodys_way(cast, draft):
    content = sheet(draft.plan, "csv")
    found, header = workflow.look(draft.plan, content, mapping={})
    assert "direccion" in header
    found, _header = workflow.look(draft.plan, content, mapping={"direccion": ""})
    assert (told(found), found.same) == ([], 1)


def test_an_amount_and_a_day_are_shown_as_they_were_understood(cast, draft):
    found = look(
        draft.plan, b"numero;titulo;presupuesto;inicio\n7;Abrir los datos;45000000.0;1-2-2026\n"
    )
    changes = {name: after for name, _before, after in told_changes(found)}
    assert (changes["presupuesto"], changes["inicio"]) == ("45.000.000", "01-02-2026")


def import_of(cast, plan, content):
    job = workflow.request_import(plan, content=content, file_name="a.csv", by=cast.coordinator)
    workflow.confirm_import(job, by=cast.coordinator, mapping=job.mapping, skips_wrong_rows=False)
    outbox.do_now(workflow.IMPORT, {"job": job.pk})
    job.refresh_from_db()
    return job


@pytest.fixture
def done(cast, draft):
    """An import that changed a draft and its milestones, and made another."""
    text = "numero;titulo;objetivo;hitos\n7;Abrir;Más;2026-03-01 Nuevo\n8;Otro;;2026-05-01 Paso\n"
    draft.milestones.update(deliverable="", weight=1, responsible=None, starts_on=None)
    before = sheet_of(draft.plan)
    job = import_of(cast, draft.plan, text.encode())
    assert (job.state, job.outcome["new"], job.outcome["changed"]) == ("done", 1, 1)
    return job, before


def sheet_of(plan):
    return sheet(plan, "csv"), list(
        Milestone.objects.filter(commitment__plan=plan)
        .order_by("position")
        .values_list("public_id", "title", "due_on", "first_due_on", "weight")
    )


def test_an_import_is_undone_as_one_act_by_whoever_coordinates_now(cast, draft, done):
    job, before = done
    workflow.undo_import(job, by=cast.second_coordinator)
    assert sheet_of(draft.plan) == before
    draft.refresh_from_db()
    assert (draft.milestone_count, str(draft.open_due_on)) == (2, "2026-01-28")
    job.refresh_from_db()
    assert job.state == "undone"
    with pytest.raises(MoveNotAllowed):
        workflow.undo_import(job, by=cast.coordinator)


@pytest.mark.parametrize("touched", ["its text", "a milestone", "a new one", "proposed"])
def test_what_was_built_upon_is_not_undone_and_nothing_is(cast, draft, done, touched):
    job, _before = done
    row = Commitment.objects.get(number=8 if touched in {"a new one", "proposed"} else 7)
    if touched == "a milestone":
        Milestone.objects.filter(commitment=row).update(weight=2)
    elif touched == "proposed":
        Commitment.objects.filter(pk=row.pk).update(is_proposed=True)
    else:
        plans.edit_commitment(
            row, by=cast.coordinator, version=row.version, changes={"objective": "Mejor"}
        )
    with pytest.raises(Refusal, match="página"):
        workflow.undo_import(job, by=cast.coordinator)
    assert Commitment.objects.filter(plan=draft.plan).count() == 2
    job.refresh_from_db()
    assert job.state == "done"


def test_an_import_of_which_nothing_was_kept_says_so_and_stays(cast, draft, done):
    job, _before = done
    job.before = {}
    job.save(update_fields=["before"])
    with pytest.raises(Refusal, match="se hizo antes de que se guardara"):
        workflow.undo_import(job, by=cast.coordinator)
    assert Commitment.objects.filter(number=8).exists()


def test_only_who_coordinates_the_plan_undoes_an_import(cast, draft, done):
    for name in ("editor", "other_coordinator", "monitor", "administrator"):
        with pytest.raises(rights.NotAllowed):
            workflow.undo_import(done[0], by=getattr(cast, name))


def test_the_admin_shows_each_value_before_and_after_and_undoes(cast, draft, client):
    client.force_login(cast.coordinator)
    job = workflow.request_import(
        draft.plan,
        content=b"numero;titulo;objetivo\n7;Abrir los datos;Otro fin\n",
        file_name="a.csv",
        by=cast.coordinator,
    )
    page = client.get(f"/admin/commitments/importjob/{job.pk}/change/").content.decode()
    assert all(words in page for words in ("Otro fin", draft.objective, "Antes"))
    workflow.confirm_import(job, by=cast.coordinator, mapping=job.mapping, skips_wrong_rows=False)
    outbox.do_now(workflow.IMPORT, {"job": job.pk})
    address = f"/admin/commitments/importjob/{job.pk}/change/"
    assert "Deshacer esta importación" in client.get(address).content.decode()
    assert client.post(address, {"undo": "1"}).status_code == 302
    assert "Deshacer esta importación" not in client.get(address).content.decode()
    draft.refresh_from_db()
    assert draft.objective != "Otro fin"


def test_an_import_is_confirmed_by_who_uploaded_it_and_shown_to_who_coordinates_too(
    cast, draft, client
):
    job = workflow.request_import(
        draft.plan, content=b"titulo\nUno\n", file_name="a.csv", by=cast.coordinator
    )
    client.force_login(cast.second_coordinator)
    address = f"/admin/commitments/importjob/{job.pk}/change/"
    assert "La confirma quien la subió" in client.get(address).content.decode()
    assert client.post(address, {"confirm": "1"}).status_code == 404
    job.refresh_from_db()
    assert job.state == "previewed"


def test_what_the_command_loaded_is_undone_as_one_act_like_what_came_by_the_admin(
    cast, draft, tmp_path, capsys
):
    before = sheet_of(draft.plan)
    path = tmp_path / "carga.csv"
    path.write_text("numero;titulo;objetivo\n7;Abrir los datos;Otro fin\n8;Otro;Uno nuevo\n")
    asked = ["import_commitments", str(path), "--plan", "plan", "--by", cast.coordinator.email]
    call_command(*asked, "--dry-run")
    assert not ImportJob.objects.exists()
    call_command(*asked)
    job = ImportJob.objects.get()
    assert (job.state, job.file_name, job.requested_by) == ("done", "carga.csv", cast.coordinator)
    assert job.outcome["written"] == 2
    address = f"http://localhost:8000/admin/commitments/importjob/{job.pk}/change/"
    assert f"Se deshace en {address}" in capsys.readouterr().out
    assert sheet_of(draft.plan) != before
    workflow.undo_import(job, by=cast.second_coordinator)
    assert sheet_of(draft.plan) == before


def test_a_file_with_wrong_rows_leaves_no_import_behind_where_the_command_refuses_it(
    cast, draft, tmp_path
):
    path = tmp_path / "carga.csv"
    path.write_text("numero;titulo;institucion\n8;Otro;nadie\n")
    with pytest.raises(CommandError, match="no se escribió nada"):
        call_command(
            "import_commitments", str(path), "--plan", "plan", "--by", cast.coordinator.email
        )
    assert not ImportJob.objects.exists()
