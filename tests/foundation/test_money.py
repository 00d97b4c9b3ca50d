"""Amounts as people read them, with the signs of the government's own currency."""

from decimal import Decimal

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
        (-99_999, "−$99.999"),
        (-100_000, "−M$100"),
        (-100_000_000, "−MM$100"),
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


@pytest.mark.parametrize(
    ("amount", "whole", "thousands", "millions"),
    [
        (0, "$0", "M$0", "MM$0"),
        (499, "$499", "M$0", "MM$0"),
        (500, "$500", "M$1", "MM$0"),
        (499_999, "$499.999", "M$500", "MM$0"),
        (500_000, "$500.000", "M$500", "MM$1"),
        (12_693_714_000, "$12.693.714.000", "M$12.693.714", "MM$12.694"),
        (-1_500, "−$1.500", "−M$2", "MM$0"),
    ],
)
def test_an_amount_is_shown_whole_in_thousands_and_in_millions(amount, whole, thousands, millions):
    assert money.whole(amount) == whole
    assert money.thousands(amount) == thousands
    assert money.millions(amount) == millions


def test_a_share_is_rounded_half_up_to_two_decimals_and_there_is_none_of_nothing():
    assert money.share(1, 8) == Decimal("12.50")
    assert money.share(1, 3) == Decimal("33.33")
    assert money.share(12_345, 100_000, digits=2) == Decimal("12.35")  # 12,345
    assert money.share(1, 8, digits=0) == Decimal(13)
    assert money.share(1, 0) is None
    assert money.share(0, 5) == Decimal("0.00")


def test_a_percentage_keeps_its_decimals_and_its_sign_beside_it():
    assert money.percent(Decimal("94.91")) == "94,91\u00a0%"
    assert money.percent(Decimal("1234.5")) == "1.234,5\u00a0%"
    assert money.percent(None) == "—"
