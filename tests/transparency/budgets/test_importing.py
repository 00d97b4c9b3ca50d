"""Loading accounts: all or nothing, twice is once, a corrected file stands beside what it replaces,
nobody else's file gets in.
"""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from commitments.organizations.models import Territory
from ogp_portal.foundation.events import outbox
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry, OutboxMessage
from tests.factories.budgets import balance, finding, income, load, period
from transparency.budgets import workflow
from transparency.budgets.models import (
    BudgetAccount,
    BudgetImport,
    BudgetLine,
    BudgetPeriod,
    BudgetProgram,
    BudgetSubtotal,
    Finding,
)

pytestmark = pytest.mark.django_db


def test_a_file_becomes_a_period_with_its_lines_sums_names_and_a_public_act(cast):
    loaded = period(cast)
    assert (loaded.side, loaded.year, loaded.month, loaded.lines_count, loaded.edition) == (
        "expense",
        2025,
        1,
        2,
        1,
    )
    assert (loaded.computed_current_clp, loaded.computed_accrued_clp, loaded.computed_paid_clp) == (
        300,
        150,
        130,
    )
    assert next(
        iter(loaded.lines.order_by("row_number").values_list("code", "account", "accrued_clp"))
    ) == (
        "215-21-01-001-000-000",
        "21.01.001",
        50,
    )
    assert list(
        BudgetSubtotal.objects.filter(period=loaded)
        .order_by("account")
        .values_list("account", "accrued_clp")
    ) == [
        ("21", 50),
        ("22", 100),
    ]
    assert (
        BudgetAccount.objects.get(program=loaded.program, account="21").name == "GASTOS EN PERSONAL"
    )
    entry = JournalEntry.objects.get(act="import_budget")
    assert (entry.is_public, entry.after["sha256"]) == (True, loaded.sha256)
    with loaded.file.open("rb") as kept:
        assert kept.read() == balance()


def test_the_same_file_twice_changes_nothing(cast):
    load(cast.city, balance())
    before = (
        BudgetPeriod.objects.count(),
        BudgetLine.objects.count(),
        JournalEntry.objects.count(),
    )
    outcome = load(cast.city, balance())[0]
    assert (outcome.state, "nada cambia" in outcome.sentence) == ("same", True)
    assert (
        BudgetPeriod.objects.count(),
        BudgetLine.objects.count(),
        JournalEntry.objects.count(),
    ) == before


def test_a_corrected_file_replaces_and_both_stay(cast):
    first = period(cast)
    second = period(cast, balance((("21-01-001", 100, 100, 70, 60, 50),)))
    first.refresh_from_db()
    assert (first.state, second.state, second.edition) == ("superseded", "current", 2)
    assert (first.lines.count(), first.slug + "-ed2") == (2, second.slug)
    assert (
        load(cast.city, balance())[0].state == "same"
    )  # the replaced one does not come back by itself
    second.refresh_from_db()
    assert second.state == "current"


def test_each_file_is_all_or_nothing_and_the_others_get_in(cast):
    wrong = balance((("21-01-001", 1, 1, 1, 1, 1), ("22-01-001", 1, "x", 1, 1, 1)), month=2)
    outcomes = load(cast.city, balance(), wrong, balance(month=3))
    assert [outcome.state for outcome in outcomes] == ["loaded", "refused", "loaded"]
    assert [problem.row for problem in outcomes[1].problems] == [3]
    assert sorted(BudgetPeriod.objects.values_list("month", flat=True)) == [1, 3]


def test_two_files_of_one_month_in_one_load_are_not_chosen_between(cast):
    outcomes = load(cast.city, balance(), balance((("21-01-001", 9, 9, 9, 9, 9),)))
    assert [outcome.state for outcome in outcomes] == ["loaded", "refused"]
    assert "mismo mes" in outcomes[1].sentence


def test_expenses_income_and_programmes_stand_apart(cast):
    load(cast.city, balance(), income())
    load(cast.city, balance(((("21-01-001", 5, 5, 5, 5, 5)),)), program="02")
    assert BudgetPeriod.objects.current().count() == 3
    assert BudgetProgram.objects.filter(organization=cast.city).count() == 2


def test_another_institutions_file_is_refused(cast):
    load(cast.city, balance())
    outcome = load(cast.partner, balance())[0]
    assert (outcome.state, "de otra institución" in outcome.sentence) == ("refused", True)
    named = b"MUNICIPALIDAD,FECHA,CUENTA,VIGENTE,DEVENGADO\nOtra Comuna,01/2025,215-21-01,1,1\n"
    assert "dice «Otra Comuna»" in load(cast.partner, named)[0].sentence
    region = Territory.objects.create(code="13", slug="region", name="Región", kind="region")
    cast.partner.territory = Territory.objects.create(
        code="13101", slug="otra-comuna", name="Otra Comuna", kind="comuna", region=region
    )
    assert load(cast.partner, named)[0].state == "loaded"


def test_a_month_that_has_not_begun_is_refused(cast):
    assert "aún no empieza" in load(cast.city, balance(year=2099))[0].sentence


def test_a_sum_beyond_what_can_be_held_is_refused(cast):
    huge = (("21-01-001", 1, 2**63 - 1, 1, 1, 1), ("21-01-002", 1, 2**63 - 1, 1, 1, 1))
    assert "imposible de tan grande" in load(cast.city, balance(huge))[0].sentence


