"""The monthly report: frozen once, made from the snapshot alone, valid, the same bytes, corrected
by edition.
"""

import datetime
import hashlib
import io
import json

import page
import pgtrigger
import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, transaction

from commitments.plans import workflow as plans
from commitments.plans.models import Plan, Reschedule
from commitments.progress import workflow as progress
from ogp_portal.foundation.events import outbox
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.foundation.runtime.bootstrap import load_pango
from tests.factories.commitments import PNG, assessment, commitment, inquiry, update
from transparency.reports import documents, queries, snapshot, workflow
from transparency.reports.models import ComplianceReport, ComplianceSnapshot
from transparency.reports.workflow import issuing

pytestmark = pytest.mark.django_db
OCTOBER = datetime.date(2026, 10, 1)
IN_AUGUST = datetime.datetime(2026, 8, 3, 12, tzinfo=datetime.UTC)
needs_pango = pytest.mark.skipif(
    not load_pango() and not __import__("os").environ.get("CI"), reason="no Pango on this machine"
)


@pytest.fixture
def november():
    with time_machine.travel(datetime.datetime(2026, 11, 16, 9, tzinfo=datetime.UTC), tick=True):
        yield


@pytest.fixture
def report(cast, november):
    done = commitment(cast, published_at=IN_AUGUST)
    late = commitment(cast, title="Con <etiqueta> & ñandú", published_at=IN_AUGUST)
    milestone = done.milestones.first()
    row = update(
        cast,
        of=done,
        month=OCTOBER,
        claims=[progress.Claim(milestone, 100, datetime.date(2026, 10, 5))],
    )
    progress.add_evidence(
        row, by=cast.editor, title="Foto", content=PNG, file_name="a.png", milestones=[milestone]
    )
    row = progress.submit_update(row, by=cast.editor)
    progress.approve_update(row, read=four_eyes.as_read("approve_update", row), by=cast.coordinator)
    plans.reschedule(
        late.milestones.first(),
        to_on=datetime.date(2026, 10, 15),
        cause="funding",
        reason="Cambió el convenio.",
        by=cast.coordinator,
    )
    with pgtrigger.ignore(
        "commitments.Reschedule:reschedule_never_changes"
    ):  # the database's clock is not the test's
        Reschedule.objects.update(at=datetime.datetime(2026, 10, 2, tzinfo=datetime.UTC))
    outbox.drain()  # the pictures of what changed
    return workflow.request_report(cast.plan, month=OCTOBER)


def facts_of(report):
    return json.loads(report.snapshot.body)


def test_the_snapshot_counts_what_happened(report):
    totals = facts_of(report)["totals"]
    assert (
        totals["registered"],
        totals["milestones"],
        totals["milestones_complete"],
        totals["finished_this_month"],
    ) == (2, 4, 1, 1)
    assert totals["milestones_late"] == 1
    assert totals["not_reported"] == 1


def test_the_hash_is_of_the_very_text(report):
    assert hashlib.sha256(report.snapshot.body.encode()).hexdigest() == report.snapshot.sha256


def test_a_month_that_is_still_reported_has_no_report(cast, november):
    with pytest.raises(Refusal, match=r"15 de diciembre de 2026, 10 días hábiles"):
        workflow.request_report(cast.plan, month=datetime.date(2026, 11, 1))


def test_a_month_before_the_plan_began_has_no_report(cast, november):
    with pytest.raises(Refusal, match="empezó el 1 de enero de 2026"):
        workflow.request_report(cast.plan, month=datetime.date(2025, 12, 1))
    workflow.request_report(cast.plan, month=datetime.date(2026, 1, 1))
    Plan.objects.update(starts_on=datetime.date(2026, 11, 1))
    assert workflow.issue_monthly_reports(today=datetime.date(2026, 11, 16)) == 0


