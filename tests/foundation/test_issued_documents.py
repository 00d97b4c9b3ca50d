"""An issued document whose file is damaged is made again by the worker, byte for byte; where its
bytes are no longer to be had, whoever keeps the portal is told.
"""

import datetime
from pathlib import Path

import pytest

from forums.drafts.models import Consultation
from forums.drafts.workflow import reporting
from forums.sessions.models import Minutes
from forums.sessions.workflow import minutes as minutes_workflow
from ogp_portal.foundation.documents import sandbox
from ogp_portal.foundation.events import kept_documents, outbox
from ogp_portal.models import KeptDocument
from tests.factories import drafts as made_drafts
from tests.factories import forums as made
from tests.factories.commitments import commitment
from transparency.reports import workflow as reports
from transparency.reports.models import ComplianceReport

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def bytes_of(monkeypatch):
    """A renderer whose bytes depend on what it renders, and on the version of its library."""
    version = [b"1"]

    def run(_job, content, _options):
        return b"%PDF " + version[0] + content

    monkeypatch.setattr(sandbox, "run", run)
    return version


def _report(cast):
    commitment(cast)
    report = reports.request_report(cast.plan, month=datetime.date(2026, 10, 1))
    reports.finish_report_now(report)
    return ComplianceReport.objects.get(), f"/informes/{cast.plan.slug}/2026-10/1.pdf"


def _minutes(cast):
    row = made.minutes(cast, "approved")
    Minutes.objects.filter(pk=row.pk).update(file="", sha256="")
    outbox.do_now(minutes_workflow.MAKE, {"minutes": row.pk})
    return Minutes.objects.get(), f"/sesiones/{row.session.slug}/acta.pdf"


def _feedback(cast):
    row = made_drafts.consultation(cast, "answered")
    Consultation.objects.filter(pk=row.pk).update(file="", sha256="")
    reporting.finish_report_now(row)
    row.refresh_from_db()
    return row, f"/consultas/{row.slug}/retroalimentacion.pdf"


@pytest.mark.parametrize("make", [_report, _minutes, _feedback])
@pytest.mark.parametrize("is_gone", [False, True])
def test_a_damaged_document_is_made_again_with_the_same_bytes(client, cast, make, is_gone):
    row, where = make(cast)
    path = Path(row.file.path)
    kept = path.read_bytes()
    for _time in range(2):
        path.unlink()
        if not is_gone:
            path.write_bytes(kept[:-1])
        for _reader in range(2):
            asked = client.get(where)
            assert (asked.status_code, asked["Refresh"]) == (202, "3")
        assert client.get("/salud/archivos").content == b"ok"
        assert kept_documents.make_waiting() == 1
        given = client.get(where)
        assert given.status_code == 200
        assert b"".join(given.streaming_content) == kept == path.read_bytes()
    assert KeptDocument.objects.count() == 1


@pytest.mark.parametrize("make", [_report, _minutes, _feedback])
def test_one_whose_bytes_are_no_longer_to_be_had_is_told_and_never_given(
    client, cast, make, bytes_of
):
    row, where = make(cast)
    path = Path(row.file.path)
    kept = path.read_bytes()
    path.write_bytes(kept[:-1])
    bytes_of[0] = b"2"
    assert client.get(where).status_code == 202
    assert kept_documents.make_waiting() == 0
    asked = client.get(where)
    assert asked.status_code == 503
    assert "No se pudo preparar" in asked.content.decode()
    assert path.read_bytes() == kept[:-1]
    told = client.get("/salud/archivos")
    assert told.status_code == 503
    assert told.content.decode().startswith("damaged: ")
    path.write_bytes(kept)
    assert client.get(where).status_code == 200
    assert client.get("/salud/archivos").content == b"ok"
