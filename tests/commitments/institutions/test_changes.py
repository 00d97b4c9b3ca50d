"""What becomes of an institution: another name, a successor, its end; decided by two people, told
in public, undone while nothing rests on it.
"""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from commitments.amendments import reading
from commitments.amendments.models import Amendment
from commitments.amendments.workflow import checking as amendments
from commitments.assessments import workflow as assessments
from commitments.institutions import tasks, workflow
from commitments.organizations import workflow as organizations
from commitments.organizations.models import (
    Membership,
    Organization,
    OrganizationChange,
    RoleProposal,
)
from commitments.plans import workflow as plans
from commitments.plans.models import Commitment, Milestone, Plan, PlanMember
from commitments.progress import queries as progress
from commitments.timeline.queries import standing as timeline
from forums.bodies.models import Forum
from ogp_portal.foundation.events import journal, outbox, topics
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.foundation.permissions.four_eyes import ChangedSinceRead
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry, Notice, User
from tests.factories.commitments import commitment
from tests.people import administrator, organization

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
LAW = {"norm": "Ley 21.999", "reason": "La ley la fusionó."}


@pytest.fixture
def second(db) -> User:
    return administrator("segunda@prueba.example")


@pytest.fixture
def heir(db) -> Organization:
    return organization("nueva-ciudad")


def rename(row: Organization, name: str, *, by: User, days: int = 0) -> OrganizationChange:
    day = timezone.localdate() + datetime.timedelta(days=days)
    return workflow.propose_rename(row, by=by, name=name, short_name="", effective_on=day, **LAW)


def close(row: Organization, successor=None, *, by: User, days: int = 0) -> OrganizationChange:
    day = timezone.localdate() + datetime.timedelta(days=days)
    return workflow.propose_closure(row, by=by, successor=successor, effective_on=day, **LAW)


def confirm(change: OrganizationChange, *, by: User) -> OrganizationChange:
    return workflow.confirm_change(change, by=by, read=four_eyes.as_read("confirm", change))


def test_a_name_changes_by_two_people_and_the_former_one_stays(cast, second, client):
    promise = commitment(cast)
    change = rename(cast.city, "Metrópoli", by=cast.coordinator)
    cast.city.refresh_from_db()
    assert cast.city.name == "Ciudad"  # proposed, nothing changes
    with pytest.raises(NotAllowed):
        confirm(change, by=cast.coordinator)
    with pytest.raises(NotAllowed):
        confirm(change, by=cast.second_coordinator)
    confirm(change, by=second)
    cast.city.refresh_from_db()
    assert (cast.city.name, cast.city.slug) == ("Metrópoli", "ciudad")
    assert not Amendment.objects.exists()  # who answers is the same
    entry = JournalEntry.objects.get(act="rename_institution")
    assert entry.is_public
    assert (entry.before["name"], entry.after["name"]) == ("Ciudad", "Metrópoli")
    page = client.get(reverse("institution", args=["ciudad"])).content.decode()
    assert "<h1>Metrópoli</h1>" in page
    assert "Antes llamada" in page
    assert "Ley 21.999" in page
    data = client.get("/api/v1/organizations/ciudad/").json()
    assert data["former_names"] == "Ciudad"
    assert data["closed_on"] is None
    outbox.drain()
    found = client.get("/buscar/?q=ciudad").content.decode()
    assert "Metrópoli" in found
    assert promise.responsible == cast.city


def test_whoever_proposed_does_not_confirm_with_any_account_of_hers(cast):
    change = rename(cast.city, "Metrópoli", by=cast.administrator)
    with pytest.raises(NotAllowed):
        confirm(change, by=cast.administrator)
    with pytest.raises(Refusal, match="no lo confirma"):
        confirm(change, by=administrator("Administradora+dos@prueba.example"))
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganizationChange.objects.filter(pk=change.pk).update(
            confirmed_by=cast.administrator, confirmed_at=timezone.now()
        )


def test_it_is_proposed_before_its_day_and_confirmed_from_that_day_on(cast, second):
    change = rename(cast.city, "Metrópoli", by=cast.coordinator, days=2)
    with pytest.raises(Refusal, match="ese día o después"):
        confirm(change, by=second)
    OrganizationChange.objects.filter(pk=change.pk).update(effective_on=timezone.localdate())
    change.refresh_from_db()
    confirm(change, by=second)
    with pytest.raises(Refusal, match="posterior"):
        rename(cast.city, "Otra", by=cast.coordinator, days=-1)
    assert rename(cast.city, "Otra", by=cast.coordinator).pk
    with pytest.raises(Refusal, match="por confirmar"):
        rename(cast.city, "Otra más", by=cast.coordinator)


