"""Who asked for an import is known for a year, and no longer."""

import datetime

from commitments.spreadsheets import workflow
from commitments.spreadsheets.models import ImportJob
from ogp_portal.foundation.events import history

YEAR = datetime.timedelta(days=365)
HOUR = datetime.timedelta(hours=1)


def test_an_import_is_forgotten_with_its_file_and_its_history_after_a_year(cast):
    job = workflow.request_import(
        cast.plan, content=b"titulo\nUno\n", file_name="a.csv", by=cast.coordinator
    )
    asked_at = ImportJob.objects.get(pk=job.pk).created_at
    versions = history.versions(ImportJob).filter(pgh_obj_id=job.pk)
    assert versions.exists()
    assert workflow.forget_imports(now=asked_at + YEAR - HOUR) == 0
    assert job.file.storage.exists(job.file.name)
    assert workflow.forget_imports(now=asked_at + YEAR + HOUR) == 1
    assert not job.file.storage.exists(job.file.name)
    assert not ImportJob.objects.exists()
    assert not versions.all().exists()
