"""Amendments of published commitments, written as rows in the state that is asked for."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from commitments.amendments import workflow
from commitments.amendments.models import AmendedField, Amendment
from commitments.amendments.reading import Amendable, Change, version_of
from commitments.plans.models import Commitment, Plan
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.models import User
from tests.factories.commitments import commitment
from tests.people import Cast


def amendment(cast: Cast, state: str = "in_force", **facts: Any) -> Amendment:
    """Return an amendment that the city's editor wrote of a published commitment."""
    return _amendment(cast, commitment(cast), by=cast.editor, state=state, **facts)


def plan_amendment(cast: Cast, state: str = "in_force", **facts: Any) -> Amendment:
    """Return an amendment that the partner's coordinator wrote of the plan."""
    return _amendment(cast, cast.plan, by=cast.second_coordinator, state=state, **facts)


def _amendment(
    cast: Cast, of: Commitment | Plan, *, by: User, state: str, **facts: Any
) -> Amendment:
    name = "plan" if isinstance(of, Plan) else "commitment"
    row = Amendment.objects.create(
        reason="El decreto 12 lo cambió.", author=by, **{name: of}, **facts
    )
    AmendedField.objects.create(
        amendment=row, position=1, name="title", value="Otro", before=of.title, after="Otro"
    )
    four_eyes.wrote(row, by=by)
    changes: dict[str, Any] = {"state": state}
    if state == "in_force":
        changes |= {"number": 1, "reviewer": cast.coordinator, "approved_at": timezone.now()}
    if state == "returned":
        changes |= {"state_reason": "Falta el motivo.", "reviewer": cast.coordinator}
    Amendment.objects.filter(pk=row.pk).update(**changes)
    return Amendment.objects.get(pk=row.pk)


def put_in_force(cast: Cast, row: Amendable, changes: Sequence[Change]) -> Amendment:
    """Return an amendment that one coordinator wrote and another put in force, now."""
    amendment = workflow.save_amendment(
        row,
        by=cast.second_coordinator,
        version=0,
        seen=version_of(row),
        kind=Amendment.Kind.MODIFICATION,
        reason="El decreto 12 lo cambió.",
        agreement="",
        changes=changes,
    )
    amendment = workflow.submit_amendment(amendment, by=cast.second_coordinator)
    read = four_eyes.as_read("approve_amendment", amendment)
    return workflow.approve_amendment(amendment, by=cast.coordinator, read=read)