def test_the_former_name_is_the_one_it_had_when_it_was_confirmed(cast, second):
    change = rename(cast.city, "Metrópoli", by=cast.coordinator)
    cast.city.name = "Ciudad corregida"
    organizations.save_organization(cast.city, by=cast.coordinator)
    confirm(change, by=second)
    change.refresh_from_db()
    assert change.former_name == "Ciudad corregida"
    confirm(workflow.propose_undoing(change, by=cast.administrator, reason="Error."), by=second)
    cast.city.refresh_from_db()
    assert cast.city.name == "Ciudad corregida"
    again = rename(cast.city, "Metrópoli", by=cast.coordinator)
    cast.city.name, cast.city.short_name = "Metrópoli", ""
    organizations.save_organization(cast.city, by=cast.coordinator)
    with pytest.raises(Refusal, match="el nombre que tiene"):
        confirm(again, by=second)


def test_what_changed_since_it_was_read_is_not_confirmed(cast, second, heir):
    change = close(cast.city, heir, by=cast.administrator)
    read = four_eyes.as_read("confirm", change)
    late = commitment(cast)
    with pytest.raises(ChangedSinceRead) as changed:
        workflow.confirm_change(change, by=second, read=read)
    assert [(heading, before) for heading, before, _now in changed.value.differences()] == [
        ("Compromisos en ejecución", "")
    ]
    assert late.title in changed.value.stands["Compromisos en ejecución"]


def test_a_day_before_the_change_tells_the_name_of_that_day(cast, second):
    promise = commitment(cast)
    known = timezone.now()
    confirm(rename(cast.city, "Metrópoli", by=cast.coordinator, days=-3), by=second)
    today, now = timezone.localdate(), timezone.now()

    def names(on, at):
        clocks = progress.clocks(on, at)
        (then,) = timeline.commitments_then(timeline.rows_of([promise.plan]), clocks)
        lead = next(row for row in timeline.plan_as_of(promise.plan, clocks).members)
        return str(then.row.responsible), str(lead.organization)

    Commitment.objects.update(published_on=today - 9 * DAY, published_at=known - 9 * DAY)
    assert names(today - 4 * DAY, now) == ("Ciudad", "Ciudad")
    assert names(today - 3 * DAY, now) == ("Metrópoli", "Metrópoli")
    assert names(today, known) == ("Ciudad", "Ciudad")  # nobody had confirmed it


def test_what_a_merged_institution_does_passes_to_its_successor_by_amendments(
    cast, second, heir, client
):
    running, draft = commitment(cast), commitment(cast, "draft")
    done = commitment(cast, "closed")
    owed = commitment(cast, responsible=cast.partner).milestones.order_by("position").first()
    type(owed).objects.filter(pk=owed.pk).update(responsible=cast.city)
    proposed = RoleProposal.objects.create(
        user=cast.member,
        organization=cast.city,
        role="editor",
        starts_on=timezone.localdate(),
        proposed_by=cast.administrator,
    )
    with pytest.raises(Refusal, match="Diga qué institución la continúa"):
        close(cast.city, by=cast.administrator)
    change = close(cast.city, heir, by=cast.administrator)
    text = four_eyes.text_of("confirm", change)
    assert running.title in text["Compromisos en ejecución"]
    assert draft.title in text["Textos en elaboración"]
    assert cast.plan.title in text["Planes en cuyo consorcio está"]
    assert f"{cast.editor} · contraparte institucional" in text["Roles que terminan"]
    confirm(change, by=second)
    for row in (running, draft, done, owed):
        row.refresh_from_db()
    assert (running.responsible, draft.responsible, owed.responsible) == (heir, heir, heir)
    assert done.responsible == cast.city  # what ended stays as it was
    amendment = running.amendments.get()
    assert (amendment.state, amendment.author, amendment.reviewer) == (
        "in_force",
        cast.administrator,
        second,
    )
    (field,) = amendment.fields.all()
    assert (field.before, field.after) == ("Ciudad", "Nueva ciudad")
    place = PlanMember.objects.get(plan=cast.plan, organization=heir)
    assert place.part == "lead"
    assert not PlanMember.objects.filter(plan=cast.plan, organization=cast.city).exists()
    assert not cast.city.memberships.current().exists()
    assert not RoleProposal.objects.filter(pk=proposed.pk).exists()
    outbox.drain()
    told = Notice.objects.filter(kind="institution_changed").values_list("user", flat=True)
    assert {cast.editor.pk, cast.coordinator.pk} <= set(told)
    assert Forum.objects.get(pk=cast.forum.pk).convener == heir
    page = client.get(reverse("institution", args=["ciudad"])).content.decode()
    assert "Ya no existe desde" in page
    assert reverse("institution", args=["nueva-ciudad"]) in page
    assert done.title in page
    data = client.get("/api/v1/organizations/ciudad/").json()
    assert data["successor"] == "nueva-ciudad"
    assert data["closed_on"] == str(timezone.localdate())


