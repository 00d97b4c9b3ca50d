"""Any past day, in the API, as a file and as a page: what was so, with what was known."""

import csv
import datetime
import io

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from commitments.amendments import reading
from commitments.amendments.models import AmendedField, Amendment
from commitments.plans.models import Commitment, Plan
from commitments.progress.queries import clocks
from commitments.progress.workflow import Claim
from commitments.timeline.queries import plan_commitments, plans_with_figures
from tests.factories.amendments import put_in_force
from tests.factories.commitments import commitment, update

pytestmark = pytest.mark.django_db
AUGUST = datetime.datetime(2026, 8, 3, 12, tzinfo=datetime.UTC)
APPROVED = datetime.datetime(2026, 11, 9, 12, tzinfo=datetime.UTC)
PLANS, COMMITMENTS, MILESTONES = (
    f"/api/v1/{name}/" for name in ("plans", "commitments", "milestones")
)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)):
        yield


@pytest.fixture
def promise(cast):
    """A commitment of which a milestone was completed on 20 October, approved on 9 November."""
    row = commitment(cast, slug="plaza", published_at=AUGUST)
    with time_machine.travel(APPROVED):
        claims = [Claim(row.milestones.get(position=1), 100, datetime.date(2026, 10, 20))]
        update(cast, "approved", of=row, month=datetime.date(2026, 10, 1), claims=claims)
    return row


@pytest.mark.parametrize(
    ("asked", "progress", "late"),
    [
        ({"as_of": "2026-10-31"}, 50, 0),
        ({"as_of": "2026-10-19"}, 0, 1),
        ({"as_of": "2026-10-31", "known_at": "2026-11-09T12:00:00Z"}, 50, 0),
        ({"as_of": "2026-10-31", "known_at": "2026-11-09T11:59:59Z"}, 0, 1),
        ({"known_at": "2026-11-01T00:00:00-03:00"}, 0, 1),
    ],
)
def test_a_commitment_a_milestone_and_a_plan_answer_a_past_day(
    client, promise, asked, progress, late
):
    found = client.get(COMMITMENTS, {"plan": "plan", **asked}).json()
    (row,) = found["results"]
    assert (row["slug"], row["computed_progress"], row["late_count"]) == ("plaza", progress, late)
    steps = client.get(MILESTONES, {"plan": "plan", **asked}).json()["results"]
    assert [step["progress"] for step in steps] == [2 * progress, 0]
    (plan,) = client.get(PLANS, asked).json()["results"]
    assert (plan["promised"], plan["late"], plan["complete"]) == (1, late, 0)
    sheet = client.get("/api/v1/commitments.csv", {"plan": "plan", **asked}).content.decode()
    (line,) = csv.DictReader(io.StringIO(sheet))
    assert int(line["avance_calculado"]) == progress
    page = client.get("/planes/plan/", asked, follow=True)
    assert page.request["PATH_INFO"] == "/planes/plan/al/"
    assert [then.measure.progress for then in page.context["rows"]] == [progress]


def test_before_it_was_published_nobody_had_promised_it(client, promise):
    for day, count in (("0001-01-01", 0), ("2026-08-02", 0), ("2026-08-03", 1)):
        found = client.get(COMMITMENTS, {"plan": "plan", "as_of": day}).json()
        assert len(found["results"]) == count


def test_the_last_report_is_the_end_of_the_period_it_covers_however_long(client, promise):
    promise.updates.update(period_starts_on=datetime.date(2025, 1, 1))
    (found,) = client.get(COMMITMENTS, {"plan": "plan", "as_of": "2026-11-20"}).json()["results"]
    promise.refresh_from_db()
    assert found["last_report_on"] == str(promise.last_report_on) == "2026-10-31"


def test_plans_of_a_past_day_take_the_same_queries_whatever_their_number(
    cast, promise, django_assert_max_num_queries
):
    for slug in ("b", "c", "d"):
        plan = Plan.objects.create(slug=slug, kind="internal", title=slug, state="in_force")
        commitment(cast, plan=plan, published_at=AUGUST)
    with django_assert_max_num_queries(12):
        rows = plans_with_figures({}, datetime.date(2026, 11, 20), timezone.now())
    assert [(row.row.slug, row.figures["promised"]) for row in rows] == [
        ("b", 1),
        ("c", 1),
        ("d", 1),
        ("plan", 1),
    ]


