"""Four eyes, evidence before completion, silence is never progress."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from commitments.plans import workflow as plans
from commitments.plans.models import Commitment
from commitments.progress import workflow
from commitments.progress.models import Evidence, ProgressUpdate
from commitments.progress.states import UPDATE
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.permissions.states import MoveNotAllowed
from ogp_portal.foundation.refusals import ChangedMeanwhile, Refusal
from tests import walks
from tests.factories.commitments import PNG, commitment, update

pytestmark = pytest.mark.django_db
MARCH = datetime.date(2026, 3, 1)
ACTS = {
    "submit_update": lambda row, cast: workflow.submit_update(row, by=cast.editor),
    "return_update": lambda row, cast: workflow.return_update(
        row, by=cast.coordinator, reason="Falta el acta."
    ),
    "approve_update": lambda row, cast: workflow.approve_update(
        row, read=four_eyes.as_read("approve_update", row), by=cast.coordinator
    ),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", UPDATE.names)
def test_an_update_moves_only_as_its_machine_says(cast, act, state):
    row = update(cast, state)
    if state in UPDATE.sources(act):
        assert ACTS[act](row, cast).state == UPDATE.target(act, state=state)
    else:
        with pytest.raises(MoveNotAllowed):
            ACTS[act](row, cast)


def test_nobody_approves_what_she_wrote_even_with_both_roles(cast):
    from commitments.organizations.models import Membership

    Membership.objects.create(
        user=cast.editor,
        organization=cast.city,
        role="coordinator",
        starts_on=datetime.date(2020, 1, 1),
    )
    row = update(cast, "submitted")
    with pytest.raises(NotAllowed):
        workflow.approve_update(row, read=four_eyes.as_read("approve_update", row), by=cast.editor)
    assert (
        workflow.approve_update(
            row, read=four_eyes.as_read("approve_update", row), by=cast.second_coordinator
        ).state
        == "approved"
    )


def test_a_report_takes_twenty_files_and_refuses_the_twenty_first(cast):
    row = update(cast)
    Evidence.objects.bulk_create(
        Evidence(
            commitment=row.commitment,
            update_of=row,
            kind="link",
            title=f"Acta {number}",
            url=f"https://ciudad.example/{number}",
        )
        for number in range(19)
    )
    more = {"by": cast.editor, "content": PNG, "file_name": "foto.png"}
    workflow.add_evidence(row, title="La vigésima", **more)
    with pytest.raises(Refusal, match="hasta 20"):
        workflow.add_evidence(row, title="Otra", url="https://ciudad.example/21", by=cast.editor)
    assert row.evidence.count() == 20


def test_the_database_refuses_a_reviewer_who_is_the_author(cast):
    row = update(cast, "submitted")
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgressUpdate.objects.filter(pk=row.pk).update(reviewer=row.author)


def test_a_month_has_one_report_in_work_however_often_it_is_begun(cast):
    row = commitment(cast)
    assert workflow.begin_update(row, month=MARCH, by=cast.editor) == workflow.begin_update(
        row, month=MARCH, by=cast.colleague
    )


def test_a_month_that_has_not_begun_is_not_reported(cast):
    with pytest.raises(Refusal, match="aún no empieza"):
        workflow.begin_update(commitment(cast), month=datetime.date(2099, 1, 1), by=cast.editor)


def test_an_advance_names_its_source_or_evidence(cast):
    row = workflow.begin_update(commitment(cast), month=MARCH, by=cast.editor)
    row = workflow.save_update(
        row,
        by=cast.editor,
        version=row.version,
        changes={"is_nil": False, "narrative": "Algo."},
        claims=[],
    )
    with pytest.raises(Refusal, match="nombra su fuente"):
        workflow.submit_update(row, by=cast.editor)
    workflow.add_evidence(row, by=cast.editor, title="Acta", url="https://example.org/acta")
    assert workflow.submit_update(row, by=cast.editor).state == "submitted"


def test_a_period_without_progress_is_declared_with_its_cause(cast):
    row = workflow.begin_update(commitment(cast), month=MARCH, by=cast.editor)
    row = workflow.save_update(
        row, by=cast.editor, version=row.version, changes={"is_nil": True}, claims=[]
    )
    with pytest.raises(Refusal, match="elija la causa"):
        workflow.submit_update(row, by=cast.editor)
    row = workflow.save_update(
        row,
        by=cast.editor,
        version=row.version,
        changes={"is_nil": True, "delay_cause": "approvals"},
        claims=[],
    )
    assert workflow.submit_update(row, by=cast.editor).state == "submitted"


def test_a_report_says_something_or_says_that_there_is_nothing(cast):
    row = workflow.begin_update(commitment(cast), month=MARCH, by=cast.editor)
    with pytest.raises(Refusal, match="Cuente qué se hizo"):
        workflow.save_update(
            row,
            by=cast.editor,
            version=row.version,
            changes={"is_nil": False, "narrative": "  "},
            claims=[],
        )


def test_a_stale_save_is_refused(cast):
    row = update(cast)
    workflow.save_update(
        row, by=cast.colleague, version=row.version, changes={"narrative": "De ella."}, claims=[]
    )
    with pytest.raises(ChangedMeanwhile):
        workflow.save_update(
            row, by=cast.editor, version=row.version, changes={"narrative": "Mío."}, claims=[]
        )


@pytest.mark.parametrize(
    ("percent", "day"),
    [(100, None), (50, datetime.date(2026, 3, 2)), (101, None), (100, datetime.date(2099, 1, 1))],
)
def test_a_claim_of_a_hundred_goes_with_a_past_date_and_no_other_does(cast, percent, day):
    promise = commitment(cast)
    with pytest.raises(Refusal):
        walks.commitments.update(
            cast, of=promise, claims=[workflow.Claim(promise.milestones.first(), percent, day)]
        )


def test_a_claim_about_another_commitment_is_refused(cast):
    with pytest.raises(Refusal, match="no es de este compromiso"):
        walks.commitments.update(
            cast, claims=[workflow.Claim(commitment(cast).milestones.first(), 10)]
        )


def test_a_milestone_claimed_complete_needs_evidence_before_review(cast):
    promise = commitment(cast)
    claim = workflow.Claim(promise.milestones.first(), 100, datetime.date(2026, 3, 5))
    row = update(cast, of=promise, claims=[claim])
    with pytest.raises(Refusal, match="medio de verificación"):
        workflow.submit_update(row, by=cast.editor)
    workflow.add_evidence(
        row,
        by=cast.editor,
        title="Foto",
        content=PNG,
        file_name="foto.png",
        milestones=[claim.milestone],
    )
    workflow.submit_update(row, by=cast.editor)
    workflow.approve_update(row, read=four_eyes.as_read("approve_update", row), by=cast.coordinator)
    promise.refresh_from_db()
    assert (promise.computed_progress, promise.complete_count, promise.last_report_on) == (
        50,
        1,
        datetime.date(2026, 3, 31),
    )


def test_nothing_of_an_update_counts_before_it_is_approved(cast):
    promise = commitment(cast)
    update(cast, "submitted", of=promise, claims=[workflow.Claim(promise.milestones.first(), 80)])
    assert Commitment.objects.get(pk=promise.pk).computed_progress == 0


def test_a_second_approved_report_of_a_month_supersedes_the_first(cast):
    promise = commitment(cast)
    first, second = update(cast, "approved", of=promise), update(cast, "approved", of=promise)
    first.refresh_from_db()
    assert (first.state, second.state) == ("superseded", "approved")


def test_a_picture_is_kept_without_its_metadata(cast):
    import io

    from PIL import Image

    picture = Image.new("RGB", (40, 20), "red")
    exif = Image.Exif()
    exif[0x010F] = "Camara secreta"
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", exif=exif)
    assert b"Camara secreta" in buffer.getvalue()
    row = workflow.add_evidence(
        update(cast),
        by=cast.editor,
        title="Foto",
        content=buffer.getvalue(),
        file_name="../../etc/foto.jpg",
    )
    kept = row.file.read()
    assert b"Camara secreta" not in kept
    assert row.file.name.endswith("/foto.jpg")
    assert row.sha256 == __import__("hashlib").sha256(kept).hexdigest()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "dibujo.svg"),
        (b"<html><script>alert(1)</script>", "pagina.csv"),
        (b"MZ\x90\x00", "programa.pdf"),
        (b"", "vacio.pdf"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "rota.png"),
        (b"%PDF-1.7" + b"0" * (10 * 1024 * 1024), "enorme.pdf"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused_in_words(cast, content, name):
    with pytest.raises(Refusal) as refused:
        workflow.add_evidence(
            update(cast), by=cast.editor, title="Archivo", content=content, file_name=name
        )
    assert len(str(refused.value)) > 20
    assert not Evidence.objects.exists()


def test_a_picture_of_too_many_pixels_is_refused(cast):
    import io

    from PIL import Image

    buffer = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(buffer, "PNG")
    with pytest.raises(Refusal, match="megapíxeles"):
        workflow.add_evidence(
            update(cast),
            by=cast.editor,
            title="Bomba",
            content=buffer.getvalue(),
            file_name="bomba.png",
        )


def test_a_report_on_what_was_withdrawn_meanwhile_is_not_approved(cast):
    row = update(cast, "submitted")
    plans.withdraw_commitment(row.commitment, by=cast.coordinator, reason="Acuerdo del foro.")
    with pytest.raises(NotAllowed):
        workflow.approve_update(
            row, read=four_eyes.as_read("approve_update", row), by=cast.coordinator
        )