def test_a_successor_of_the_consortium_takes_the_place_nearer_to_leading(cast, second):
    confirm(close(cast.city, cast.partner, by=cast.administrator), by=second)
    places = PlanMember.objects.filter(plan=cast.plan).values_list("organization", "part")
    assert (cast.partner.pk, "lead") in places
    assert [key for key, _part in places].count(cast.partner.pk) == 1


def test_a_counterpart_does_not_go_on_with_what_it_judges(cast, second):
    promise = commitment(cast)
    assessments.name_counterpart(promise, organization=cast.society, by=cast.coordinator)
    change = close(cast.city, cast.society, by=cast.administrator)
    with pytest.raises(Refusal, match="contraparte"):
        confirm(change, by=second)
    cast.city.refresh_from_db()
    assert cast.city.closed_on is None  # all or nothing


def test_a_closed_institution_is_named_in_nothing_new(cast, second):
    confirm(close(cast.other_society, by=cast.administrator), by=second)
    cast.other_society.refresh_from_db()
    promise, draft = commitment(cast), commitment(cast, "draft")
    with pytest.raises(Refusal, match="ya no existe desde"):
        assessments.name_counterpart(promise, organization=cast.other_society, by=cast.coordinator)
    changes = reading.changes_of(promise, {"responsible": cast.other_society})
    for refused in (
        lambda: plans.edit_commitment(
            draft,
            by=cast.coordinator,
            version=draft.version,
            changes={"responsible": cast.other_society},
        ),
        lambda: amendments.check_changes(promise, changes),
    ):
        with pytest.raises(Refusal, match="ya no existe desde"):
            refused()
    proposal = RoleProposal(
        user=cast.member,
        organization=cast.other_society,
        role="counterpart",
        starts_on=timezone.localdate(),
    )
    with pytest.raises(Refusal, match="ya no existe desde"):
        organizations.propose_role(proposal, by=cast.administrator)
    with pytest.raises(NotAllowed):
        rename(cast.other_society, "Otra", by=cast.administrator)
    with pytest.raises(Refusal, match="ya no existe desde"):
        close(cast.stranger, cast.other_society, by=cast.administrator)
    assert not Organization.objects.open().filter(pk=cast.other_society.pk).exists()


def test_the_text_of_a_past_plan_names_who_existed_then_though_it_closed(cast, second, heir):
    past = commitment(cast, "draft")
    Plan.objects.filter(pk=cast.plan.pk).update(is_historical=True)
    Organization.objects.filter(pk=cast.city.pk).update(
        closed_on=timezone.localdate(), successor=heir
    )
    past = Commitment.objects.get(pk=past.pk)
    edited = plans.edit_commitment(
        past, by=cast.coordinator, version=past.version, changes={"summary": "Lo que se prometió."}
    )
    assert edited.responsible == cast.city
    owed = Milestone.objects.filter(commitment=past).first()
    owed.responsible = cast.city
    assert plans.save_milestone(owed, by=cast.coordinator).responsible == cast.city


def test_who_follows_an_institution_that_closed_follows_its_successor(cast, second, heir):
    promise = commitment(cast)
    confirm(close(cast.city, heir, by=cast.administrator), by=second)
    news = JournalEntry.objects.filter(is_public=True)
    acts = topics.entries("institution", "ciudad", news=news).values_list("act", "subject_title")
    assert ("close_institution", "Ciudad") in acts
    assert ("amend", promise.title) in acts
    heirs = topics.entries("institution", "nueva-ciudad", news=news).values_list("act", flat=True)
    assert "close_institution" not in heirs


