"""A plan in force changes in the open, by two people; what was due keeps the dates of its day."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from commitments.amendments import reading, workflow
from commitments.amendments.models import Amendment
from commitments.amendments.reading import NEW_AXIS, version_of
from commitments.plans import workflow as plans
from commitments.plans.models import Commitment, Plan, PlanMember
from commitments.progress import queries as progress
from commitments.sources.models import SourceDocument
from commitments.timeline import queries as timeline
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry
from tests.commitments.amendments.typing_in import typed
from tests.commitments.plans.test_admin import change, form_of
from tests.factories.amendments import put_in_force
from tests.factories.commitments import commitment

pytestmark = pytest.mark.django_db
WHY = "El consejo aprobó otro período."


def written(plan, by, *, kind="modification", also=(), **proposed):
    return workflow.save_amendment(
        plan,
        by=by,
        version=0,
        seen=version_of(plan),
        kind=kind,
        reason=WHY,
        agreement="",
        changes=[*reading.changes_of(plan, proposed), *also],
    )


def noon(year, month, day):
    return datetime.datetime(year, month, day, 12, tzinfo=datetime.UTC)


def test_one_amendment_changes_title_dates_axes_and_consortium_and_keeps_what_they_said(cast):
    plan = cast.plan
    axis = plan.axes.create(slug="agua", name="Agua")
    members = [("lead", cast.partner.pk), ("member", cast.city.pk), ("monitor", cast.watcher.pk)]
    amendment = put_in_force(
        cast,
        plan,
        [
            *reading.changes_of(
                plan,
                {"title": "Otro plan", "ends_on": datetime.date(2028, 6, 30), "members": members},
            ),
            *reading.changes_of_part(axis, {"name": "Agua y suelo"}),
            reading.new_part(NEW_AXIS, {"name": "Aire", "position": 2}),
        ],
    )
    plan = Plan.objects.get(pk=plan.pk)
    assert (plan.title, plan.ends_on) == ("Otro plan", datetime.date(2028, 6, 30))
    assert {(row.part, row.organization) for row in plan.places.all()} == {
        ("lead", cast.partner),
        ("member", cast.city),
        ("monitor", cast.watcher),
    }
    assert [row.name for row in plan.axes.order_by("position")] == ["Agua y suelo", "Aire"]
    told = {field.name: (field.before, field.after) for field in amendment.fields.all()}
    assert told["title"] == (cast.plan.title, "Otro plan")
    assert told["name"] == ("Agua", "Agua y suelo")
    assert told["new_axis"] == ("", "name: Aire\nposition: 2")
    assert told["members"][1].splitlines()[0] == f"lead: {cast.partner.name}"
    assert amendment.number == 1
    entry = JournalEntry.objects.get(act="amend", subject_type="commitments.plan")
    assert (entry.subject_id, entry.is_public, entry.reason) == (plan.pk, True, amendment.reason)


def test_a_plan_in_force_is_changed_by_nobody_alone(cast):
    plan = Plan.objects.get(pk=cast.plan.pk)
    plan.title = "Otro nombre"
    place = plan.places.exclude(part="lead").first()
    for attempt in (
        lambda: plans.edit_plan(plan, by=cast.coordinator),
        lambda: plans.save_axis(
            plan.axes.model(plan=plan, slug="a", name="A"), by=cast.coordinator
        ),
        lambda: plans.save_member(place, by=cast.coordinator),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    Plan.objects.filter(pk=plan.pk).update(state="submitted")
    assert plans.edit_plan(plan, by=cast.coordinator).title == "Otro nombre"


def test_the_admin_of_a_plan_in_force_takes_what_sources_state_alone(client, cast):
    source = SourceDocument.objects.create(slug="fuente", title="Fuente", issuer="Alguien")
    plan = cast.plan
    client.force_login(cast.coordinator)
    sent = form_of(client, plan, **{"published_totals-0-counts": "dialogues"})
    assert "title" not in sent
    sent |= {"published_totals-0-value": 4, "published_totals-0-source": source.pk}
    sent |= {"title": "Otro nombre", "places-1-part": "monitor"}
    consortium = set(plan.places.values_list("organization", "part"))
    assert client.post(change(plan), sent).status_code == 302
    assert plan.published_totals.get().value == 4
    assert Plan.objects.get(pk=plan.pk).title == plan.title
    assert set(plan.places.values_list("organization", "part")) == consortium
    page = client.get(change(plan)).content.decode()
    assert reverse("write_plan_amendment", args=[plan.slug]) in page


def test_who_wrote_the_amendment_of_a_plan_does_not_put_it_in_force(cast):
    amendment = written(cast.plan, cast.coordinator, title="Otro plan")
    amendment = workflow.submit_amendment(amendment, by=cast.coordinator)
    read = four_eyes.as_read("approve_amendment", amendment)
    for person in (cast.coordinator, cast.editor, cast.other_coordinator):
        with pytest.raises(NotAllowed):
            workflow.approve_amendment(amendment, by=person, read=read)
    assert Plan.objects.get(pk=cast.plan.pk).title == cast.plan.title
    workflow.approve_amendment(amendment, by=cast.second_coordinator, read=read)
    assert Plan.objects.get(pk=cast.plan.pk).title == "Otro plan"


def test_a_plan_has_one_open_amendment_and_its_dates_are_no_correction_of_form(cast):
    with pytest.raises(Refusal, match="Esto es una modificación: Término"):
        written(cast.plan, cast.coordinator, kind="correction", ends_on=datetime.date(2028, 1, 31))
    assert written(cast.plan, cast.coordinator, kind="correction", title="Plan (con tilde)").pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.create(plan=cast.plan)
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.create(plan=cast.plan, commitment=commitment(cast))


def test_a_period_leaves_no_promise_outside(cast):
    row = commitment(cast, ends_on=datetime.date(2027, 3, 31))
    assert written(cast.plan, cast.coordinator, ends_on=datetime.date(2027, 3, 31)).pk
    Amendment.objects.update(state="discarded")
    with pytest.raises(Refusal, match="termina el 31 de marzo de 2027") as refused:
        written(cast.plan, cast.coordinator, ends_on=datetime.date(2027, 3, 30))
    assert refused.value.field == "ends_on"
    Commitment.objects.filter(pk=row.pk).update(ends_on=datetime.date(2026, 12, 1))
    with pytest.raises(Refusal, match="reprográmelo primero"):
        written(cast.plan, cast.coordinator, ends_on=datetime.date(2026, 12, 1))


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ([("member", "city"), ("member", "partner")], "una sola institución que lo encabeza"),
        ([("lead", "city"), ("lead", "partner")], "una sola institución que lo encabeza"),
        ([("lead", "city"), ("member", "city")], "dos veces en el consorcio"),
    ],
)
def test_a_consortium_has_one_lead_and_nobody_twice(cast, members, words):
    pairs = [(part, getattr(cast, name).pk) for part, name in members]
    with pytest.raises(Refusal, match=words):
        written(cast.plan, cast.coordinator, members=pairs)


def test_what_a_plan_said_is_that_of_the_day(cast):
    axis = cast.plan.axes.create(slug="agua", name="Agua")
    row = commitment(cast, axis=axis, published_at=noon(2026, 3, 1))
    with time_machine.travel(noon(2026, 10, 5)):
        plan = Plan.objects.get(pk=cast.plan.pk)
        changes = reading.changes_of(
            plan, {"title": "Otro plan", "members": [("lead", cast.city.pk)]}
        )
        changes += reading.changes_of_part(axis, {"name": "Suelo"})
        put_in_force(cast, plan, [*changes, reading.new_part(NEW_AXIS, {"name": "Aire"})])
    plan = Plan.objects.get(pk=cast.plan.pk)
    for day, title, axes, members in (
        (4, cast.plan.title, ["Agua"], {cast.city, cast.partner}),
        (5, "Otro plan", ["Suelo", "Aire"], {cast.city}),
    ):
        at = progress.clocks(datetime.date(2026, 10, day), noon(2026, 10, 20))
        stood = timeline.plan_as_of(plan, at)
        (then,) = timeline.plan_commitments(plan, at)
        assert (stood.row.title, [each.name for each in stood.axes]) == (title, axes)
        assert {place.organization for place in stood.members} >= members
        assert (cast.partner in {place.organization for place in stood.members}) == (day == 4)
        assert (then.row.axis.name, then.row.plan.title) == (axes[0], title)
    assert Commitment.objects.get(pk=row.pk).axis.name == "Suelo"


def test_what_was_owed_keeps_the_period_of_its_day(cast):
    Plan.objects.filter(pk=cast.plan.pk).update(
        starts_on=datetime.date(2026, 1, 1), in_force_at=noon(2026, 1, 1)
    )
    row = commitment(cast, published_at=noon(2026, 1, 1), ends_on=datetime.date(2026, 6, 30))
    row.milestones.update(due_on=datetime.date(2026, 6, 30))
    with time_machine.travel(noon(2026, 5, 20)):
        plan = Plan.objects.get(pk=cast.plan.pk)
        later = {
            "starts_on": datetime.date(2026, 4, 1),
            "ends_on": datetime.date(2026, 6, 30),
        }
        put_in_force(cast, plan, reading.changes_of(plan, later))
    row = Commitment.objects.select_related("plan").get(pk=row.pk)
    at = progress.clocks(datetime.date(2026, 9, 30), noon(2026, 10, 1))
    owed = timeline.runnings([row], at)[row.pk].owed(until=datetime.date(2026, 9, 1))
    assert [month.month for month in owed] == [6, 5, 4, 3, 2, 1]
    before = progress.clocks(datetime.date(2026, 5, 19), noon(2026, 10, 1))
    assert timeline.plan_as_of(row.plan, before).row.starts_on == datetime.date(2026, 1, 1)
    with time_machine.travel(noon(2026, 5, 21)):
        plan = Plan.objects.get(pk=cast.plan.pk)
        put_in_force(cast, plan, reading.changes_of(plan, {"ends_on": datetime.date(2026, 12, 31)}))
    row = Commitment.objects.select_related("plan").get(pk=row.pk)
    owed = timeline.runnings([row], at)[row.pk].owed(until=datetime.date(2026, 9, 1))
    assert [month.month for month in owed] == [9, 8, 7, 6, 5, 4, 3, 2, 1]


def test_its_pages_are_written_by_one_and_approved_by_another_and_read_by_everybody(client, cast):
    address = reverse("write_plan_amendment", args=[cast.plan.slug])
    for person, status in ((cast.editor, 404), (cast.other_coordinator, 404)):
        client.force_login(person)
        assert client.get(address).status_code == status
    client.force_login(cast.coordinator)
    data = {"kind": "modification", "reason": WHY, "agreement": "Acuerdo 7", "submit": ""}
    same = client.post(address, typed(client.get(address), **data))
    assert (same.status_code, "no hay nada que modificar" in same.content.decode()) == (422, True)
    data |= {"plan-title": "Plan de dos ciudades", "lugar-2-organization": cast.watcher.name}
    wrong = client.post(address, typed(client.get(address), **data, **{"nuevo-0-name": ""}))
    assert wrong.status_code == 302
    client.force_login(cast.second_coordinator)
    review = client.get(reverse("review_plan_amendment", args=[cast.plan.slug]))
    assert "Plan de dos ciudades" in review.content.decode()
    amendment = Amendment.objects.get()
    read = four_eyes.as_read("approve_amendment", amendment)
    sent = {four_eyes.field_of(amendment): read, "approve": ""}
    answer = client.post(reverse("review_plan_amendment", args=[cast.plan.slug]), sent)
    assert answer.status_code == 302
    assert PlanMember.objects.filter(plan=cast.plan, organization=cast.watcher).exists()
    client.logout()
    page = client.get(reverse("plan", args=[cast.plan.slug])).content.decode()
    for words in ("Modificaciones del plan", WHY, "Acuerdo 7", cast.plan.title):
        assert words in page
    (listed,) = client.get("/api/v1/amendments/", {"plan": cast.plan.slug}).json()["results"]
    assert (listed["commitment"], listed["plan"], listed["number"]) == (None, cast.plan.slug, 1)
    assert listed["page"].endswith(f"/planes/{cast.plan.slug}/#modificaciones")
