"""What a monthly report tells: who issues it, what was done with its evidence, what others say,
what changed so that it adds up, and what moved, by whom and why.
"""

import datetime
import hashlib
import itertools
import json
from pathlib import Path

import pytest
import time_machine
from django.utils import translation

from commitments.amendments import reading
from commitments.plans import workflow as plans
from commitments.plans.models import Contact, PlanMember, PublishedTotal
from commitments.progress import workflow as progress
from commitments.sources.models import SourceDocument
from forums.process.models import Stage
from ogp_portal.foundation.events import history
from ogp_portal.foundation.refusals import Refusal
from tests.factories.amendments import amendment, put_in_force
from tests.factories.assessments import remark
from tests.factories.commitments import assessment, commitment, complete, update
from transparency.reports import documents, snapshot, workflow
from transparency.reports.models import ComplianceReport

pytestmark = pytest.mark.django_db
SEPTEMBER, OCTOBER = datetime.date(2026, 9, 1), datetime.date(2026, 10, 1)
HTML_OF_BEFORE_5 = "ba88b54e7e4304922cfcb959474dc17b51ebf6674c35d4135e6e6d1aefc37da3"
SHEET_OF_BEFORE_5 = "db2cb47729bad7a721655b205c774e934977a0452db5f8ac5a4cda702fd5b018"
BEFORE_5 = Path(__file__).with_name("snapshot_4.json")


def noon(month, day):
    return datetime.datetime(2026, month, day, 15, tzinfo=datetime.UTC)


IN_AUGUST = noon(8, 3)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(noon(11, 16), tick=True):
        yield


def facts_of(report):
    return json.loads(report.snapshot.body)


def printed(report):
    return " ".join(documents.html(report.snapshot.body).split())


def issued(plan, month):
    report = workflow.request_report(plan, month=month)
    ComplianceReport.objects.filter(pk=report.pk).update(
        state="issued", file="a.pdf", sha256="0", issued_at=noon(11, 16)
    )
    report.refresh_from_db()
    return report


def latest(plan, month):
    rows = ComplianceReport.objects.filter(snapshot__plan=plan, snapshot__month=month)
    return facts_of(rows.order_by("-snapshot__edition").first())


def test_the_cover_names_every_member_by_its_part_and_who_issues_it(cast, settings):
    settings.PORTAL_OWNER, settings.PORTAL_NAME = "Gobierno de la Ciudad", "Portal abierto"
    settings.PORTAL_URL = "https://portal.ciudad.test"
    PlanMember.objects.filter(plan=cast.plan).delete()
    for part, body in (("lead", cast.city), ("member", cast.society), ("monitor", cast.watcher)):
        PlanMember.objects.create(plan=cast.plan, organization=body, part=part)
    report = workflow.request_report(cast.plan, month=OCTOBER)
    settings.PORTAL_OWNER, settings.PORTAL_URL = "Otro", "https://otra.test"  # it moved since
    cover = printed(report).split("</section>")[0]
    for words in (
        f"<strong>Encabeza:</strong> {cast.city.name}",
        f"<strong>Integra el consorcio:</strong> {cast.society.name}",
        f"<strong>Monitorea desde fuera:</strong> {cast.watcher.name}",
        "<strong>Emite:</strong> Gobierno de la Ciudad, por Portal abierto",
        "https://portal.ciudad.test",
    ):
        assert words in cover, words
    assert "otra.test" not in printed(report)


def test_what_was_reported_of_the_month_is_told_with_its_evidence(cast):
    rows = [commitment(cast, title=title, published_at=IN_AUGUST) for title in "ABC"]
    first = rows[0].milestones.order_by("position").first()
    row = update(cast, of=rows[0], month=OCTOBER, claims=[progress.Claim(first, 40)])
    progress.add_evidence(
        row,
        by=cast.editor,
        title="Acta del taller",
        url="https://ciudad.test/acta",
        milestones=[first],
    )
    type(row).objects.filter(pk=row.pk).update(
        state="approved", reviewer=cast.coordinator, approved_at=noon(11, 9)
    )
    update(cast, "submitted", of=rows[1], month=OCTOBER)  # not approved
    update(cast, "approved", of=rows[2], month=SEPTEMBER)  # of another month
    facts = facts_of(workflow.request_report(cast.plan, month=OCTOBER))
    told = {row["title"]: row["told"] for row in facts["commitments"]}
    assert (told["B"], told["C"]) == (None, None)
    assert told["A"]["narrative"] == "Se hizo el primer taller."
    assert told["A"]["evidence"] == [
        {
            "title": "Acta del taller",
            "address": "https://ciudad.test/acta",
            "dated_on": None,
            "milestones": [1],
        }
    ]
    words = " ".join(documents.html(snapshot.canonical(facts)).split())
    assert 'href="https://ciudad.test/acta">Acta del taller</a>. Prueba: Hito 1.' in words


