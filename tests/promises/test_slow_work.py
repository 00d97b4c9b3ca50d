"""P2, P25: what takes long is done with no transaction open. A renderer slower than the database
lets a transaction idle makes its document all the same, once; forms work on files before they
write.
"""

import datetime
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from commitments.inquiries.models import InquiryFile
from commitments.progress.models import Evidence
from forums.bodies.models import CITIZENS
from forums.drafts.models import Consultation
from forums.drafts.workflow import reporting
from forums.proposals.models import Attachment
from forums.sessions.models import Minutes, Paper
from forums.sessions.workflow import minutes as minutes_workflow
from ogp_portal.foundation import languages, workdays
from ogp_portal.foundation.documents import sandbox
from ogp_portal.foundation.events import kept_documents, outbox
from ogp_portal.models import JournalEntry, KeptDocument, OutboxMessage
from tests.factories import drafts as made_drafts
from tests.factories import forums as made
from tests.factories.commitments import PNG, commitment, complete, update
from transparency.infographics import workflow as infographics
from transparency.infographics.documents import pictures
from transparency.infographics.models import Infographic
from transparency.reports import workflow as reports
from transparency.reports.models import ComplianceReport

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("slow_work")]
IDLE = psycopg.pq.TransactionStatus.IDLE
LIMIT = 700  # milliseconds that a transaction may idle here; a minute where people use it
LONGER = 1.0  # seconds


@pytest.fixture
def impatient(cast):
    """A database that ends the transactions that idle for longer than LIMIT."""
    workdays.after(timezone.localdate(), 1)  # the calendar of holidays is slow the first time
    with connection.cursor() as cursor:
        cursor.execute(f"SET idle_in_transaction_session_timeout = {LIMIT}")
    yield
    connection.close()


@pytest.fixture
def works(impatient, monkeypatch):
    """Work on files that takes longer than that; what was done and with which transaction."""
    done = []

    def run(job, content, _options):
        done.append((job, connection.connection.info.transaction_status))
        time.sleep(LONGER)
        return b"%PDF made" if job == "pdf" else content

    monkeypatch.setattr(sandbox, "run", run)
    return done


def test_a_transaction_that_waits_so_long_is_ended_by_the_database(impatient):
    @transaction.atomic
    def wait():
        JournalEntry.objects.exists()
        time.sleep(LONGER)
        JournalEntry.objects.exists()

    with pytest.raises(DatabaseError):
        wait()


def _report(cast):
    commitment(cast)
    reports.request_report(cast.plan, month=datetime.date(2026, 10, 1))
    return reports.MAKE


def _minutes(cast):
    row = made.minutes(cast, "approved")
    Minutes.objects.filter(pk=row.pk).update(file="", sha256="")
    outbox.enqueue(minutes_workflow.MAKE, {"minutes": row.pk})
    return minutes_workflow.MAKE


def _feedback(cast):
    reporting.order_report(made_drafts.consultation(cast, "answered"))
    return reporting.MAKE


@pytest.mark.parametrize(
    ("order", "model"),
    [(_report, ComplianceReport), (_minutes, Minutes), (_feedback, Consultation)],
)
def test_a_renderer_slower_than_the_limit_makes_the_document_once(cast, works, order, model):
    kind = order(cast)
    OutboxMessage.objects.exclude(kind=kind).delete()
    assert outbox.drain() == 1
    assert works == [("pdf", IDLE)]
    row = model.objects.exclude(sha256="").get()
    with row.file.open("rb") as file:
        assert file.read() == b"%PDF made"
    payload = OutboxMessage.objects.get(kind=kind, done_at__isnull=False).payload
    outbox.enqueue(kind, payload)
    OutboxMessage.objects.exclude(kind=kind).delete()
    before = JournalEntry.objects.count()
    assert outbox.drain() == 1
    assert len(works) == 1
    assert (model.objects.exclude(sha256="").get().file.name, JournalEntry.objects.count()) == (
        row.file.name,
        before,
    )


def test_two_workers_that_render_the_same_report_issue_it_once(cast, works):
    _report(cast)
    OutboxMessage.objects.exclude(kind=reports.MAKE).delete()
    payload = OutboxMessage.objects.get().payload
    contents = [reports.prepare_report(payload) for _worker in range(2)]
    for content in contents:
        with transaction.atomic():
            reports.make_report(payload, content)
    assert JournalEntry.objects.filter(act="finish_report").count() == 1


