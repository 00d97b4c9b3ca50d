"""Every write on plans, commitments and milestones: rights → lock → move → write → journal."""

from commitments.plans.workflow.bulk import Draft, write_drafts
from commitments.plans.workflow.commitment import (
    amend_by_form,
    amend_commitment,
    classify_commitment,
    close_commitment,
    draft_commitment,
    edit_commitment,
    missing_before_publication,
    propose_commitment,
    publish_commitment,
    remove_actor,
    return_to_draft,
    save_actor,
    save_contact,
    submit_for_review,
    withdraw_commitment,
)
from commitments.plans.workflow.measures import note_report, refresh_measures
from commitments.plans.workflow.milestone import (
    cancel_milestone,
    record_progress,
    remove_milestone,
    reopen_milestone,
    reschedule,
    save_milestone,
)
from commitments.plans.workflow.plan import (
    archive_plan,
    create_plan,
    edit_plan,
    end_plans_past_their_term,
    enter_into_force,
    open_co_creation,
    record_plan_assessment,
    resume_plan,
    save_axis,
    save_member,
    save_total,
    submit_plan,
    suspend_plan,
)
from commitments.plans.workflow.register import register_commitment, register_plan, register_term, register_total, save_term

__all__ = [
    "Draft", "amend_by_form", "amend_commitment", "archive_plan", "cancel_milestone", "classify_commitment", "close_commitment", "create_plan", "draft_commitment", "edit_commitment",
    "edit_plan", "end_plans_past_their_term", "enter_into_force", "missing_before_publication", "note_report", "open_co_creation",
    "propose_commitment", "publish_commitment", "record_plan_assessment", "record_progress", "refresh_measures", "register_commitment",
    "register_plan", "register_term", "register_total", "remove_actor", "remove_milestone", "reopen_milestone", "reschedule", "resume_plan",
    "return_to_draft", "save_actor", "save_axis", "save_contact", "save_member", "save_milestone", "save_term", "save_total", "submit_for_review", "submit_plan", "suspend_plan", "withdraw_commitment", "write_drafts",
]  # fmt: skip
