"""Every allowed and every refused transition of plans, commitments and milestones."""

import datetime

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from commitments.plans import workflow
from commitments.plans.models import Commitment, CommitmentVersion, Milestone, Plan, Reschedule
from commitments.plans.states import COMMITMENT, MILESTONE, PLAN
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.permissions.states import MoveNotAllowed
from ogp_portal.foundation.refusals import ChangedMeanwhile, Refusal
from ogp_portal.models import JournalEntry
from tests import walks
from tests.factories.commitments import commitment

pytestmark = pytest.mark.django_db
JULY = datetime.date(2027, 7, 1)

PLAN_ACTS = {
    "open_co_creation": lambda plan, by: workflow.open_co_creation(plan, by=by),
    "suspend": lambda plan, by: workflow.suspend_plan(plan, by=by, reason="Elecciones."),
    "resume": lambda plan, by: workflow.resume_plan(plan, by=by),
    "submit": lambda plan, by: workflow.submit_plan(plan, by=by),
    "enter_into_force": lambda plan, by: workflow.enter_into_force(plan, by=by),
    "record_assessment": lambda plan, by: workflow.record_plan_assessment(plan, by=by),
    "archive": lambda plan, by: workflow.archive_plan(plan, by=by),
}
COMMITMENT_ACTS = {
    "submit_for_review": lambda row, by: workflow.submit_for_review(row, by=by),
    "return_to_draft": lambda row, by: workflow.return_to_draft(
        row, by=by, reason="Falta un hito."
    ),
    "publish": lambda row, by: workflow.publish_commitment(
        row, read=four_eyes.as_read("publish", row), by=by
    ),
    "close": lambda row, by: workflow.close_commitment(row, by=by, reason="Terminó el plazo."),
    "withdraw": lambda row, by: workflow.withdraw_commitment(
        row, by=by, reason="Acuerdo del foro."
    ),
}


@pytest.mark.parametrize("act", PLAN_ACTS)
@pytest.mark.parametrize("state", PLAN.names)
def test_a_plan_moves_only_as_its_machine_says(cast, act, state):
    commitment(cast)
    reason = "Motivo." if PLAN.names[state].negative else ""
    Plan.objects.filter(pk=cast.plan.pk).update(state=state, state_reason=reason)
    if state in PLAN.sources(act):
        assert PLAN_ACTS[act](cast.plan, cast.coordinator).state == PLAN.target(act, state=state)
        assert JournalEntry.objects.filter(act=act, subject_id=cast.plan.pk).exists()
    else:
        with pytest.raises(MoveNotAllowed):
            PLAN_ACTS[act](cast.plan, cast.coordinator)
        assert Plan.objects.get(pk=cast.plan.pk).state == state


@pytest.mark.parametrize("act", COMMITMENT_ACTS)
@pytest.mark.parametrize("state", COMMITMENT.names)
def test_a_commitment_moves_only_as_its_machine_says(cast, act, state):
    row = commitment(cast, state)
    if state in COMMITMENT.sources(act):
        assert COMMITMENT_ACTS[act](row, cast.coordinator).state == COMMITMENT.target(
            act, state=state
        )
    else:
        with pytest.raises((MoveNotAllowed, NotAllowed)):
            COMMITMENT_ACTS[act](row, cast.coordinator)
        assert Commitment.objects.get(pk=row.pk).state == state


def test_every_move_of_the_machines_is_walked_by_a_test():
    assert set(PLAN_ACTS) == PLAN.acts - {"end"}
    assert set(COMMITMENT_ACTS) == COMMITMENT.acts


def test_a_plan_ends_by_date_and_not_by_hand(cast):
    assert workflow.end_plans_past_their_term(on=datetime.date(2027, 12, 31)) == 0
    assert workflow.end_plans_past_their_term(on=datetime.date(2028, 1, 1)) == 1
    assert Plan.objects.get(pk=cast.plan.pk).state == "ended"


def test_a_plan_without_published_commitments_is_not_submitted(cast):
    Plan.objects.filter(pk=cast.plan.pk).update(state="co_creation")
    with pytest.raises(Refusal, match="no tiene compromisos publicados"):
        workflow.submit_plan(cast.plan, by=cast.coordinator)