def test_a_report_of_the_month_that_was_replaced_is_not_told(cast):
    row = commitment(cast, published_at=IN_AUGUST)
    for narrative in ("Lo primero.", "Lo corregido."):
        told = update(cast, "approved", of=row, month=OCTOBER)
        type(told).objects.filter(pk=told.pk).update(narrative=narrative)
    facts = facts_of(workflow.request_report(cast.plan, month=OCTOBER))
    assert facts["commitments"][0]["told"]["narrative"] == "Lo corregido."


def test_what_others_say_stands_beside_what_the_government_says_once_it_is_published(cast):
    row = commitment(cast, published_at=IN_AUGUST)
    account = assessment(cast, "factual_review", of=row)
    remark(cast, "confirmed", of=account)
    remark(cast, of=account)  # nobody confirmed it
    published = {"state": "published", "published_on": datetime.date(2026, 10, 31)}
    type(account).objects.filter(pk=account.pk).update(**published)
    hidden = workflow.request_report(cast.plan, month=SEPTEMBER)
    assert facts_of(hidden)["commitments"][0]["accounts"] == []
    assert "ninguna contraparte ni evaluación independiente" in printed(hidden)
    shown = workflow.request_report(cast.plan, month=OCTOBER)
    (told,) = facts_of(shown)["commitments"][0]["accounts"]
    assert (told["kind"], told["ratings"]) == (
        "counterpart",
        [{"criterion": "Cumplimiento", "value": "No"}],
    )
    words = printed(shown)
    assert "Cumplimiento: No. No vimos el taller." in words
    answer = "Ciudad, sobre «No vimos el taller.»: El taller fue el 3 de marzo: acta 12."
    assert words.count(answer) == 1
    assert words.count("acta 12") == 1


def test_what_others_publish_on_the_day_after_the_month_is_not_told_of_it(cast):
    account = assessment(cast, of=commitment(cast, published_at=IN_AUGUST))
    published = {"state": "published", "published_on": datetime.date(2026, 11, 1)}
    type(account).objects.filter(pk=account.pk).update(**published)
    report = workflow.request_report(cast.plan, month=OCTOBER)
    assert facts_of(report)["commitments"][0]["accounts"] == []


def test_an_assessment_that_is_not_published_is_not_told(cast):
    assessment(cast, "factual_review", of=commitment(cast, published_at=IN_AUGUST))
    facts = facts_of(workflow.request_report(cast.plan, month=OCTOBER))
    assert facts["commitments"][0]["accounts"] == []


def test_what_each_commitment_added_sums_to_the_difference_of_each_count(cast):
    kept, done, gone = (commitment(cast, published_at=IN_AUGUST) for _turn in range(3))
    complete(cast, gone)
    issued(cast.plan, SEPTEMBER)
    claims = [
        progress.Claim(step, 100, datetime.date(2026, 10, 20)) for step in done.milestones.all()
    ]
    update(cast, "approved", of=done, month=OCTOBER, claims=claims)
    commitment(cast, title="Recién publicado", published_at=noon(10, 5))
    plans.withdraw_commitment(gone, by=cast.coordinator, reason="Acuerdo 3.")
    type(gone).objects.filter(pk=gone.pk).update(ended_at=noon(10, 7))
    facts = facts_of(workflow.request_report(cast.plan, month=OCTOBER))
    table = documents.changes(facts)
    assert table["columns"] == [
        "Registrado",
        "Hitos que cuentan",
        "Hitos cumplidos",
        "Hitos atrasados",
        "Completo según el cálculo",
        "Completo según el gobierno",
    ]
    assert [
        sum(column) for column in zip(*(row["differences"] for row in table["rows"]), strict=True)
    ] == (table["sums"])
    # one withdrawn, with two milestones of which one was complete; one new, with two of which one
    # is late; one of which both were completed, one of them late before
    assert table["sums"] == [0, 0, 1, 0, 1, 0]
    assert {row["slug"] for row in table["rows"]}.isdisjoint({kept.slug})
    shown = {
        row["label"]: (row["before"], row["value"], row["change"])
        for row in documents.indicators(facts)
    }
    assert shown["Hitos cumplidos"] == (1, 2, 1)
    words = " ".join(documents.html(snapshot.canonical(facts)).split())
    assert 'Recién publicado <span class="quiet">(nuevo)</span>' in words


def test_the_first_commitments_of_a_plan_are_told_where_the_month_before_had_none(cast):
    issued(cast.plan, SEPTEMBER)
    commitment(cast, title="El primero", published_at=noon(10, 5))
    table = documents.changes(facts_of(workflow.request_report(cast.plan, month=OCTOBER)))
    assert [(row["title"], row["is_new"]) for row in table["rows"]] == [("El primero", True)]
    assert table["sums"][0] == 1


