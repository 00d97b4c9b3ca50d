"""One plan lives its months, and after each of them every door of the portal says what a small
calculation of its own says.
"""

import csv
import datetime
import io
import json
import re

import pytest
import time_machine

from commitments.organizations.models import Organization
from commitments.plans.models import Commitment
from commitments.progress import queries as progress
from commitments.timeline import queries as timeline
from ogp_portal.foundation.api import streaming
from ogp_portal.foundation.api.datasets import PUBLISHED
from tests.year.calculation import Account, Promise, end_of
from tests.year.living import Life, month_after, noon
from transparency.infographics import queries as pictures
from transparency.reports import workflow as reports
from transparency.reports.models import ComplianceSnapshot

pytestmark = pytest.mark.django_db
MOST_DRAWN = 3  # months of each drawing that are compared


@pytest.mark.parametrize("months", [6, pytest.param(24, marks=pytest.mark.nightly)])
def test_every_door_agrees_with_a_second_calculation_after_each_month(cast, client, months):
    life = Life(cast, months=months)
    first = last = None
    changes = 0
    seen = []
    for month in life.months:
        life.live_until(end_of(month))
        with time_machine.travel(noon(end_of(month)), tick=False):
            look(client, cast, life.promises)
        seen.append(end_of(month))
        issue = issue_day(month)
        life.live_until(issue)
        with time_machine.travel(noon(issue), tick=False):
            assert reports.issue_monthly_reports(today=issue) == 1
            facts = json.loads(ComplianceSnapshot.objects.latest("month").body)
            check_report(facts, Account(life.promises, end_of(month), noon(issue)), month)
            check_months(facts, life.promises, noon(issue))
            look(client, cast, life.promises)
        before = facts["previous"]["totals"] if facts["previous"] else None
        if before:
            changes += facts["totals"]["milestones_complete"] - before["milestones_complete"]
        first, last = first or facts, facts
    for day in seen:  # any past day, as it was known on it
        at = progress.clocks(day, noon(day))
        account = Account(life.promises, day, noon(day))
        assert timeline.figures(timeline.plan_commitments(cast.plan, at)) == account.figures()
    complete = [facts["totals"]["milestones_complete"] for facts in (first, last)]
    assert changes == complete[1] - complete[0]
    assert complete[1] > 0
    assert last["totals"]["withdrawn"] == 1


def issue_day(month: datetime.date) -> datetime.date:
    """Return a day on which the report of a month comes out: all of its period is over by then."""
    return month_after(month).replace(day=19)


def check_report(facts, account: Account, month: datetime.date) -> None:
    figures, totals = account.figures(), facts["totals"]
    for name in ("registered", "proposed", "withdrawn"):
        assert totals[name] == figures[name], (name, month)
    assert totals["computed_complete"] == figures["complete"], month
    assert totals["claimed_complete"] == figures["claimed"], month
    assert totals["milestones"] == sum(len(account.counted(row)) for row in account.running)
    assert totals["milestones_complete"] == sum(
        len(account.complete(row)) for row in account.running
    )
    assert totals["milestones_late"] == sum(len(account.late(row)) for row in account.running)
    assert totals["not_reported"] == sum(account.is_silent(row, month) for row in account.public)
    found = {row["slug"]: row for row in facts["commitments"]}
    assert set(found) == {promise.slug for promise in account.public}
    for promise in account.public:
        row = found[promise.slug]
        assert row["computed_progress"] == account.progress(promise), (promise.slug, month)
        assert row["computed_level"] == account.level(promise), (promise.slug, month)
        assert row["claimed_level"] == account.claimed(promise), (promise.slug, month)
        assert row["title"] == account.title(promise), (promise.slug, month)
        body = Organization.objects.get(slug=account.answers(promise))
        assert row["responsible"] == str(body), (promise.slug, month)
        for step in row["milestones"]:
            assert step["weight"] == account.weight(promise, step["position"]), month
            day = account.due(promise, step["position"])
            assert step["due_on"] == day.isoformat(), (promise.slug, month)


