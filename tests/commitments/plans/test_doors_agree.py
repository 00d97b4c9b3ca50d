"""One plan with a commitment in every state: each door of the portal counts the same."""

import csv
import datetime
import io
import json

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commitments.plans import definitions, workflow
from commitments.plans.models import Commitment, Milestone, PublishedTotal
from commitments.progress import workflow as progress
from commitments.progress.models import ProgressUpdate
from commitments.sources.models import SourceDocument
from tests.factories.commitments import commitment, complete, update
from transparency.infographics import queries as pictures
from transparency.reports import documents
from transparency.reports import workflow as reports

pytestmark = pytest.mark.django_db
OCTOBER = datetime.date(2026, 10, 1)
WHEN_MADE = datetime.datetime(2026, 10, 20, 9, tzinfo=datetime.UTC)
NOVEMBER = datetime.datetime(2026, 11, 16, 9, tzinfo=datetime.UTC)
FIGURES = {
    "registered": 6,
    "promised": 4,
    "proposed": 2,
    "withdrawn": 1,
    "advancing": 0,
    "late": 1,
    "complete": 1,
    "claimed": 1,
}


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(NOVEMBER, tick=True):
        yield


@pytest.fixture
def plan(cast):
    """A plan with a hidden draft, two proposals, four promises (late, complete, closed, with a
    cancelled milestone) and one that was proposed, published and withdrawn.
    """
    with time_machine.travel(WHEN_MADE):
        _make(cast)
    return cast.plan


def _make(cast):
    commitment(cast, "draft")
    proposals = [commitment(cast, "draft"), commitment(cast, "in_review")]
    commitment(cast, slug="atrasado")
    done = commitment(cast, milestones=1)
    complete(cast, done)
    commitment(cast, "closed")
    partly = commitment(cast)
    workflow.cancel_milestone(
        partly.milestones.get(position=1), by=cast.coordinator, reason="Sin recursos."
    )
    gone = commitment(cast, "withdrawn")
    Commitment.objects.filter(pk__in=[row.pk for row in (*proposals, gone)]).update(
        is_proposed=True
    )
    update(cast, "approved", of=gone)
    ProgressUpdate.objects.filter(commitment__in=[done, gone]).update(claimed_level="complete")
    for row in (done, gone):
        progress.note_reports(row)
    source = SourceDocument.objects.create(slug="fuente", title="Fuente", issuer="Ciudad")
    for counts, value in (("commitments", 5), ("complete", 3)):
        PublishedTotal.objects.create(plan=cast.plan, counts=counts, value=value, source=source)


def test_the_definitions_count_it(plan):
    assert (
        Commitment.objects.filter(plan=plan).aggregate(
            **definitions.counts(on=datetime.date(2026, 11, 1))
        )
        == FIGURES
    )


def test_the_front_page_the_plan_the_list_of_plans_and_the_card_for_other_sites_agree(client, plan):
    front = client.get("/").context
    assert front["glance"] == FIGURES
    (under_way,) = front["under_way"]
    assert (under_way.stated, under_way.promised) == (5, 4)
    page = client.get("/planes/plan/").context
    assert page["figures"] == FIGURES
    (listed,) = client.get("/planes/").context["plans"]
    assert listed.registered == FIGURES["registered"]
    assert client.get("/incrustar/planes/plan/").context["counts"] == FIGURES


def test_the_list_and_the_api_give_the_same_late_ones(client, plan):
    answer = client.get("/compromisos/", {"plan": "plan", "plazo": "atrasado"}).context["answer"]
    assert [row.slug for row in answer.rows] == ["atrasado"]
    found = client.get("/api/v1/commitments/", {"plan": "plan", "punctuality": "late"}).json()
    assert [row["slug"] for row in found["results"]] == ["atrasado"]
    late = client.get("/api/v1/milestones/", {"plan": "plan", "is_late": "true"}).json()["results"]
    assert [row["commitment"] for row in late] == ["atrasado"]
    everything = client.get("/api/v1/milestones/", {"plan": "plan"}).json()["results"]
    assert {row["commitment"] for row in everything if row["days_late"] > 0} == {"atrasado"}


def test_what_is_late_and_why_lists_what_the_other_doors_count(client, plan):
    home = client.get("/atrasos/", {"plan": "plan", "estado": "atrasado"}).context["answer"]
    page = client.get("/atrasos/", {"plan": "plan"}).context["answer"]
    for answer in (home, page):
        assert answer.tally.late_commitments == FIGURES["late"]
        assert [row.stood.commitment.slug for row in answer.rows] == ["atrasado"]
    address = "/atrasos/?plan=plan&amp;estado=atrasado"
    assert f'href="{address}"' in client.get("/").content.decode()
    facts = json.loads(reports.request_report(plan, month=OCTOBER).snapshot.body)
    day = {"as_of": "2026-10-31", "known_at": facts["taken_at"]}
    then = client.get("/atrasos/", {"plan": "plan", **day}).context["answer"]
    assert then.tally.late_milestones == facts["totals"]["milestones_late"] == 1


def test_the_picture_of_the_plan_counts_its_promises_and_names_the_proposals_and_the_late(plan):
    card = pictures.plan_card(plan, on=datetime.date(2026, 11, 1))
    assert (card.done, card.total) == (FIGURES["complete"], FIGURES["promised"])
    assert card.figures == (FIGURES["proposed"], FIGURES["late"])


