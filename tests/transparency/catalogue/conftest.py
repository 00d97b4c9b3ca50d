"""Commitments of many kinds, for the tests of the API."""

import datetime

import pytest

from commitments.plans import workflow
from commitments.plans.models import Theme, Value
from tests.factories.commitments import assessment, commitment, update


@pytest.fixture
def rich(cast):
    theme = Theme.objects.create(slug="datos", name="Datos")
    values = [Value.objects.create(slug=f"valor-{n}", name=f"Valor {n}") for n in range(2)]
    rows = []
    for number in range(7):
        row = commitment(
            cast,
            title=f"Abrir las actas {number}" if number % 2 else f"Participación {number}",
            theme=theme if number < 3 else None,
        )
        row.values.set(values[: number % 3])
        rows.append(row)
    update(cast, "approved", of=rows[0])
    assessment(cast, "published", of=rows[0])
    workflow.reschedule(
        rows[1].milestones.first(),
        to_on=datetime.date(2027, 1, 1),
        cause="approvals",
        reason="Falta la toma de razón.",
        by=cast.coordinator,
    )
    workflow.cancel_milestone(
        rows[2].milestones.last(), by=cast.coordinator, reason="Se unió al anterior."
    )
    commitment(cast, "draft", title="Participación secreta")
    return rows
