"""A plan begun from another one: what was promised, as drafts, with the dates moved; nothing of
what was lived; seen before, and for who may begin plans alone.
"""

import datetime

import pytest
from django.urls import reverse

from commitments.plans import workflow
from commitments.plans.models import Commitment, Plan, Theme, Value
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry
from tests.factories.commitments import commitment, complete

pytestmark = pytest.mark.django_db
WHAT = {"title": "Plan de los dos años que siguen", "months": 24}


def promised(cast):
    """Return a commitment of the plan that lived: one milestone done, one cancelled."""
    axis = cast.plan.axes.create(slug="agua", name="Agua")
    row = commitment(
        cast,
        title="Abrir los datos del agua",
        axis=axis,
        theme=Theme.objects.create(slug="agua", name="Agua"),
        budget_clp=45_000_000,
        ogp_id="CL0123",
        milestones=3,
    )
    row.values.add(Value.objects.create(slug="transparencia", name="Transparencia"))
    row.actors.create(name="Junta de vecinos", kind="civil_society", organization=cast.society)
    complete(cast, row)
    last = row.milestones.order_by("position").last()
    workflow.cancel_milestone(last, by=cast.coordinator, reason="Ya no procede.")
    return row


def test_what_was_promised_is_copied_as_drafts_with_later_dates_and_nothing_that_was_lived(cast):
    row = promised(cast)
    commitment(cast, "withdrawn")
    copy = workflow.copy_plan(cast.plan, by=cast.coordinator, lead=cast.city, **WHAT)
    assert (copy.slug, copy.state, copy.copied_from) == (
        "plan-de-los-dos-anos-que-siguen",
        "preparing",
        cast.plan,
    )
    assert copy.starts_on == cast.plan.starts_on.replace(year=cast.plan.starts_on.year + 2)
    draft = copy.commitments.get()
    assert (draft.title, draft.state, draft.responsible, draft.axis.plan, draft.axis.name) == (
        row.title,
        "draft",
        cast.city,
        copy,
        "Agua",
    )
    assert (draft.starts_on, draft.ends_on) == (
        datetime.date(2028, 1, 1),
        datetime.date(2029, 7, 31),
    )
    assert (draft.budget_clp, draft.ogp_id, draft.published_on) == (None, "", None)
    assert [value.slug for value in draft.values.all()] == ["transparencia"]
    assert [actor.organization for actor in draft.actors.all()] == [cast.society]
    before = row.milestones.exclude(state="cancelled").order_by("position")
    steps = draft.milestones.order_by("position")
    assert [(step.state, step.progress, step.due_on, step.first_due_on) for step in steps] == [
        ("not_started", 0, *[step.due_on.replace(year=step.due_on.year + 2)] * 2) for step in before
    ]
    assert (draft.milestone_count, draft.complete_count) == (2, 0)
    assert {place.organization for place in copy.places.all()} == {
        place.organization for place in cast.plan.places.all()
    }
    entry = JournalEntry.objects.get(act="copy")
    assert (entry.subject_id, entry.is_public) == (copy.pk, False)
    assert entry.after["source"] == cast.plan.title


def test_who_copied_does_not_publish_what_she_copied(cast):
    promised(cast)
    copy = workflow.copy_plan(cast.plan, by=cast.coordinator, lead=cast.city, **WHAT)
    rows = Commitment.objects.filter(plan=copy)
    workflow.submit_for_review(rows.get(), by=cast.coordinator)
    assert not rows.allowing("publish", cast.coordinator).exists()
    assert rows.allowing("publish", cast.second_coordinator).exists()


def test_a_copy_of_a_copy_and_a_second_copy_get_addresses_of_their_own(cast):
    commitment(cast)
    first = workflow.copy_plan(cast.plan, by=cast.coordinator, lead=cast.city, **WHAT)
    with pytest.raises(Refusal, match="Ya hay un plan con la dirección"):
        workflow.copy_plan(cast.plan, by=cast.coordinator, lead=cast.city, **WHAT)
    second = {"title": "Otro", "months": 0}
    workflow.copy_plan(first, by=cast.coordinator, lead=cast.city, **second)
    assert Commitment.objects.count() == 3


def test_a_description_over_the_limit_is_left_to_be_written(cast):
    commitment(cast, summary="a" * 141, keeps_long_summary=True)
    assert workflow.what_is_copied(cast.plan).too_long == 1
    copy = workflow.copy_plan(cast.plan, by=cast.coordinator, lead=cast.city, **WHAT)
    assert copy.commitments.get().summary == ""


@pytest.mark.parametrize("who", ["editor", "other_coordinator", "administrator", "monitor"])
def test_who_begins_no_plans_there_copies_none(client, cast, who):
    person = getattr(cast, who)
    with pytest.raises(NotAllowed):
        workflow.copy_plan(cast.plan, by=person, lead=cast.city, **WHAT)
    client.force_login(person)
    assert client.get(reverse("copy_plan", args=[cast.plan.slug])).status_code == 404


def test_nobody_begins_a_copy_for_an_institution_she_does_not_coordinate_for(cast):
    with pytest.raises(NotAllowed):
        workflow.copy_plan(cast.plan, by=cast.coordinator, lead=cast.partner, **WHAT)


def test_the_page_says_what_is_copied_and_the_copy_names_its_source(client, cast):
    row = promised(cast)
    commitment(cast, "withdrawn")
    client.force_login(cast.coordinator)
    address = reverse("copy_plan", args=[cast.plan.slug])
    page = client.get(address).content.decode()
    for words in ("Compromisos: 1.", "Hitos: 2", "Compromisos retirados: 1.", row.title):
        assert words in page
    answer = client.post(address, {**WHAT, "lead": cast.city.pk})
    copy = Plan.objects.get(copied_from=cast.plan)
    assert answer["Location"] == reverse("admin:commitments_plan_change", args=[copy.pk])
    assert cast.plan.title in client.get(answer["Location"]).content.decode()
    wrong = client.post(address, {**WHAT, "lead": cast.partner.pk})
    assert wrong.status_code == 422
