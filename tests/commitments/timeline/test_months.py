"""Progress by months: what was done beside what was planned, on the page, as a drawing, in the
report and in its sheet.
"""

import datetime

import pytest
import time_machine

from commitments.amendments import reading
from commitments.plans import workflow as plans
from commitments.plans.models import Commitment, Milestone, Plan
from commitments.progress.queries import clocks
from commitments.progress.workflow import Claim
from commitments.timeline import queries as timeline
from tests.factories.amendments import put_in_force
from tests.factories.commitments import commitment, update
from transparency.reports import documents, snapshot
from transparency.reports import queries as reports

pytestmark = pytest.mark.django_db
JANUARY = datetime.datetime(2026, 1, 1, 15, tzinfo=datetime.UTC)
NOW = datetime.datetime(2026, 8, 20, 15, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 8, 20)


@pytest.fixture(autouse=True)
def august():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def promise(cast):
    """A commitment of weights 1 and 3: the first was due in June and done in April, the second is
    due in December and half done by July.
    """
    row = commitment(cast, slug="plaza", published_at=JANUARY, ends_on=datetime.date(2026, 12, 31))
    first, second = row.milestones.order_by("position")
    Milestone.objects.filter(pk=second.pk).update(weight=3)
    done_on = datetime.date(2026, 4, 20)
    claims = [Claim(first, 100, done_on)]
    update(cast, "approved", of=row, month=datetime.date(2026, 4, 1), claims=claims)
    update(cast, "approved", of=row, month=datetime.date(2026, 7, 1), claims=[Claim(second, 50)])
    return Commitment.objects.get(pk=row.pk)


def by_month(progress, name):
    return {row.month.month: getattr(row, name) for row in progress.months}


def test_done_is_the_progress_of_each_month_and_planned_what_its_dates_asked_for(promise):
    progress = timeline.commitment_months(promise, clocks(TODAY, NOW))
    done, planned = by_month(progress, "done"), by_month(progress, "planned")
    # 1 of 4 since April; and half of the other 3 since the end of July: 2.5 of 4, rounded up
    assert [done[month] for month in (1, 3, 4, 6, 7, 8)] == [0, 0, 25, 25, 63, 63]
    assert [done[month] for month in (9, 12)] == [None, None]
    assert [planned[month] for month in (5, 6, 11, 12)] == [0, 25, 25, 100]
    assert (progress.done, progress.planned) == (63, 25)
    for month, last in ((4, 30), (7, 31)):
        at = clocks(datetime.date(2026, month, last), NOW)
        (then,) = timeline.plan_commitments(promise.plan, at)
        assert then.measure.progress == done[month]


def test_a_date_that_moves_moves_what_is_planned_and_not_what_was_first_promised(cast, promise):
    step = promise.milestones.get(position=2)
    plans.reschedule(
        step,
        to_on=datetime.date(2026, 10, 31),
        cause="funding",
        reason="Antes de lo previsto.",
        by=cast.coordinator,
    )
    before = timeline.commitment_months(promise, clocks(TODAY, NOW - datetime.timedelta(hours=1)))
    after = timeline.commitment_months(promise, clocks(TODAY, NOW))
    assert (by_month(before, "planned")[10], by_month(after, "planned")[10]) == (25, 100)
    assert by_month(after, "promised")[10] == 25
    shown = [series.name for series in timeline.progress_chart(after, of_plan=False).series]
    assert "Con los primeros plazos" in shown
    kept = [series.name for series in timeline.progress_chart(before, of_plan=False).series]
    assert "Con los primeros plazos" not in kept


def test_of_a_plan_it_is_how_many_of_its_milestones_are_complete(cast, promise):
    commitment(cast, published_at=JANUARY)
    commitment(cast, "withdrawn", published_at=JANUARY)
    whole, own = timeline.plan_months(promise.plan, clocks(TODAY, NOW))
    # four milestones that count: those of the withdrawn one do not since it left, today
    assert (whole.done, whole.planned) == (25, 50)
    assert by_month(whole, "planned")[12] == 100
    assert own[promise.pk] == timeline.commitment_months(promise, clocks(TODAY, NOW))