@pytest.mark.parametrize(
    "lacking", [{"milestones": 0}, {"summary": ""}, {"problem": ""}, {"ends_on": None}]
)
def test_a_commitment_is_not_published_while_something_is_missing(cast, lacking):
    row = commitment(cast, "in_review", **lacking)
    with pytest.raises(Refusal, match="Falta"):
        workflow.publish_commitment(
            row, read=four_eyes.as_read("publish", row), by=cast.coordinator
        )
    assert Commitment.objects.get(pk=row.pk).state == "in_review"


def test_the_brief_description_has_140_characters_at_most(cast):
    assert walks.commitments.commitment(cast, "draft", summary="a" * 140).pk
    with pytest.raises(Refusal, match="141 caracteres"):
        walks.commitments.commitment(cast, "draft", summary="a" * 141)


def test_the_database_itself_refuses_a_long_brief_description_that_is_not_historical(cast):
    row = commitment(cast, "draft")
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=row.pk).update(summary="a" * 141)


def test_a_stale_save_is_refused_and_nothing_is_lost(cast):
    row = commitment(cast, "draft")
    workflow.edit_commitment(
        row, by=cast.colleague, version=row.version, changes={"summary": "Lo de ella."}
    )
    with pytest.raises(ChangedMeanwhile):
        workflow.edit_commitment(
            row, by=cast.editor, version=row.version, changes={"summary": "Lo mío."}
        )
    assert Commitment.objects.get(pk=row.pk).summary == "Lo de ella."