def test_where_the_rows_of_the_report_before_are_not_known_no_change_is_told(cast):
    issued(cast.plan, SEPTEMBER)
    commitment(cast, published_at=noon(10, 5))
    facts = facts_of(workflow.request_report(cast.plan, month=OCTOBER))
    facts["previous"]["totals"]["registered"] = 1
    assert documents.changes(facts) is None
    del facts["previous"]["rows"]
    assert documents.changes(facts) is None


def test_where_nothing_was_issued_before_there_is_no_table_of_differences(cast):
    commitment(cast, published_at=IN_AUGUST)
    report = workflow.request_report(cast.plan, month=OCTOBER)
    assert documents.changes(facts_of(report)) is None
    assert "No hay informe del mes anterior con qué comparar." in printed(report)


def test_a_date_that_moved_says_from_when_to_when_by_whom_and_why(cast):
    row = commitment(cast, published_at=IN_AUGUST)
    with time_machine.travel(noon(10, 12)):
        plans.reschedule(
            row.milestones.order_by("position").last(),
            to_on=datetime.date(2027, 3, 1),
            cause="funding",
            reason="Cambió el convenio.",
            by=cast.coordinator,
        )
    report = workflow.request_report(cast.plan, month=OCTOBER)
    (move,) = facts_of(report)["commitments"][0]["milestones"][1]["moved_this_month"]
    assert (move["from"], move["to"], move["on"]) == ("2026-12-28", "2027-03-01", "2026-10-12")
    assert move["by"].endswith(f"· {cast.city}")
    assert cast.coordinator.email not in report.snapshot.body
    for words in ("28-12-2026", "01-03-2027", "Cambió el convenio.", move["by"]):
        assert words in printed(report), words


def test_what_was_amended_of_the_plan_itself_is_told_in_its_month_and_in_no_other(cast):
    commitment(cast, published_at=IN_AUGUST)
    with time_machine.travel(noon(10, 20), tick=False):
        put_in_force(cast, cast.plan, reading.changes_of(cast.plan, {"title": "Otro plan"}))
    before, report = (
        workflow.request_report(cast.plan, month=month) for month in (SEPTEMBER, OCTOBER)
    )
    assert facts_of(before)["amendments"] == []
    (found,) = facts_of(report)["amendments"]
    assert [(each["before"], each["after"]) for each in found["fields"]] == [
        ("Plan de prueba", "Otro plan")
    ]
    words = printed(report)
    assert "Lo que se modificó de lo prometido y por qué" in words
    assert "<td>Plan de prueba</td> <td>Otro plan</td>" in words


def test_what_was_amended_in_the_month_is_told_old_beside_new(cast):
    row = amendment(cast)  # in force since the sixteenth of November
    row.commitment.__class__.objects.update(published_at=IN_AUGUST, published_on="2026-08-03")
    told = facts_of(workflow.request_report(cast.plan, month=OCTOBER))["commitments"][0]
    assert told["amendments"] == []
    with time_machine.travel(noon(12, 20)):
        report = workflow.request_report(cast.plan, month=datetime.date(2026, 11, 1))
    (found,) = facts_of(report)["commitments"][0]["amendments"]
    assert (found["number"], found["reason"]) == (1, "El decreto 12 lo cambió.")
    (field,) = found["fields"]
    assert (field["what"], field["before"], field["after"]) == (
        "Nombre",
        row.commitment.title,
        "Otro",
    )


def test_the_sheets_inside_say_states_and_levels_in_words(cast):
    row = commitment(cast, published_at=IN_AUGUST)
    complete(cast, row)
    body = workflow.request_report(cast.plan, month=OCTOBER).snapshot.body
    sheets = {sheet.name: sheet.text for sheet in documents.attachments(body)}
    assert list(sheets) == ["corte.json", "compromisos.csv", "hitos.csv", "avance.csv"]
    assert "publicado" in sheets["compromisos.csv"]
    assert "Sustancial" in sheets["compromisos.csv"]
    assert "cumplido" in sheets["hitos.csv"]
    assert not any("published" in sheets[name] for name in ("compromisos.csv", "hitos.csv"))


def test_a_snapshot_of_before_is_printed_by_the_layout_it_was_issued_with(settings):
    settings.PORTAL_NAME, settings.PORTAL_OWNER = "Portal", "Ciudad"
    settings.PORTAL_URL = "https://portal.test"
    body = BEFORE_5.read_text(encoding="utf-8").strip()
    made = documents.html(body, what_changed="Faltaba uno.", sha256="0" * 64)
    assert hashlib.sha256(made.encode()).hexdigest() == HTML_OF_BEFORE_5
    sheets = {sheet.name: sheet.text for sheet in documents.attachments(body)}
    assert list(sheets) == ["corte.json", "compromisos.csv"]
    assert sheets["corte.json"] == body
    assert hashlib.sha256(sheets["compromisos.csv"].encode()).hexdigest() == SHEET_OF_BEFORE_5