def test_without_milestones_and_in_a_historical_plan_there_is_nothing_to_draw(cast, client):
    row = commitment(cast, milestones=0, published_at=JANUARY)
    assert timeline.commitment_months(row, clocks(TODAY, NOW)) is None
    assert b"chart__line" not in client.get(f"/compromisos/{row.slug}/avance.svg").content
    assert "no hay avance que dibujar" in client.get("/planes/plan/avance/").content.decode()
    told = commitment(cast, published_at=JANUARY)
    Plan.objects.update(is_historical=True)
    told = Commitment.objects.get(pk=told.pk)
    assert timeline.commitment_months(told, clocks(TODAY, NOW)) is None
    assert timeline.plan_months(told.plan, clocks(TODAY, NOW)) == (None, {})


@pytest.mark.parametrize("years", [1, 4])
def test_the_months_of_a_plan_cost_the_same_queries_however_many(
    cast, promise, years, django_assert_max_num_queries
):
    for _turn in range(3):
        commitment(cast, published_at=JANUARY)
    Plan.objects.update(ends_on=datetime.date(2025 + years, 12, 31))
    plan = Plan.objects.get(pk=promise.plan.pk)
    with django_assert_max_num_queries(11):
        whole, _own = timeline.plan_months(plan, clocks(TODAY, NOW))
    assert len(whole.months) == 12 * years


def test_a_plan_of_many_years_shows_sixty_months(promise):
    Plan.objects.update(ends_on=datetime.date(2040, 12, 31))
    whole, _own = timeline.plan_months(Plan.objects.get(pk=promise.plan.pk), clocks(TODAY, NOW))
    assert len(whole.months) == 60


def test_of_more_than_sixty_months_those_of_today_are_shown(promise):
    Plan.objects.update(starts_on=datetime.date(2020, 1, 1), ends_on=datetime.date(2026, 12, 31))
    whole, _own = timeline.plan_months(Plan.objects.get(pk=promise.plan.pk), clocks(TODAY, NOW))
    months = [row.month for row in whole.months]
    assert (months[0], months[-1]) == (datetime.date(2021, 9, 1), datetime.date(2026, 8, 1))
    assert len(months) == 60
    assert whole.months[-1].done == 50


def test_a_past_day_draws_the_term_that_the_plan_had(cast, promise):
    Plan.objects.update(starts_on=datetime.date(2026, 1, 1), ends_on=datetime.date(2026, 12, 31))
    plan = Plan.objects.get(pk=promise.plan.pk)
    put_in_force(cast, plan, reading.changes_of(plan, {"ends_on": datetime.date(2027, 6, 30)}))
    ends = []
    for day in (datetime.date(2026, 7, 31), TODAY):
        whole, _own = timeline.plan_months(
            Plan.objects.get(pk=plan.pk), clocks(day, NOW + datetime.timedelta(hours=1))
        )
        ends.append(whole.months[-1].month)
    assert ends == [datetime.date(2026, 12, 1), datetime.date(2027, 6, 1)]


@pytest.mark.parametrize("thing", ["planes/plan", "compromisos/plaza"])
def test_the_page_has_the_drawing_and_its_table_and_leads_from_the_page_of_the_thing(
    client, promise, thing
):
    page = client.get(f"/{thing}/avance/").content.decode()
    assert "chart__months" in page
    assert "julio de 2026" in page
    drawing = client.get(f"/{thing}/avance.svg")
    assert drawing["Content-Type"] == "image/svg+xml"
    assert drawing.content.decode().startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert f'src="/{thing}/avance.svg"' in client.get(f"/{thing}/").content.decode()


def test_what_is_not_public_has_no_months(cast, client):
    row = commitment(cast, "draft")
    for end in ("avance/", "avance.svg"):
        assert client.get(f"/compromisos/{row.slug}/{end}").status_code == 404


def test_the_report_freezes_them_draws_them_and_carries_them_as_a_sheet(promise):
    facts = reports.freeze(
        promise.plan, month=datetime.date(2026, 7, 1), edition=1, taken_at=NOW, previous=None
    )
    assert facts["progress_by_month"]["done"] == 50  # one of two milestones
    (row,) = facts["commitments"]
    months = {month["month"]: month["done"] for month in row["progress_by_month"]["months"]}
    assert (months["2026-06"], months["2026-07"], months["2026-08"]) == (25, 63, None)
    body = snapshot.canonical(facts)
    assert documents.html(body).count("chart__months") == 2
    sheets = {sheet.name: sheet.text for sheet in documents.attachments(body)}
    assert "plaza,2026-07,25,25,63" in sheets["avance.csv"]
    assert ",2026-07,50,50,50" in sheets["avance.csv"]