def test_it_prints_both_clocks(report):
    printed = documents.html(report.snapshot.body)
    words = " ".join(printed.split())
    assert "Cifras al 31 de octubre de 2026, con lo aprobado hasta el 16 de noviembre" in words
    assert "El mes: no informado (sin reporte aprobado al emitir)." in words


def test_what_is_true_of_a_later_day_is_not_in_it(cast, november):
    row = commitment(cast, published_at=IN_AUGUST)
    commitment(cast, published_at=datetime.datetime(2026, 11, 2, 12, tzinfo=datetime.UTC))
    first, second = row.milestones.order_by("position")
    claim = progress.Claim(first, 100, datetime.date(2026, 11, 5))
    update(cast, "approved", of=row, month=datetime.date(2026, 11, 1), claims=[claim])
    plans.reschedule(
        second,
        to_on=datetime.date(2027, 3, 1),
        cause="funding",
        reason="En noviembre.",
        by=cast.coordinator,
    )
    plans.withdraw_commitment(row, by=cast.coordinator, reason="Acuerdo 3.")
    facts = facts_of(workflow.request_report(cast.plan, month=OCTOBER))
    assert [found["slug"] for found in facts["commitments"]] == [row.slug]
    (found,) = facts["commitments"]
    assert (found["state"], found["computed_progress"]) == ("published", 0)
    assert facts["totals"]["milestones_complete"] == 0
    assert [step["due_on"] for step in found["milestones"]] == ["2026-06-28", "2026-12-28"]
    assert facts["totals"]["moved_this_month"] == 0


def test_a_correction_tells_the_same_day_as_it_is_known_by_then(cast, november):
    row = commitment(cast, published_at=IN_AUGUST)
    first = workflow.request_report(cast.plan, month=OCTOBER)
    assert facts_of(first)["totals"]["not_reported"] == 1
    claim = progress.Claim(row.milestones.order_by("position").first(), 40)
    update(cast, "approved", of=row, month=OCTOBER, claims=[claim])
    later = progress.Claim(row.milestones.order_by("position").first(), 80)
    update(cast, "approved", of=row, month=datetime.date(2026, 11, 1), claims=[later])
    ComplianceReport.objects.update(state="issued", file="a.pdf", sha256="0", issued_at=IN_AUGUST)
    second = workflow.correct_report(
        ComplianceReport.objects.get(), by=cast.coordinator, reason="Llegó el de octubre."
    )
    facts = facts_of(second)
    assert facts["totals"]["not_reported"] == 0
    assert facts["commitments"][0]["computed_progress"] == 20
    assert facts["cut_off_at"] == facts_of(first)["cut_off_at"]


def test_the_change_of_what_is_complete_adds_up(cast, november):
    three = [commitment(cast, milestones=1, published_at=IN_AUGUST) for _turn in range(3)]
    for row, month in zip(three, (9, 10, 9), strict=True):
        first, day = datetime.date(2026, month, 1), datetime.date(2026, month, 20)
        claims = [progress.Claim(row.milestones.get(), 100, day)]
        update(cast, "approved", of=row, month=first, claims=claims)
    workflow.request_report(cast.plan, month=datetime.date(2026, 9, 1))
    plans.reopen_milestone(
        three[0].milestones.get(), by=cast.coordinator, reason="No abre.", progress=50
    )
    facts = facts_of(workflow.request_report(cast.plan, month=OCTOBER))
    assert (facts["previous"]["totals"]["milestones_complete"]) == 2
    assert facts["totals"]["milestones_complete"] == 2
    assert documents.balance(facts) == (
        "Hitos cumplidos: 1 más por cumplidos, 1 menos por corregidos; en total, +0."
    )