def test_a_hostile_name_is_text_and_nothing_else(cast):
    content = balance().replace(b"CUENTA 21-01-001", b'"=cmd|x\\N\\t<script>alert(1)</script>"')
    loaded = period(cast, content)
    assert loaded.lines.get(account="21.01.001").name == "=cmd|x\\N\\t<script>alert(1)</script>"


def test_lines_and_sums_never_change(cast):
    loaded = period(cast)
    for rows in (
        BudgetLine.objects.filter(period=loaded),
        BudgetSubtotal.objects.filter(period=loaded),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(accrued_clp=1)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()


def test_a_preview_writes_nothing_and_says_what_would_happen(cast):
    about = {"file_name": "a.csv", "organization": cast.city}
    assert workflow.preview_file(balance(), **about).state == "loaded"
    load(cast.city, balance())
    assert workflow.preview_file(balance(), **about).state == "same"
    assert (
        workflow.preview_file(balance((("21-01-001", 9, 9, 9, 9, 9),)), **about).state
        == "corrected"
    )
    assert workflow.preview_file(b"a,b\n1,2\n", **about).state == "refused"
    assert BudgetPeriod.objects.count() == 1


def test_the_admins_way_is_preview_confirm_and_a_worker(cast):
    job = workflow.request_import(
        cast.city, content=balance(), file_name="enero.csv", by=cast.coordinator
    )
    assert (job.state, BudgetPeriod.objects.count()) == ("previewed", 0)
    workflow.confirm_import(job, by=cast.coordinator)
    message = OutboxMessage.objects.get(kind="transparency.load_budget")
    for _again in range(2):
        outbox.do_now(message.kind, message.payload)
    job.refresh_from_db()
    assert (job.state, job.period.month, BudgetPeriod.objects.count()) == ("done", 1, 1)


def test_a_file_that_cannot_be_loaded_is_not_confirmed(cast):
    job = workflow.request_import(
        cast.city, content=b"a,b\n1,2\n", file_name="x.csv", by=cast.coordinator
    )
    with pytest.raises(Refusal, match="Faltan columnas"):
        workflow.confirm_import(job, by=cast.coordinator)


def test_whoever_lost_the_right_meanwhile_loads_nothing(cast):
    job = workflow.request_import(
        cast.city, content=balance(), file_name="enero.csv", by=cast.coordinator
    )
    workflow.confirm_import(job, by=cast.coordinator)
    cast.coordinator.memberships.all().delete()
    outbox.do_now("transparency.load_budget", {"job": job.pk})
    job.refresh_from_db()
    assert (job.state, BudgetPeriod.objects.count()) == ("failed", 0)
    assert "ya no coordina" in job.state_reason


@pytest.mark.parametrize(
    "role", ["editor", "other_coordinator", "monitor", "administrator", "citizen"]
)
def test_only_who_coordinates_for_the_institution_loads(cast, role):
    with pytest.raises(rights.NotAllowed):
        workflow.request_import(
            cast.city, content=balance(), file_name="a.csv", by=cast.roles()[role]
        )
    assert BudgetImport.objects.count() == 0


def test_the_command_loads_tells_and_fails_with_what_it_refused(cast, tmp_path, capsys):
    good = tmp_path / "enero.csv"
    bad = tmp_path / "mala.csv"
    gone = tmp_path / "no-esta.csv"
    good.write_bytes(balance())
    bad.write_bytes(balance((("21-01-001", 1, "x", 1, 1, 1),), month=2))
    call_command("import_budget", good, "--organization", cast.city.slug, "--dry-run")
    assert BudgetPeriod.objects.count() == 0
    with pytest.raises(CommandError, match="2 de 3 archivos"):
        call_command("import_budget", good, bad, gone, "--organization", cast.city.slug)
    told = capsys.readouterr()
    assert "gastos 01/2025 · 2 líneas" in told.out
    assert "fila 2, PRESUPUESTO_VIGENTE: no es un número entero: x" in told.err
    assert BudgetPeriod.objects.count() == 1
    with pytest.raises(CommandError, match="No hay una institución"):
        call_command("import_budget", good, "--organization", "nadie")
    mapping = tmp_path / "map.toml"
    mapping.write_text("[columns")
    with pytest.raises(CommandError, match="hasta diez"):
        call_command("import_budget", good, "--organization", cast.city.slug, "--program", "../x")
    with pytest.raises(CommandError, match="correspondencias"):
        call_command("import_budget", good, "--organization", cast.city.slug, "--mapping", mapping)


def test_the_institution_is_told_once_of_what_was_found(cast):
    row = finding(cast)
    messages = OutboxMessage.objects.filter(kind="transparency.tell_findings")
    assert messages.count() == 1
    for _again in range(2):
        workflow.tell_institution(messages.get().payload)
    row.refresh_from_db()
    assert row.state == "notified"
    letters = OutboxMessage.objects.filter(kind="portal.send_letter").count()
    members = (
        cast.city.memberships.filter(role__in=("editor", "coordinator"), ends_on=None)
        .values("user_id")
        .distinct()
        .count()
    )
    assert letters == members > 0
    assert Finding.objects.filter(state="detected").count() == 0
    assert "transparency.tell_findings" in outbox.HANDLERS