def test_a_milestone_added_and_a_weight_changed_count_from_the_day_they_were(client, cast, promise):
    first, second = promise.milestones.order_by("position")
    row = Amendment.objects.create(commitment=promise, reason="Decreto 12.", author=cast.editor)
    for place, (step, name, before) in enumerate(
        ((first, "weight", "1"), (second, "milestone", "")), 1
    ):
        AmendedField.objects.create(
            amendment=row, position=place, milestone=step, name=name, value=3, before=before
        )
    Amendment.objects.filter(pk=row.pk).update(
        state="in_force", number=1, reviewer=cast.coordinator, approved_at=APPROVED
    )
    first.weight = 3
    first.save()
    for day, progress, count in (("2026-11-08", 100, 1), ("2026-11-09", 75, 2)):
        (found,) = client.get(COMMITMENTS, {"plan": "plan", "as_of": day}).json()["results"]
        assert (found["computed_progress"], found["milestone_count"]) == (progress, count)


def test_what_a_commitment_and_its_milestones_said_is_that_of_the_day(cast, promise):
    axis, later = (promise.plan.axes.create(slug=name, name=name) for name in ("Agua", "Suelo"))
    Commitment.objects.filter(pk=promise.pk).update(axis=axis)
    first = promise.milestones.get(position=1)
    proposed = {"responsible": cast.partner, "axis": later, "ends_on": datetime.date(2027, 1, 31)}
    for day, budget, title in ((9, 5_000, "Segundo"), (12, 7_000, "Tercero")):
        with time_machine.travel(APPROVED.replace(day=day)):
            row = Commitment.objects.get(pk=promise.pk)
            changes = reading.changes_of(row, {**proposed, "budget_clp": budget})
            facts = {"title": title, "responsible": cast.society}
            changes += reading.changes_of_part(first, facts)
            put_in_force(cast, row, changes)
            first.refresh_from_db()
    for day, known, stood in (
        (8, 20, (cast.city, axis, datetime.date(2027, 7, 31), None, "Hito 1", None)),
        (20, 8, (cast.city, axis, datetime.date(2027, 7, 31), None, "Hito 1", None)),
        (9, 10, (cast.partner, later, proposed["ends_on"], 5_000, "Segundo", cast.society)),
        (11, 20, (cast.partner, later, proposed["ends_on"], 5_000, "Segundo", cast.society)),
        (12, 20, (cast.partner, later, proposed["ends_on"], 7_000, "Tercero", cast.society)),
    ):
        at = clocks(datetime.date(2026, 11, day), APPROVED.replace(day=known))
        (then,) = plan_commitments(promise.plan, at)
        step = then.milestones[0].row
        assert (
            then.row.responsible,
            then.row.axis,
            then.row.ends_on,
            then.row.budget_clp,
            step.title,
            step.responsible,
        ) == stood


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"as_of": "2026-11-21"}, "futuro"),
        ({"known_at": "2026-11-20T12:00:01Z"}, "futuro"),
        ({"as_of": "ayer"}, "2026-11-30"),
        ({"as_of": "20261031"}, "2026-11-30"),
        ({"known_at": "2026-11-09T12:00:00"}, "con su zona"),
        ({"known_at": "2026-11-09"}, "con su zona"),
        ({"known_at": "0001-01-01T00:00:00Z"}, "fuera de lo que se puede buscar"),
        ({"known_at": "0001-01-01T00:00:00+14:00"}, "fuera de lo que se puede buscar"),
        ({"known_at": "9999-12-31T23:59:59-12:00"}, "fuera de lo que se puede buscar"),
        ({"known_at": "9999-12-31T23:59:59Z"}, "futuro"),
        ({"as_of": "2026-10-31", "state": "published"}, "as_of"),
    ],
)
def test_what_is_to_come_or_malformed_is_refused_with_its_reason(client, promise, asked, words):
    answer = client.get(COMMITMENTS, {"plan": "plan", **asked})
    assert answer.status_code == 400
    assert words in answer.content.decode()
    if "state" not in asked:
        page = client.get("/planes/plan/al/", asked)
        assert page.status_code == 422
        assert words in page.content.decode()


def test_today_is_a_day_and_the_plan_is_named(client, promise):
    assert client.get(PLANS, {"as_of": "2026-11-20"}).status_code == 200
    assert client.get(COMMITMENTS, {"as_of": "2026-11-20"}).status_code == 400
    assert client.get("/api/v1/themes/", {"as_of": "2026-11-20"}).status_code == 400
    jsonl = client.get("/api/v1/commitments.jsonl", {"plan": "plan", "as_of": "2026-11-20"})
    assert jsonl.status_code == 400


def test_the_command_exports_a_past_day(promise, tmp_path):
    target = tmp_path / "a.csv"
    asked = ("export", "compromisos", "--filter", "plan=plan", "--output", str(target))
    call_command(*asked, "--as-of", "2026-10-19")
    (line,) = csv.DictReader(io.StringIO(target.read_text(encoding="utf-8")))
    assert line["avance_calculado"] == "0"
    with pytest.raises(CommandError, match="futuro"):
        call_command(*asked, "--as-of", "2026-11-21")
    with pytest.raises(CommandError, match="plans, commitments, milestones"):
        call_command("export", "temas", "--as-of", "2026-10-19")