def check_months(facts, promises: list[Promise], known_at: datetime.datetime) -> None:
    """Compare what the report draws: what was done by the end of each month, as known at its issue,
    and what was planned by the end of its own.
    """
    drawn = facts["progress_by_month"]
    own = {row["slug"]: row["progress_by_month"] for row in facts["commitments"]}
    passed = [row for row in drawn["months"] if row["done"] is not None]
    for row in passed[-MOST_DRAWN:]:
        day = end_of(datetime.date.fromisoformat(f"{row['month']}-01"))
        account = Account(promises, day, known_at)
        assert row["done"] == account.done(), (facts["month"], row["month"])
        for promise in account.public:
            done = {month["month"]: month["done"] for month in own[promise.slug]["months"]}
            assert done[row["month"]] == account.progress(promise), (promise.slug, row["month"])
    for promise in account.public:
        assert own[promise.slug]["planned"] == account.planned(promise), promise.slug


def look(client, cast, promises: list[Promise]) -> None:
    """Compare the live doors: today, as known now."""
    now = datetime.datetime.now(datetime.UTC)
    account = Account(promises, now.date(), now)
    figures = account.figures()
    shown = {promise.slug: account.progress(promise) for promise in account.public}
    running = {promise.slug for promise in account.running}
    then = timeline.plan_commitments(cast.plan, progress.clocks_now())
    assert timeline.figures(then) == figures
    assert {row.row.slug: row.measure.progress for row in then} == shown
    assert client.get("/").context["glance"] == figures
    assert client.get("/planes/plan/").context["figures"] == figures
    (listed,) = client.get("/planes/").context["plans"]
    assert listed.registered == figures["registered"]
    titles = {promise.slug: account.title(promise) for promise in account.public}
    rows = client.get("/compromisos/", {"plan": "plan"}).context["answer"].rows
    assert {row.slug: row.computed_progress for row in rows} == shown
    assert {row.slug: row.title for row in rows} == titles
    late = client.get("/compromisos/", {"plan": "plan", "plazo": "atrasado"}).context["answer"]
    assert late.count == figures["late"]
    for body in (cast.city, cast.partner):
        institution = client.get(f"/instituciones/{body.slug}/").context
        mine = {row.slug: row.computed_progress for row in institution["answers_for"]}
        hers = {row.slug for row in account.public if account.answers(row) == body.slug}
        assert mine == {slug: percent for slug, percent in shown.items() if slug in mine}
        assert running & hers <= set(mine) <= hers
    card = pictures.plan_card(cast.plan, on=now.date())
    assert (card.done, card.total) == (figures["complete"], figures["promised"])
    answer = client.get("/api/v1/commitments/", {"plan": "plan"}).json()["results"]
    assert {row["slug"]: row["computed_progress"] for row in answer} == shown
    assert {row["slug"]: row["claimed_level"] for row in answer} == {
        promise.slug: account.claimed(promise) for promise in account.public
    }
    assert {row["slug"]: row["title"] for row in answer} == titles
    made = streaming.spool(
        PUBLISHED["commitments"], Commitment.objects.public(), form="csv", language="es"
    )
    sheet = csv.DictReader(io.TextIOWrapper(made, encoding="utf-8"))
    assert {row["direccion"]: int(row["avance_calculado"]) for row in sheet} == shown
    assert client.get("/incrustar/planes/plan/").context["counts"] == figures
    calendar = client.get("/planes/plan.ics").content.decode()
    days = {day for row in account.running for day in dates_of(account, row)}
    assert days <= set(re.findall(r"DTSTART;VALUE=DATE:(\d{8})", calendar))


def dates_of(account: Account, promise: Promise) -> set[str]:
    """Return the dates in force of what a promise has still to do, as a calendar writes them."""
    open_ones = set(account.counted(promise)) - set(account.complete(promise))
    return {f"{account.due(promise, number):%Y%m%d}" for number in open_ones}