def test_it_says_which_edition_of_the_report_before_its_change_is_against(cast, november):
    first = workflow.request_report(cast.plan, month=datetime.date(2026, 9, 1))
    assert documents.against(facts_of(first)) == ""
    ComplianceReport.objects.update(state="issued", file="a.pdf", sha256="0", issued_at=IN_AUGUST)
    first.refresh_from_db()
    workflow.correct_report(first, by=cast.coordinator, reason="Faltaba uno.")
    october = workflow.request_report(cast.plan, month=OCTOBER)
    printed = documents.html(october.snapshot.body)
    assert "El cambio es contra la edición 2 de septiembre de 2026." in printed
    facts = facts_of(october)
    del facts["previous"]["edition"]  # as it was frozen before
    assert "El cambio es contra" not in documents.html(snapshot.canonical(facts))


def test_the_month_ends_where_the_next_day_begins_in_santiago():
    assert snapshot.cut_off(datetime.date(2027, 3, 1)) == datetime.datetime(
        2027, 4, 1, 3, tzinfo=datetime.UTC
    )


def test_asking_twice_makes_one(cast, report):
    assert workflow.request_report(cast.plan, month=OCTOBER) == report
    assert workflow.issue_monthly_reports(today=datetime.date(2026, 11, 16)) == 1
    assert ComplianceReport.objects.count() == 1


def test_a_snapshot_never_changes(report):
    with pytest.raises(DatabaseError), transaction.atomic():
        ComplianceSnapshot.objects.update(body="{}")


def test_only_a_coordinator_of_the_plan_issues_it(cast, november):
    for name in ("editor", "other_coordinator", "monitor", "administrator"):
        with pytest.raises(NotAllowed):
            workflow.request_report(cast.plan, month=OCTOBER, by=getattr(cast, name))


def test_the_change_is_against_the_month_before(cast, november):
    workflow.request_report(cast.plan, month=datetime.date(2026, 9, 1))
    commitment(cast, published_at=datetime.datetime(2026, 10, 5, 12, tzinfo=datetime.UTC))
    facts = facts_of(workflow.request_report(cast.plan, month=OCTOBER))
    assert {row["label"]: row["change"] for row in documents.indicators(facts)}[
        "Compromisos registrados"
    ] == 1


def test_nothing_personal_is_in_the_snapshot(cast, november):
    from commitments.plans.models import Contact

    Contact.objects.create(
        commitment=commitment(cast, published_at=IN_AUGUST),
        post="Directora",
        name="Nombre Privado",
        email="privado@example.org",
        phone="+56 2 1",
    )
    body = workflow.request_report(cast.plan, month=OCTOBER).snapshot.body
    assert "Directora" in body
    assert not any(
        secret in body for secret in ("Nombre Privado", "privado@", "+56 2 1", "@prueba.example")
    )


def test_freezing_takes_the_same_queries_whatever_the_rows(
    cast, november, django_assert_max_num_queries
):
    for _turn in range(5):
        row = commitment(cast, published_at=IN_AUGUST)
        update(cast, "approved", of=row, month=OCTOBER)
        assessment(cast, "published", of=row)
    with django_assert_max_num_queries(31):
        queries.freeze(
            cast.plan,
            month=OCTOBER,
            edition=1,
            taken_at=datetime.datetime.now(datetime.UTC),
            previous=None,
        )


@needs_pango
def test_the_pdf_is_archival_and_accessible_carries_its_data_and_is_the_same_each_time(report):
    assert outbox.drain() == 1
    report = ComplianceReport.objects.select_related("snapshot").get()
    content = report.file.read()
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        verdict = page.validate_pdf_bytes(content, profile=profile)
        assert verdict.is_compliant, [
            (failure.rule_id, failure.message) for failure in verdict.failures
        ]
    assert hashlib.sha256(content).hexdigest() == report.sha256
    assert workflow.render(report) == content

    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    assert len(reader.pages) == report.pages
    text = " ".join(" ".join(leaf.extract_text() for leaf in reader.pages).split())
    for words in (
        "Informe ejecutivo mensual de cumplimiento",
        "Octubre de 2026",
        "Con <etiqueta> & ñandú",
        "Cambió el convenio.",
        "no informado",
    ):
        assert words in text, words
    assert reader.attachments["corte.json"][0].decode() == report.snapshot.body
    assert "compromiso,numero,titulo" in reader.attachments["compromisos.csv"][0].decode()
    assert reader.outline
    assert reader.trailer["/Root"]["/Lang"] == "es-CL"