def test_a_version_can_be_neither_changed_nor_deleted(cast):
    row = commitment(cast)
    for attempt in (
        lambda: CommitmentVersion.objects.update(summary="x"),
        lambda: row.versions.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_a_published_text_is_not_edited(cast):
    row = commitment(cast)
    with pytest.raises(NotAllowed):
        workflow.edit_commitment(row, by=cast.editor, version=row.version, changes={"summary": "x"})


def test_a_date_moves_with_cause_and_reason_and_the_first_one_stays(cast):
    milestone = commitment(cast).milestones.first()
    first = milestone.due_on
    workflow.reschedule(
        milestone, to_on=JULY, cause="funding", reason="Cambió el convenio.", by=cast.coordinator
    )
    milestone.refresh_from_db()
    assert (milestone.due_on, milestone.first_due_on) == (JULY, first)
    moved = Reschedule.objects.get()
    assert (moved.from_on, moved.to_on, moved.cause, moved.reason) == (
        first,
        JULY,
        "funding",
        "Cambió el convenio.",
    )
    assert Commitment.objects.get(pk=milestone.commitment_id).times_moved == 1


@pytest.mark.parametrize(
    ("cause", "reason"), [("", "Motivo."), ("weather", "Motivo."), ("funding", "  ")]
)
def test_a_date_does_not_move_without_one_of_six_causes_and_a_reason(cast, cause, reason):
    with pytest.raises(Refusal):
        workflow.reschedule(
            commitment(cast).milestones.first(),
            to_on=JULY,
            cause=cause,
            reason=reason,
            by=cast.coordinator,
        )
    assert not Reschedule.objects.exists()


@pytest.mark.parametrize("state", ["draft", "closed", "withdrawn"])
def test_a_date_moves_by_reschedule_only_while_the_commitment_is_published(cast, state):
    with pytest.raises(NotAllowed):
        workflow.reschedule(
            commitment(cast, state).milestones.first(),
            to_on=JULY,
            cause="funding",
            reason="Motivo.",
            by=cast.coordinator,
        )


def test_the_first_date_is_untouchable_even_by_sql_once_published(cast):
    draft, published = (
        commitment(cast, "draft").milestones.first(),
        commitment(cast).milestones.first(),
    )
    Milestone.objects.filter(pk=draft.pk).update(first_due_on=JULY)
    with (
        pytest.raises(DatabaseError, match="first date promised never changes"),
        transaction.atomic(),
    ):
        Milestone.objects.filter(pk=published.pk).update(first_due_on=JULY)


@pytest.mark.parametrize("state", MILESTONE.names)
def test_a_milestone_is_cancelled_only_while_open_and_with_its_reason(cast, state):
    milestone = _at(commitment(cast).milestones.first(), state)
    if state in MILESTONE.sources("cancel"):
        with pytest.raises(Refusal):
            workflow.cancel_milestone(milestone, by=cast.coordinator, reason="")
        assert (
            workflow.cancel_milestone(milestone, by=cast.coordinator, reason="Se reemplaza.").state
            == "cancelled"
        )
    else:
        with pytest.raises((MoveNotAllowed, NotAllowed)):
            workflow.cancel_milestone(milestone, by=cast.coordinator, reason="Se reemplaza.")


@pytest.mark.parametrize("state", MILESTONE.names)
def test_only_a_complete_milestone_is_reopened(cast, state):
    milestone = _at(commitment(cast).milestones.first(), state)
    if state == "complete":
        reopened = workflow.reopen_milestone(
            milestone, by=cast.coordinator, reason="La prueba era de otro hito.", progress=40
        )
        assert (reopened.state, reopened.progress, reopened.completed_on) == (
            "in_progress",
            40,
            None,
        )
    else:
        with pytest.raises(MoveNotAllowed):
            workflow.reopen_milestone(milestone, by=cast.coordinator, reason="x", progress=40)


@pytest.mark.parametrize("has_evidence", [True, False])
def test_a_milestone_is_complete_only_with_evidence(cast, has_evidence):
    milestone = commitment(cast).milestones.first()

    def complete():
        day = datetime.date(2026, 5, 1)
        return workflow.record_progress(
            milestone,
            progress=100,
            completed_on=day,
            has_evidence=has_evidence,
            by=cast.coordinator,
        )

    if has_evidence:
        assert complete().state == "complete"
    else:
        with pytest.raises(Refusal, match="medio de verificación"):
            complete()


def test_a_cancelled_milestone_takes_no_progress(cast):
    milestone = _at(commitment(cast).milestones.first(), "cancelled")
    with pytest.raises(MoveNotAllowed):
        workflow.record_progress(
            milestone, progress=10, completed_on=None, has_evidence=True, by=cast.coordinator
        )


def test_a_negative_state_cannot_be_stored_without_its_reason(cast):
    row = commitment(cast)
    for attempt in (
        lambda: Commitment.objects.filter(pk=row.pk).update(state="withdrawn", state_reason=""),
        lambda: Plan.objects.filter(pk=cast.plan.pk).update(state="suspended", state_reason=""),
        lambda: Milestone.objects.filter(commitment=row).update(state="cancelled", state_reason=""),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_history_keeps_every_row_with_what_changed_and_why(cast):
    import pghistory

    with pghistory.context(user=cast.coordinator.pk):
        row = commitment(cast)
        workflow.withdraw_commitment(row, by=cast.coordinator, reason="Acuerdo del foro.")
    events = row.events.order_by("pgh_id")
    assert [event.state for event in events][-1] == "withdrawn"
    context = events.last().pgh_context.metadata
    assert context["reason"] == "Acuerdo del foro."
    assert context["act"] == "withdraw"
    assert context["user"] == cast.coordinator.pk
    assert context["door"]


def test_measures_follow_the_milestones(cast):
    row = commitment(cast)
    first, second = row.milestones.order_by("position")
    workflow.record_progress(
        first, progress=60, completed_on=None, has_evidence=False, by=cast.coordinator
    )
    row.refresh_from_db()
    assert (row.computed_progress, row.computed_level, row.milestone_count) == (30, "limited", 2)
    workflow.cancel_milestone(second, by=cast.coordinator, reason="Sobra.")
    row.refresh_from_db()
    assert (row.computed_progress, row.computed_level, row.milestone_count) == (
        60,
        "substantial",
        1,
    )


def _at(milestone, state):
    facts = {
        "not_started": {},
        "in_progress": {"progress": 10},
        "complete": {"progress": 100, "completed_on": JULY},
        "cancelled": {"state_reason": "x"},
    }[state]
    Milestone.objects.filter(pk=milestone.pk).update(state=state, **facts)
    return Milestone.objects.get(pk=milestone.pk)