def test_the_report_leaves_the_withdrawn_and_the_cancelled_out_and_counts_them_apart(plan):
    facts = json.loads(reports.request_report(plan, month=OCTOBER).snapshot.body)
    totals = facts["totals"]
    for name in ("registered", "proposed", "withdrawn"):
        assert totals[name] == FIGURES[name], name
    assert totals["computed_complete"] == FIGURES["complete"]
    assert totals["claimed_complete"] == FIGURES["claimed"]
    assert len(facts["commitments"]) == 7
    assert (totals["milestones"], totals["milestones_cancelled"]) == (10, 1)
    assert (totals["milestones_complete"], totals["milestones_late"]) == (1, 1)
    shown = {row["label"]: row["value"] for row in documents.indicators(facts)}
    assert shown["Compromisos registrados"] == 6
    assert shown["Compromisos retirados, aparte"] == 1


def test_beside_a_total_of_a_source_stand_the_promises_on_the_page_and_in_the_report(client, plan):
    beside = {
        row.total.counts: (row.registered, row.difference)
        for row in client.get("/planes/plan/").context["totals"]
    }
    assert beside == {"commitments": (4, -1), "complete": (1, -2)}
    facts = json.loads(reports.request_report(plan, month=OCTOBER).snapshot.body)
    assert {
        row["counts"]: (row["registered"], row["difference"])
        for row in documents.differences(facts)
    } == beside


def test_a_milestone_that_nobody_owes_is_not_late_on_any_page(client, plan):
    for row in Commitment.objects.filter(definitions.public()):
        page = client.get(f"/compromisos/{row.slug}/").context
        assert bool(page["late"]) == (row.slug == "atrasado")
        steps = pictures.commitment_card(
            pictures.commitment_rows().get(pk=row.pk), on=datetime.date(2026, 11, 1)
        ).steps
        assert any(state == "late" for _title, state, _day in steps) == (row.slug == "atrasado")


def test_what_was_closed_without_being_complete_is_told_so_on_its_card(plan):
    closed = pictures.commitment_rows().get(state="closed")
    assert pictures.commitment_card(closed, on=datetime.date(2026, 11, 1)).layout == "unfulfilled"
    gone = pictures.commitment_rows().get(state="withdrawn")
    assert pictures.commitment_card(gone, on=datetime.date(2026, 11, 1)).layout == "withdrawn"


KINDS = (
    "draft",
    "proposed",
    "late",
    "on time",
    "complete",
    "partly cancelled",
    "closed",
    "withdrawn",
)


def _generate(cast, kinds):
    """Write a commitment of each kind; return the figures they must give, counted by hand."""
    for kind in kinds:
        if kind in {"draft", "proposed"}:
            row = commitment(cast, "draft")
            Commitment.objects.filter(pk=row.pk).update(is_proposed=kind == "proposed")
        elif kind == "on time":
            row = commitment(cast, milestones=1)
            Milestone.objects.filter(commitment=row).update(due_on=datetime.date(2026, 12, 1))
            workflow.refresh_measures(row.pk)
        elif kind == "complete":
            complete(cast, commitment(cast, milestones=1))
        elif kind == "partly cancelled":
            step = commitment(cast).milestones.get(position=2)
            workflow.cancel_milestone(step, by=cast.coordinator, reason="Sin recursos.")
        else:
            commitment(cast, {"late": "published"}.get(kind, kind))
    late = kinds.count("late") + kinds.count("partly cancelled")
    running = late + kinds.count("on time") + kinds.count("complete")
    promised, proposed = running + kinds.count("closed"), kinds.count("proposed")
    return {
        "registered": promised + proposed,
        "promised": promised,
        "proposed": proposed,
        "withdrawn": kinds.count("withdrawn"),
        "advancing": 0,
        "late": late,
        "complete": kinds.count("complete"),
        "claimed": 0,
    }


@given(kinds=st.lists(st.sampled_from(KINDS), min_size=1, max_size=8))
@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_door_counts_the_same_of_any_plan(client, cast, kinds):
    mark = transaction.savepoint()  # not a block: the API counts its requests outside of any
    try:
        with time_machine.travel(WHEN_MADE):
            expected = _generate(cast, kinds)
        _compare_doors(client, cast, expected)
    finally:
        transaction.savepoint_rollback(mark)


def _compare_doors(client, cast, expected):
    assert client.get("/").context["glance"] == expected
    assert client.get("/planes/plan/").context["figures"] == expected
    assert client.get("/planes/").context["plans"][0].registered == expected["registered"]
    assert client.get("/incrustar/planes/plan/").context["counts"] == expected
    shown = expected["registered"] + expected["withdrawn"]  # readable for ever
    assert client.get("/compromisos/", {"plan": "plan"}).context["answer"].count == shown
    late = client.get("/compromisos/", {"plan": "plan", "plazo": "atrasado"})
    assert late.context["answer"].count == expected["late"]
    found = client.get("/atrasos/", {"plan": "plan", "estado": "atrasado"}).context["answer"]
    assert found.tally.late_commitments == expected["late"]
    everything = client.get(f"/instituciones/{cast.city.slug}/").context["answers_for"]
    assert len(everything) == shown
    found = client.get("/api/v1/commitments/", {"plan": "plan", "count": "true"}).json()
    assert found["count"] == shown
    asked = {"plan": "plan", "as_of": "2026-11-16"}
    (then,) = client.get("/api/v1/plans/", asked).json()["results"]
    assert {name: then[name] for name in expected} == expected
    sheet = client.get("/api/v1/commitments.csv", {"plan": "plan"})
    text = b"".join(sheet.streaming_content).decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(text)))) == shown
    card = pictures.plan_card(cast.plan, on=datetime.date(2026, 11, 16))
    assert (card.done, card.total) == (expected["complete"], expected["promised"])
    assert card.figures == (expected["proposed"], expected["late"])
    totals = json.loads(reports.request_report(cast.plan, month=OCTOBER).snapshot.body)["totals"]
    for name in ("registered", "proposed", "withdrawn"):
        assert totals[name] == expected[name]
    assert totals["computed_complete"] == expected["complete"]
