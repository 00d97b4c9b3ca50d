"""What people do to a plan in its months, each by the portal's own workflows: the script of the
example, and of the tests of a plan's life.
"""

import datetime
import uuid
from collections.abc import Mapping, Sequence

from commitments.inquiries import workflow as inquiries
from commitments.inquiries.models import Inquiry
from commitments.plans import workflow as plans
from commitments.plans.models import Commitment, Milestone
from commitments.progress import workflow as progress
from commitments.progress.models import ProgressUpdate
from commitments.progress.states import UpdateState
from commitments.progress.workflow.evidence import has_evidence
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.models import User

Claims = Mapping[int, tuple[int, datetime.date | None]]  # by position: percent, completion


def publish(
    row: Commitment, steps: Sequence[Milestone], *, author: User, reviewer: User
) -> Commitment:
    """Write the milestones of a draft, send it to review and publish it."""
    for step in steps:
        step.commitment = row
        plans.save_milestone(step, by=author)
    row = plans.submit_for_review(row, by=author)
    return plans.publish_commitment(row, read=four_eyes.as_read("publish", row), by=reviewer)


def send_report(
    row: Commitment,
    *,
    month: datetime.date,
    claims: Claims,
    changes: Mapping[str, object],
    evidence: str,
    by: User,
) -> ProgressUpdate:
    """Write what was done in a month and send it to review; `evidence` is the address of what
    proves each completion.
    """
    steps = {step.position: step for step in row.milestones.all()}
    update = progress.begin_update(row, month=month, by=by)
    told = [
        progress.Claim(steps[number], percent, done_on)
        for number, (percent, done_on) in claims.items()
    ]
    update = progress.save_update(
        update, by=by, version=update.version, changes=changes, claims=told
    )
    for claim in told:
        if claim.completed_on and not has_evidence(claim.milestone, update=update):
            progress.add_evidence(
                update, by=by, title="Acta", milestones=[claim.milestone], url=evidence
            )
    return progress.submit_update(update, by=by)


def return_report(update: ProgressUpdate, *, reason: str, by: User) -> ProgressUpdate:
    """Give a report back to who wrote it."""
    return progress.return_update(update, by=by, reason=reason)


def approve_report(row: Commitment, *, month: datetime.date, by: User) -> ProgressUpdate | None:
    """Approve the report of a month that waits for it; None where there is none."""
    update = row.updates.filter(period_starts_on=month, state=UpdateState.SUBMITTED).first()
    if update is None:
        return None
    return progress.approve_update(update, read=four_eyes.as_read("approve_update", update), by=by)


def ask(
    row: Commitment, *, text: str, by: User, milestone: Milestone | None = None, link: str = ""
) -> Inquiry:
    """Receive a question, or an objection to a milestone, from anybody and publish it."""
    received = inquiries.receive(row, milestone=milestone, text=text, link=link, key=uuid.uuid4())
    return inquiries.publish_inquiry(received.inquiry, by=by)


def answer(
    row: Inquiry, *, act: str, text: str, author: User, reviewer: User, progress: int = 0
) -> Inquiry:
    """Answer a question, or decide an objection: one writes, another approves."""
    row = inquiries.prepare_answer(row, by=author, act=act, text=text, progress=progress)
    return inquiries.approve_answer(row, read=four_eyes.as_read(act, row), by=reviewer)