def test_a_correction_corrects_the_months_after_it_so_that_the_chain_adds_up(cast):
    months = [datetime.date(2026, month, 1) for month in (7, 8, 9, 10)]
    rows = [commitment(cast, milestones=1, published_at=noon(7, 1)) for _turn in range(2)]
    reports = {month: issued(cast.plan, month) for month in months}
    claims = [progress.Claim(rows[0].milestones.get(), 100, datetime.date(2026, 8, 20))]
    update(cast, "approved", of=rows[0], month=datetime.date(2026, 8, 1), claims=claims)
    with translation.override("en"):  # what is printed is in the portal's own language
        workflow.correct_report(reports[months[1]], by=cast.coordinator, reason="Faltaba uno.")
    chain = [latest(cast.plan, month) for month in months]
    assert [facts["edition"] for facts in chain] == [1, 2, 2, 2]
    for before, facts in itertools.pairwise(chain):
        assert facts["previous"]["edition"] == before["edition"]
        assert facts["previous"]["totals"] == before["totals"]
    complete_ones = [facts["totals"]["milestones_complete"] for facts in chain]
    changes = [
        row["change"]
        for facts in chain[1:]
        for row in documents.indicators(facts)
        if row["label"] == "Hitos cumplidos"
    ]
    assert (complete_ones, changes) == ([0, 1, 1, 1], [1, 0, 0])
    last = ComplianceReport.objects.get(snapshot__month=OCTOBER, snapshot__edition=2)
    assert last.what_changed == (
        "El informe de septiembre de 2026 tiene una edición nueva, la 2: este mes se compara con "
        "ella."
    )


@pytest.mark.parametrize(("schema", "sign"), [(4, "-"), (5, "\N{MINUS SIGN}")])
def test_a_difference_below_zero_has_its_sign_and_what_was_printed_keeps_its_own(schema, sign):
    facts = {
        "schema": schema,
        "previous": {"totals": {"milestones_complete": 3}},
        "totals": {
            "milestones_complete": 2,
            "finished_this_month": 0,
            "reopened_this_month": 1,
        },
    }
    assert documents.balance(facts) == (
        f"Hitos cumplidos: 1 menos por corregidos; en total, {sign}1."
    )


def test_a_correction_waits_while_a_month_after_it_is_being_made(cast):
    september = issued(cast.plan, SEPTEMBER)
    workflow.request_report(cast.plan, month=OCTOBER)
    with pytest.raises(Refusal, match="espere a que salga"):
        workflow.correct_report(september, by=cast.coordinator, reason="Faltaba uno.")
    assert ComplianceReport.objects.count() == 2


def test_the_months_before_a_correction_stay_as_they_are(cast):
    issued(cast.plan, SEPTEMBER)
    october = issued(cast.plan, OCTOBER)
    workflow.correct_report(october, by=cast.coordinator, reason="Faltaba uno.")
    assert latest(cast.plan, SEPTEMBER)["edition"] == 1
    assert latest(cast.plan, OCTOBER)["edition"] == 2


def test_a_month_tells_the_post_the_stages_and_the_totals_of_its_day_whenever_it_is_printed(cast):
    row = commitment(cast, published_at=IN_AUGUST)
    Contact.objects.update_or_create(commitment=row, defaults={"post": "Jefa de parques"})
    stage = Stage.objects.create(plan=cast.plan, position=1, name="Diálogos", state="open")
    source = SourceDocument.objects.create(slug="f", title="Fuente", issuer="Ciudad")
    total = PublishedTotal.objects.create(
        plan=cast.plan, counts="commitments", value=5, source=source
    )
    rows = {Contact: row.contact, Stage: stage, PublishedTotal: total}
    for model, kept in rows.items():
        versions = history.versions(model).filter(pgh_obj_id=kept.pk)
        versions.update(pgh_created_at=noon(10, 31))
    Contact.objects.update(post="Jefe de obras")
    Stage.objects.update(state="closed", name="Diálogos cerrados")
    PublishedTotal.objects.update(value=9)
    late = PublishedTotal.objects.create(plan=cast.plan, counts="complete", value=2, source=source)
    facts = facts_of(workflow.request_report(cast.plan, month=OCTOBER))
    assert [part["post"] for part in facts["commitments"]] == ["Jefa de parques"]
    assert [(part["name"], part["state"]) for part in facts["stages"]] == [("Diálogos", "open")]
    totals = {part["counts"]: part["value"] for part in facts["published_totals"]}
    assert totals == {"commitments": 5, late.counts: 2}  # what was written down later, as it was
