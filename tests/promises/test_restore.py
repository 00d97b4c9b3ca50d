"""P20: a backup restores every table, every file and the key, and says why when it cannot."""

import json
import shutil
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from commitments.plans.models import Commitment
from ogp_portal.foundation.runtime import backups
from tests.factories.commitments import commitment, update

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def backup(cast, tmp_path, settings) -> Path:
    """A backup of a portal with commitments, a report and a file, in a folder with a space."""
    settings.MEDIA_ROOT = tmp_path / "los archivos"
    update(cast, "approved", of=commitment(cast, title="Ñuñoa: «plaza» abierta"))
    default_storage.save("actas/acta uno.txt", ContentFile(b"Acta de la sesion"))
    folder = tmp_path / "respaldo del año"
    call_command("backup", str(folder), verbosity=0)
    return folder


def test_a_backup_restores_into_a_scratch_database_and_every_table_is_the_same(backup):
    manifest = backups.verify(backup)
    assert manifest.tables["public.commitments_commitment"][0] == 1
    assert manifest.tables["public.ogp_portal_journalentry"][0] > 0
    assert "files/actas/acta uno.txt" in manifest.files
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'portal_verify_%'")
        assert cursor.fetchone()[0] == 0  # nothing is left behind


def test_a_difference_of_one_letter_is_told(backup):
    manifest = backups.read(backup)
    Commitment.objects.update(title="Ñuñoa: «plaza» abiertA")
    with pytest.raises(backups.Differs, match=r"public.commitments_commitment"):
        backups.compare(manifest, connection.settings_dict)


def test_a_damaged_backup_is_refused_by_the_name_of_its_file(backup):
    dump = backup / "database.dump"
    dump.write_bytes(dump.read_bytes()[:-1])
    with pytest.raises(CommandError, match=r"database.dump"):
        call_command("backup", str(backup), verify=True)


def test_a_backup_without_its_manifest_is_no_backup(backup):
    (backup / "manifest.json").unlink()
    with pytest.raises(backups.CannotBackUp, match=r"manifest.json"):
        backups.read(backup)


def test_a_missing_file_is_told(backup):
    (backup / "files/actas/acta uno.txt").unlink()
    with pytest.raises(backups.CannotBackUp, match=r"acta uno.txt"):
        backups.read(backup)


def test_nothing_is_restored_over_a_database_that_is_not_empty(backup):
    with pytest.raises(CommandError, match=r"no está vacía"):
        call_command("restore", str(backup))
    assert Commitment.objects.count() == 1


def test_a_backup_is_not_written_into_a_folder_that_holds_something(backup):
    with pytest.raises(CommandError, match=r"no está vacía"):
        call_command("backup", str(backup))
    assert not Path(f"{backup}.partial").exists()


def test_a_backup_where_nobody_can_write_says_so(db):
    with pytest.raises(CommandError, match=r"No se puede escribir en /proc"):
        call_command("backup", "/proc/respaldo")


def test_another_secret_key_is_refused_unless_accepted(backup, settings):
    shutil.rmtree(settings.MEDIA_ROOT)
    (backup / "secret_key").unlink(missing_ok=True)
    facts = json.loads((backup / "manifest.json").read_text())
    facts["files"].pop("secret_key", None)
    (backup / "manifest.json").write_text(json.dumps(facts))
    manifest = backups.read(backup)
    assert backups.has_key(backup, manifest)
    settings.SECRET_KEY = "otra-clave-de-cincuenta-signos-que-no-es-la-del-respaldo"
    assert not backups.has_key(backup, manifest)