def test_pictures_slower_than_the_limit_are_drawn_once_with_no_transaction_open(
    cast, impatient, monkeypatch
):
    row, done = commitment(cast), []

    def png(_picture, *, form):
        done.append((form, connection.connection.info.transaction_status))
        time.sleep(LONGER)
        return b"drawn"

    monkeypatch.setattr(pictures, "png", png)
    monkeypatch.setattr(languages, "codes", lambda: ["es-cl"])
    OutboxMessage.objects.all().delete()
    for _turn in range(2):
        outbox.enqueue(infographics.DRAW, {"commitment": row.pk})
        assert outbox.drain() == 1
    assert done == [("", IDLE), ("alta", IDLE)] * 2  # of the commitment and of its plan
    kept = KeptDocument.objects.filter(kind=pictures.PICTURE.name)
    assert [bytes(document.file.read()) for document in kept] == [b"drawn"] * 4
    assert Infographic.objects.get(kind="commitment").edition == 1


def test_a_picture_wanted_by_two_at_once_is_drawn_by_one(cast, monkeypatch):
    done, facts = [], {"svg": "<svg/>", "form": ""}

    def png(_picture, *, form):
        done.append(form)
        time.sleep(0.3)
        return b"drawn"

    def draw():
        try:
            return kept_documents.make_now(pictures.PICTURE, facts)
        finally:
            connection.close()

    monkeypatch.setattr(pictures, "png", png)
    with ThreadPoolExecutor(2) as threads:
        drawn = [thread.result() for thread in [threads.submit(draw) for _two in range(2)]]
    assert sorted(drawn) == [False, True]
    assert done == [""]


def picture(number):
    """Return a picture unlike the others."""
    return SimpleUploadedFile(f"{number}.png", PNG[:-1] + bytes([number]))


def _propose(client, cast):
    data = {
        **{"title": "Huerto", "problem": "Uno.", "solution": "Dos.", "sector": CITIZENS},
        **{"email": "vecina@prueba.example", "key": str(uuid.uuid4()), "website": ""},
        "files": [picture(number) for number in range(3)],
    }
    where = f"/convocatorias/{made.call(cast).slug}/proponer/"
    return client.post(where, data), Attachment, 3


def _transcribe(client, cast):
    client.force_login(cast.coordinator)
    data = {
        **{"title": "Huerto", "problem": "Uno.", "solution": "Dos.", "sector": CITIZENS},
        **{"gathering": "Encuentro", "key": str(uuid.uuid4()), "website": ""},
        "files": [picture(number) for number in range(3)],
    }
    where = reverse("transcribe_proposal", args=[made.call(cast).slug])
    return client.post(where, data), Attachment, 3


def _object(client, cast):
    milestone = complete(cast, commitment(cast))
    where = reverse("challenge", args=[milestone.commitment.slug, milestone.position])
    data = {"text": "No está.", "key": str(uuid.uuid4()), "website": ""}
    data["files"] = [picture(number) for number in range(3)]
    return client.post(where, data), InquiryFile, 3


def _prove(client, cast):
    client.force_login(cast.editor)
    row = update(cast, "draft")
    month = row.period_starts_on
    where = reverse("attach_evidence", args=[row.commitment.slug, month.year, month.month])
    return client.post(where, {"title": "Foto", "file": picture(1)}), Evidence, 1


def _paper(client, cast):
    client.force_login(cast.coordinator)
    data = {"act": "paper", "title": "Plano", "file": picture(1)}
    where = f"/mi-trabajo/sesiones/{made.session(cast).slug}/"
    return client.post(where, data), Paper, 1


@pytest.mark.parametrize("send", [_propose, _transcribe, _object, _prove, _paper])
def test_pictures_that_take_longer_than_the_limit_are_accepted(client, cast, works, send):
    answer, model, count = send(client, cast)
    assert answer.status_code == 302
    assert model.objects.count() == count
    assert works == [("picture", IDLE)] * count


def test_all_the_files_of_a_form_have_one_time_and_beyond_it_nothing_is_kept(
    client, cast, monkeypatch, settings, tmp_path
):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr("ogp_portal.foundation.permissions.decorators.FILES_SECONDS", 0.0)
    answer, model, _count = _propose(client, cast)
    assert answer.status_code == 503
    assert "Envía otra vez en un momento" in answer.content.decode()
    assert not model.objects.exists()


def test_work_that_its_form_can_wait_for_no_longer_is_ended(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    with pytest.raises(sandbox.Busy), sandbox.within(0.05):
        sandbox.run("picture", PNG, {"format": "PNG"})
    with sandbox.within(20):
        assert sandbox.run("picture", PNG, {"format": "PNG"}).startswith(b"\x89PNG")
