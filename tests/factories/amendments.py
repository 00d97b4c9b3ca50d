"""Amendments of published commitments, written as rows in the state that is asked for."""

from typing import Any

from django.utils import timezone

from commitments.amendments.models import AmendedField, Amendment
from ogp_portal.foundation.permissions import four_eyes
from tests.factories.commitments import commitment
from tests.people import Cast


def amendment(cast: Cast, state: str = "in_force", **facts: Any) -> Amendment:
    """Return an amendment that the city's editor wrote of a published commitment."""
    promise = commitment(cast)
    row = Amendment.objects.create(
        commitment=promise, reason="El decreto 12 lo cambió.", author=cast.editor, **facts
    )
    AmendedField.objects.create(
        amendment=row, position=1, name="title", value="Otro", before=promise.title, after="Otro"
    )
    four_eyes.wrote(row, by=cast.editor)
    changes: dict[str, Any] = {"state": state}
    if state == "in_force":
        changes |= {"number": 1, "reviewer": cast.coordinator, "approved_at": timezone.now()}
    if state == "returned":
        changes |= {"state_reason": "Falta el motivo.", "reviewer": cast.coordinator}
    Amendment.objects.filter(pk=row.pk).update(**changes)
    return Amendment.objects.get(pk=row.pk)
