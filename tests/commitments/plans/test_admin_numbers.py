"""Amounts typed in the admin."""

import pytest

from tests.commitments.plans.test_admin import change, form_of
from tests.factories.commitments import commitment

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["45.000.000", "$ 45.000.000", "45000000.0"])
def test_a_budget_is_kept_as_it_was_typed(client, cast, typed):
    row = commitment(cast, "draft", milestones=1)
    client.force_login(cast.editor)
    answer = client.post(change(row), form_of(client, row, budget_clp=typed))
    assert answer.status_code == 302, answer.context["errors"]
    row.refresh_from_db()
    assert row.budget_clp == 45_000_000
    assert 'value="45.000.000"' in client.get(change(row)).content.decode()


def test_a_budget_that_reads_in_two_ways_is_told_and_not_kept(client, cast):
    row = commitment(cast, "draft", milestones=1)
    client.force_login(cast.editor)
    answer = client.post(change(row), form_of(client, row, budget_clp="45,000"))
    assert answer.status_code in {200, 422}
    assert "puede ser 45 o 45.000" in answer.content.decode()
    row.refresh_from_db()
    assert row.budget_clp is None
