"""What stands in a field of money is told as one types, by the portal's own reader, under the
policy of every page.
"""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NARROW_AND_WIDE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_an_amount_is_read_while_it_is_typed(visitor, transactional_db, cast):
    coordinator = visitor(*NARROW_AND_WIDE)
    coordinator.enter(cast.coordinator)
    page = coordinator.open("/admin/commitments/commitment/add/")
    field, told = page.locator("#id_budget_clp"), page.locator("output[for=id_budget_clp]")
    for text, words in (
        ("45000000", "Se lee $45.000.000, esto es M$45.000."),
        ("45,000", "45,000 puede ser 45 o 45.000"),
        ("", ""),
    ):
        field.fill(text)
        expect(told).to_contain_text(words) if words else expect(told).to_be_empty()
    assert coordinator.complaints == []