@needs_pango
def test_a_worker_killed_in_the_middle_leaves_nothing_published_and_the_next_run_finishes(
    report, monkeypatch
):
    def dies(_report):
        raise KeyboardInterrupt

    monkeypatch.setattr(issuing, "render", dies)
    with pytest.raises(KeyboardInterrupt):
        outbox.drain()
    assert not ComplianceReport.objects.filter(state="issued").exists()
    monkeypatch.undo()
    from ogp_portal.models import OutboxMessage

    OutboxMessage.objects.update(due_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    assert outbox.drain() == 1
    assert ComplianceReport.objects.get().state == "issued"


@needs_pango
def test_a_correction_is_a_new_edition_that_says_what_changed_and_the_old_one_stays(
    cast, report, client
):
    workflow.finish_report_now(report)
    first = ComplianceReport.objects.get()
    with pytest.raises(Refusal):
        workflow.correct_report(first, by=cast.coordinator, reason=" ")
    second = workflow.correct_report(first, by=cast.coordinator, reason="Faltaba un compromiso.")
    workflow.finish_report_now(second)
    assert [row.snapshot.edition for row in ComplianceReport.objects.order_by("pk")] == [1, 2]
    listing = client.get("/informes/").content.decode()
    assert "Faltaba un compromiso." in listing
    for edition in (1, 2):
        answer = client.get(f"/informes/plan/2026-10/{edition}.pdf")
        assert answer["Content-Disposition"].startswith("attachment")
        assert b"".join(answer.streaming_content)[:5] == b"%PDF-"
    data = client.get("/informes/plan/2026-10/1.json")
    assert hashlib.sha256(data.content).hexdigest() == first.snapshot.sha256


@needs_pango
def test_the_command_gives_the_file(cast, november, tmp_path, capsys):
    target = tmp_path / "informe.pdf"
    call_command("issue_compliance_report", "plan", "--month", "2026-10", "--output", str(target))
    assert target.read_bytes()[:5] == b"%PDF-"
    assert "sha256" in capsys.readouterr().out


def test_a_report_being_made_is_not_public(report, client):
    assert client.get("/informes/plan/2026-10/1.pdf").status_code == 404
    assert client.get("/informes/plan/2026-10/1.json").status_code == 404


def test_what_people_asked_and_objected_is_counted_with_its_denominators(cast, november):
    row = commitment(cast)
    asked = [inquiry(cast, state, of=row) for state in ("answered", "published", "received")]
    late = inquiry(cast, of=row)
    october = datetime.datetime(2026, 10, 20, 12, tzinfo=datetime.UTC)
    for question in (*asked, late):
        type(question).objects.filter(pk=question.pk).update(
            received_at=october, answer_due_on=datetime.date(2026, 11, 4)
        )
    type(late).objects.filter(pk=late.pk).update(
        received_at=october - datetime.timedelta(days=60), answer_due_on=datetime.date(2026, 9, 1)
    )
    type(late).objects.filter(pk=asked[0].pk).update(
        answered_at=october + datetime.timedelta(days=2)
    )
    told = facts_of(workflow.request_report(cast.plan, month=OCTOBER))["inquiries"]
    assert told["question"] == {
        "received": 3,
        "received_this_month": 2,
        "answered": 1,
        "on_time": 1,
        "overdue": 1,
        "upheld": 0,
    }
    assert told["challenge"]["received"] == 0
    printed = documents.html(ComplianceSnapshot.objects.get().body)
    assert "1 de 3" in printed


def test_a_report_of_before_questions_were_counted_is_printed_without_them(report):
    body = {name: value for name, value in facts_of(report).items() if name != "inquiries"}
    assert "Lo que la gente preguntó" not in documents.html(snapshot.canonical(body))