def test_a_mistake_is_undone_by_two_while_nothing_rests_on_it(cast, second, heir):
    promise = commitment(cast)
    change = confirm(close(cast.city, heir, by=cast.administrator), by=second)
    undoing = workflow.propose_undoing(change, by=cast.administrator, reason="Era otra ciudad.")
    cast.city.refresh_from_db()
    assert cast.city.closed_on is not None
    outbox.drain()
    assert Forum.objects.get(pk=cast.forum.pk).convener == heir
    confirm(undoing, by=second)
    for row in (cast.city, promise, change):
        row.refresh_from_db()
    assert (cast.city.closed_on, cast.city.successor) == (None, None)
    assert promise.responsible == cast.city
    assert PlanMember.objects.get(plan=cast.plan, part="lead").organization == cast.city
    assert promise.amendments.in_force().count() == 2  # what was in force is not taken out
    assert change.undone_at is not None
    outbox.drain()
    assert Forum.objects.get(pk=cast.forum.pk).convener == cast.city
    assert not OrganizationChange.objects.confirmed().exists()


def test_nothing_is_undone_once_something_public_rests_on_it(cast, second, heir):
    promise = commitment(cast)
    change = confirm(close(cast.city, heir, by=cast.administrator), by=second)
    journal.record("reschedule", promise, role="x", plan_slug=cast.plan.slug)
    with pytest.raises(Refusal, match="ya se hizo algo público"):
        workflow.propose_undoing(change, by=cast.administrator, reason="Era otra.")


def test_what_nobody_confirmed_lapses_a_month_after_its_day(cast):
    early = rename(cast.city, "Metrópoli", by=cast.coordinator, days=40)
    old = timezone.now() - 31 * DAY
    OrganizationChange.objects.update(proposed_at=old)
    assert tasks.forget_institution_changes() == 0  # its day is to come
    OrganizationChange.objects.update(effective_on=timezone.localdate(old) - DAY)
    assert tasks.forget_institution_changes() == 1
    assert not OrganizationChange.objects.filter(pk=early.pk).exists()


def test_a_proposal_is_not_public_and_is_withdrawn_by_who_keeps_the_institution(cast, client):
    change = rename(cast.city, "Metrópoli", by=cast.coordinator)
    assert "Metrópoli" not in client.get(reverse("institution", args=["ciudad"])).content.decode()
    with pytest.raises(NotAllowed):
        workflow.withdraw_change(change, by=cast.other_coordinator)
    workflow.withdraw_change(change, by=cast.second_coordinator)
    assert not OrganizationChange.objects.exists()
    assert Membership.objects.filter(organization=cast.city).exists()


def test_the_list_counts_what_each_promised_and_sets_apart_those_that_are_no_more(
    cast, second, heir, client
):
    commitment(cast)
    commitment(cast)
    commitment(cast, "draft")  # nobody sees it
    confirm(close(cast.other_society, heir, by=cast.administrator), by=second)
    page = client.get(reverse("institution_list"))
    listed = {row.slug: row for sector in page.context["sectors"] for row in sector.organizations}
    assert listed["ciudad"].answers_for == 2
    assert listed["ciudad"].in_plans == 1
    assert "otra-sociedad" not in listed
    assert [row.slug for row in page.context["closed"]] == ["otra-sociedad"]
    text = page.content.decode()
    assert "Responde por 2 compromisos" in text
    assert "?institucion=ciudad" in text


def test_the_journal_of_a_role_is_not_read_by_who_edits_its_institution(cast, second):
    role = cast.editor.memberships.get()
    role.ends_on = timezone.localdate()
    organizations.save_membership(role, by=cast.administrator)
    entry = JournalEntry.objects.latest("pk")
    assert (entry.subject_type, entry.is_public) == ("commitments.membership", False)
    assert not JournalEntry.objects.filter(
        subject_type="commitments.organization", act="edit"
    ).exists()
    assert cast.editor.name not in entry.subject_title


def test_a_copy_of_a_plan_names_who_goes_on_with_what_closed(cast, second, heir):
    promise = commitment(cast, "closed", implementer=cast.partner)
    Organization.objects.filter(pk=cast.partner.pk).update(
        closed_on=timezone.localdate(), successor=heir
    )
    assert Organization.objects.heirs() == {cast.partner.pk: heir.pk}
    copy = plans.copy_plan(
        promise.plan, by=cast.coordinator, title="Plan siguiente", lead=cast.city, months=24
    )
    assert copy.commitments.get().implementer == heir
    assert set(copy.places.values_list("organization", flat=True)) >= {cast.city.pk, heir.pk}
    assert not copy.places.filter(organization=cast.partner).exists()
