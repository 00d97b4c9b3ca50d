"""The calendar makes a backup each week, tries it, keeps the newest, and the admin says so."""

import datetime
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from ogp_portal.administration import workflow
from ogp_portal.foundation.runtime import backups
from ogp_portal.models import LONGEST_BACKUP, Backup
from tests.factories.commitments import commitment

NOW = timezone.make_aware(datetime.datetime(2026, 11, 29, 4, 20))
SECOND = datetime.timedelta(seconds=1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.BACKUP_FOLDER = str(tmp_path / "respaldos del año")
    return tmp_path / "respaldos del año"


def row(at: datetime.datetime, *, problem: str = "", ended: bool = True) -> Backup:
    return Backup.objects.create(
        started_at=at,
        ended_at=at + SECOND if ended else None,
        folder=at.strftime("%Y-%m-%d-%H%M"),
        problem=problem,
    )


@pytest.mark.django_db(transaction=True)
def test_a_backup_is_made_and_comes_back(cast, folder):
    commitment(cast)
    backup = workflow.back_up(now=NOW)
    assert (backup.folder, backup.problem) == ("2026-11-29-0420", "")
    manifest = backups.read(folder / "2026-11-29-0420")
    assert backup.tables == len(manifest.tables)
    assert backup.rows == sum(rows for rows, _digest in manifest.tables.values())
    assert backup.ended_at is not None


@pytest.mark.django_db(transaction=True)
def test_where_the_portal_may_make_no_database_the_backup_is_tried_on_a_server_of_its_own(
    cast, folder, monkeypatch
):
    commitment(cast)
    folder.mkdir()
    backups.make(folder / "uno")
    with connection.cursor() as cursor:
        cursor.execute("DROP ROLE IF EXISTS without_rights")
        cursor.execute("CREATE ROLE without_rights LOGIN")
    monkeypatch.setitem(connection.settings_dict, "USER", "without_rights")
    try:
        assert backups.verify(folder / "uno").tables["public.commitments_commitment"][0] == 1
    finally:
        monkeypatch.undo()
        with connection.cursor() as cursor:
            cursor.execute("DROP ROLE without_rights")


@pytest.mark.django_db(transaction=True)
def test_a_backup_that_fails_says_why_and_leaves_nothing_half_made(cast, folder):
    folder.write_text("no es una carpeta")
    backup = workflow.back_up(now=NOW)
    assert "respaldos del año" in backup.problem
    assert Backup.objects.verified().count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("age", "problem", "ended", "is_due"),
    [
        (7 * DAY - SECOND, "", True, False),
        (7 * DAY, "", True, True),
        (DAY - SECOND, "Falta pg_dump.", True, False),
        (DAY, "Falta pg_dump.", True, True),
        (LONGEST_BACKUP - SECOND, "", False, False),
        (LONGEST_BACKUP, "", False, True),
    ],
)
def test_a_backup_is_due_a_week_after_the_last_that_came_back(
    folder, monkeypatch, age, problem, ended, is_due
):
    row(NOW - age, problem=problem, ended=ended)
    folder.mkdir()
    monkeypatch.setattr(backups, "make", lambda place: place.mkdir())
    monkeypatch.setattr(backups, "verify", lambda _place: backups.Manifest("", "", ""))
    assert (workflow.back_up(now=NOW) is not None) is is_due
    assert (folder / "2026-11-29-0420").exists() is is_due


@pytest.mark.django_db
def test_the_newest_that_came_back_are_kept_and_nobody_elses_folder_is_touched(
    folder, settings, monkeypatch
):
    settings.BACKUPS_KEPT = 2
    for weeks, problem in ((4, ""), (3, ""), (2, "Difiere."), (1, "")):
        made = row(NOW - weeks * 7 * DAY, problem=problem)
        (folder / made.folder).mkdir(parents=True)
        (folder / f"{made.folder}.partial").mkdir()
    (folder / "2020-de-la-oficina").mkdir()
    monkeypatch.setattr(backups, "make", lambda place: place.mkdir())
    monkeypatch.setattr(backups, "verify", lambda _place: backups.Manifest("", "", ""))
    workflow.back_up(now=NOW)
    assert sorted(path.name for path in folder.iterdir()) == [
        "2020-de-la-oficina",
        "2026-11-22-0420",
        "2026-11-22-0420.partial",
        "2026-11-29-0420",
    ]


@pytest.mark.django_db
def test_a_backup_during_which_the_database_dies_is_over_and_says_so(folder, monkeypatch):
    def dies(_place: Path) -> None:
        raise psycopg.OperationalError("server closed the connection")

    monkeypatch.setattr(backups, "make", dies)
    backup = workflow.back_up(now=NOW)
    assert backup.problem == "server closed the connection"
    assert backup.ended_at is not None
    assert workflow.back_up(now=NOW + DAY) is not None


@pytest.mark.django_db
def test_no_folder_no_backup(settings):
    settings.BACKUP_FOLDER = ""
    assert workflow.back_up(now=NOW) is None
    assert Backup.objects.count() == 0


def first_page(client, person) -> str:
    client.force_login(person)
    return client.get("/admin/").content.decode()


def test_the_admin_says_when_a_backup_last_came_back(cast, client):
    assert "Ningún respaldo" in first_page(client, cast.administrator)
    row(timezone.now() - 7 * DAY)
    page = first_page(client, cast.administrator)
    assert "Último respaldo restaurado y comparado" in page
    assert 'class="success"' in page
    row(timezone.now() - DAY, problem="Falta pg_dump.")
    assert "El último intento falló: Falta pg_dump." in first_page(client, cast.administrator)


def test_a_backup_older_than_eight_days_is_a_warning(cast, client):
    row(timezone.now() - 8 * DAY - SECOND)
    assert 'class="warning"' in first_page(client, cast.administrator)


def test_who_keeps_no_backups_is_told_nothing_of_them(cast, client):
    page = first_page(client, cast.coordinator)
    assert "Ningún respaldo" not in page
    assert "messagelist" not in page
