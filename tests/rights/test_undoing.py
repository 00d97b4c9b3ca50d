"""What was begun by mistake is deleted in place while nobody outside has seen it and nothing rests
on it; who did it and why stays in the record.
"""

import pytest
from django.urls import reverse

from commitments.assessments import workflow as assessments
from commitments.assessments.models import Assessment, Counterpart
from commitments.plans import workflow as plans
from commitments.plans.models import Axis, Commitment, Milestone, Plan, PlanMember
from forums.drafts import workflow as drafts
from forums.proposals import workflow as proposals
from forums.sessions import workflow as sessions
from forums.surveys import workflow as surveys
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry
from tests.factories import drafts as made_drafts
from tests.factories import forums as made
from tests.factories.commitments import assessment, commitment
from tests.factories.publications import publication
from transparency.publications import workflow as publications

pytestmark = pytest.mark.django_db
WHY = "Se creó dos veces."


def empty_plan(cast) -> Plan:
    plan = Plan(slug="vacio", kind="internal", title="Plan vacío")
    plans.create_plan(plan, lead=cast.city, by=cast.coordinator)
    Axis.objects.create(plan=plan, slug="eje", name="Eje")
    return plan


def publication_begun(cast):
    return publication(cast, "draft").publication


BEGUN = {
    "plan": (empty_plan, plans.discard_plan),
    "commitment": (lambda cast: commitment(cast, "draft"), plans.discard_commitment),
    "call": (lambda cast: made.call(cast, is_announced=False), proposals.discard_call),
    "survey": (lambda cast: made.survey(cast, "draft"), surveys.discard_survey),
    "session": (lambda cast: made.session(cast, "draft"), sessions.discard_session),
    "consultation": (
        lambda cast: made_drafts.consultation(cast, "draft"),
        drafts.discard_consultation,
    ),
    "publication": (publication_begun, publications.discard_publication),
}
SHOWN = {
    "plan": lambda cast: cast.plan,
    "commitment": lambda cast: commitment(cast),
    "call": lambda cast: made.call(cast),
    "survey": lambda cast: made.survey(cast),
    "session": lambda cast: made.session(cast),
    "consultation": lambda cast: made_drafts.consultation(cast),
    "publication": lambda cast: publication(cast).publication,
}


@pytest.mark.parametrize("kind", BEGUN)
def test_what_nobody_has_seen_is_deleted_with_its_parts_and_the_record_says_who_and_why(cast, kind):
    make, discard = BEGUN[kind]
    row = make(cast)
    model, key = type(row), row.pk
    with pytest.raises(Refusal, match="por qué"):
        discard(row, by=cast.coordinator, reason=" ")
    with pytest.raises(NotAllowed):
        discard(row, by=cast.monitor, reason=WHY)
    discard(row, by=cast.coordinator, reason=WHY)
    assert not model.objects.filter(pk=key).exists()
    entry = JournalEntry.objects.get(act="discard")
    assert (entry.subject_id, entry.reason, entry.is_public) == (key, WHY, False)
    assert entry.actor_role.endswith("Ciudad")


@pytest.mark.parametrize("kind", SHOWN)
def test_what_was_shown_to_everybody_is_not_deleted(cast, kind):
    row = SHOWN[kind](cast)
    with pytest.raises(NotAllowed):
        BEGUN[kind][1](row, by=cast.coordinator, reason=WHY)
    assert type(row).objects.filter(pk=row.pk).exists()


def test_a_plan_with_commitments_is_kept_whole_and_told_what_holds_it(cast):
    plan = empty_plan(cast)
    draft = commitment(cast, "draft")
    Commitment.objects.filter(pk=draft.pk).update(plan=plan)
    with pytest.raises(Refusal, match="ya tiene compromisos"):
        plans.discard_plan(plan, by=cast.coordinator, reason=WHY)
    assert Axis.objects.filter(plan=plan).exists()
    assert PlanMember.objects.filter(plan=plan).exists()
    assert not JournalEntry.objects.filter(act="discard").exists()


def test_a_draft_on_which_something_rests_is_kept_with_its_milestones(cast):
    draft = commitment(cast, "draft")
    made_drafts.draft(cast, commitment=draft)
    with pytest.raises(Refusal, match="No se elimina"):
        plans.discard_commitment(draft, by=cast.coordinator, reason=WHY)
    assert Milestone.objects.filter(commitment=draft).exists()


def test_an_editor_deletes_her_draft_until_she_sends_it_to_review(cast):
    draft = commitment(cast, "draft")
    waiting = commitment(cast, "in_review")
    plans.discard_commitment(draft, by=cast.editor, reason=WHY)
    with pytest.raises(NotAllowed):
        plans.discard_commitment(waiting, by=cast.editor, reason=WHY)
    plans.discard_commitment(waiting, by=cast.coordinator, reason=WHY)


def test_a_counterpart_named_by_mistake_is_taken_back_in_public_until_she_judges(cast):
    row = commitment(cast)
    named = assessments.name_counterpart(row, organization=cast.society, by=cast.coordinator)
    with pytest.raises(NotAllowed):
        assessments.remove_counterpart(named, by=cast.editor, reason=WHY)
    with pytest.raises(Refusal, match="por qué"):
        assessments.remove_counterpart(named, by=cast.coordinator, reason="")
    assessments.remove_counterpart(named, by=cast.coordinator, reason=WHY)
    assert not Counterpart.objects.filter(pk=named.pk).exists()
    entry = JournalEntry.objects.get(act="remove_counterpart")
    assert (entry.subject_id, entry.reason, entry.is_public) == (row.pk, WHY, True)
    judged = assessment(cast, of=row)
    other = Counterpart.objects.get_or_create(commitment=row, organization=judged.organization)[0]
    Assessment.objects.filter(pk=judged.pk).update(kind="counterpart")
    with pytest.raises(Refusal, match="ya escribió su evaluación"):
        assessments.remove_counterpart(other, by=cast.coordinator, reason=WHY)


def test_the_admin_offers_it_where_it_can_be_done_and_goes_back_to_the_list(cast, client):
    client.force_login(cast.coordinator)
    draft, published = commitment(cast, "draft"), commitment(cast)
    for row, is_offered in ((draft, True), (published, False)):
        page = reverse("admin:commitments_commitment_change", args=[row.pk])
        address = reverse("admin:commitments_commitment_act", args=[row.pk, "discard"])
        assert (address in client.get(page).content.decode()) is is_offered
        assert client.get(address).status_code == (200 if is_offered else 404)
    address = reverse("admin:commitments_commitment_act", args=[draft.pk, "discard"])
    answer = client.post(address, {"reason": WHY})
    assert answer.headers["Location"] == reverse("admin:commitments_commitment_changelist")
    assert not Commitment.objects.filter(pk=draft.pk).exists()
