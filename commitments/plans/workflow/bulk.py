"""Many drafts at once, from a spreadsheet: the same rules as one by one, in a handful of
statements.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from commitments.plans import fulfilment
from commitments.plans.models import Commitment, Milestone, Plan
from commitments.plans.states import CommitmentState, MilestoneState
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

BATCH = 500


@dataclass(frozen=True)
class Draft:
    """A commitment to be drafted or changed: its slug, values by column of the table, and
    milestones (None: leave them).
    """

    slug: str
    values: dict[str, object]
    milestones: list[tuple[datetime.date, str]] | None


@transaction.atomic
def write_drafts(
    plan: Plan, *, new: Iterable[Draft], changed: Iterable[Draft], by: User, source: str
) -> int:
    """Write drafts into `plan` and return how many.

    Raises NotAllowed, Refusal when somebody published one meanwhile.
    """
    plan = rights.fetch("import_commitments", plan, by=by)
    fresh, edited = list(new), list(changed)
    four_eyes.wrote_each([*_write_new(plan, fresh), *_write_changed(plan, edited)], by=[by])
    if fresh or edited:
        journal.record(
            "import",
            plan,
            role=role_of(by),
            plan_slug=plan.slug,
            after={"file": source, "new": len(fresh), "changed": len(edited)},
            is_public=False,
        )
    return len(fresh) + len(edited)


def _write_new(plan: Plan, drafts: Sequence[Draft]) -> list[Commitment]:
    commitments = Commitment.objects.bulk_create(
        (
            Commitment(
                plan=plan,
                slug=draft.slug,
                state=CommitmentState.DRAFT,
                **draft.values,
                **_measures(draft.milestones or []),
            )
            for draft in drafts
        ),
        batch_size=BATCH,
    )
    _add_milestones(
        (commitment.pk, draft.milestones or [])
        for commitment, draft in zip(commitments, drafts, strict=True)
    )
    return commitments


def _write_changed(plan: Plan, drafts: Sequence[Draft]) -> list[Commitment]:
    """Write over drafts of the plan. Raises Refusal when one is no longer a draft."""
    if not drafts:
        return []
    commitments = {
        commitment.slug: commitment
        for commitment in Commitment.objects.filter(
            plan=plan, slug__in=[draft.slug for draft in drafts], state=CommitmentState.DRAFT
        ).select_for_update(of=("self",))
    }
    if len(commitments) != len(drafts):
        raise Refusal(
            _(
                "Uno de los compromisos dejó de ser borrador mientras tanto: revise la planilla "
                "de nuevo."
            )
        )
    for draft in drafts:
        measures = {} if draft.milestones is None else _measures(draft.milestones)
        for name, value in {**draft.values, **measures}.items():
            setattr(commitments[draft.slug], name, value)
        commitments[draft.slug].version += 1
    names = sorted(
        {name for draft in drafts for name in draft.values}
        | {"version", "computed_progress", "milestone_count", "open_due_on"}
    )
    Commitment.objects.bulk_update(commitments.values(), names, batch_size=BATCH)
    replaced = {
        commitments[draft.slug].pk: draft.milestones
        for draft in drafts
        if draft.milestones is not None
    }
    Milestone.objects.filter(commitment_id__in=replaced).delete()
    _add_milestones(replaced.items())
    return list(commitments.values())


def _measures(milestones: list[tuple[datetime.date, str]]) -> dict[str, object]:
    measure = fulfilment.measure(
        fulfilment.Part(0, 1, MilestoneState.NOT_STARTED) for _row in milestones
    )
    return {
        "computed_progress": measure.progress,
        "milestone_count": measure.counted,
        "open_due_on": min((day for day, _title in milestones), default=None),
    }


def _add_milestones(rows: Iterable[tuple[int, list[tuple[datetime.date, str]]]]) -> None:
    Milestone.objects.bulk_create(
        (
            Milestone(
                commitment_id=commitment, position=place, title=title, due_on=day, first_due_on=day
            )
            for commitment, milestones in rows
            for place, (day, title) in enumerate(milestones, start=1)
        ),
        batch_size=BATCH * 2,
    )
