"""Amounts as people read them, with the signs of the government's own currency."""

import pytest
from django.utils import translation

from ogp_portal.foundation import money


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (99_999, "$99.999"),
        (100_000, "M$100"),
        (99_999_499, "M$99.999"),
        (99_999_999, "M$100.000"),
        (100_000_000, "MM$100"),
        (-12_693_714_000, "−MM$12.694"),
        (0, "$0"),
    ],
)
def test_an_amount_is_read_in_the_largest_unit_that_keeps_three_figures(amount, shown):
    with translation.override("es-cl"):
        assert money.readable(amount) == shown


def test_another_government_writes_its_own_signs(settings):
    settings.MONEY_SIGNS = ["S/ ", "miles de S/ ", "millones de S/ "]
    with translation.override("es-cl"):
        assert money.whole(2_000) == "S/ 2.000"
        assert money.thousands(2_000_000) == "miles de S/ 2.000"
        assert money.readable(150_000_000) == "millones de S/ 150"


def test_signs_that_are_not_three_are_refused_when_the_portal_starts(settings):
    assert money.check_money_signs(None) == []
    for signs in (["$"], ["$", "M$"], ["$", "M$", "MM$", "?"]):
        settings.MONEY_SIGNS = signs
        (error,) = money.check_money_signs(None)
        assert "MONEY_SIGNS" in error.msg
