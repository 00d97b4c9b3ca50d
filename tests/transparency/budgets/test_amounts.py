"""Amounts and codes as offices write them: what is read, and what is refused instead of guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transparency.budgets import amounts, classifier
from transparency.budgets.amounts import Convention

CHILEAN = Convention(".")
INTERNATIONAL = Convention(",")
UNKNOWN = Convention()
PESOS = st.integers(-(2**63) + 1, 2**63 - 1)


@given(st.lists(PESOS, min_size=1))
def test_bare_digits_are_read_as_they_are(values):
    assert amounts.read_column([str(value) for value in values], written=UNKNOWN) == (values, [])


@given(PESOS)
def test_a_grouped_number_is_read_back_in_either_convention(value):
    international = f"{value:,}"
    chilean = international.replace(",", ".")
    assert amounts.read_cell(chilean, written=CHILEAN) == (value, "")
    assert amounts.read_cell(international, written=INTERNATIONAL) == (value, "")
    assert amounts.read_cell(f"{chilean},00", written=CHILEAN) == (value, "") or value == 0
    assert amounts.read_cell(
        f"$ {chilean}" if value >= 0 else f"-${chilean[1:]}", written=CHILEAN
    ) == (value, "")


@pytest.mark.parametrize(
    ("text", "written", "value"),
    [
        ("1.234", UNKNOWN, 1234),
        ("1,234", UNKNOWN, 1234),
        ("1.000", UNKNOWN, 1000),
        ("12.693.714", CHILEAN, 12693714),
        ("0.0", UNKNOWN, 0),
        ("2100.0", UNKNOWN, 2100),
        ("(1.500)", CHILEAN, -1500),
        ("−5", UNKNOWN, -5),
        ("007", UNKNOWN, 7),
        (" 12 ", UNKNOWN, 12),
        ("", UNKNOWN, None),
        ("1.000,00", CHILEAN, 1000),
        ("1,000.00", INTERNATIONAL, 1000),
        ("9223372036854775807", UNKNOWN, 2**63 - 1),
    ],
)
def test_an_amount_is_read(text, written, value):
    assert amounts.read_cell(text, written=written) == (value, "")


@pytest.mark.parametrize(
    ("text", "written", "why"),
    [
        ("abc", UNKNOWN, "no es un monto"),
        ("=1+1", UNKNOWN, "no es un monto"),
        ("1e6", UNKNOWN, "no es un monto"),
        ("12,5", UNKNOWN, "fracciones"),
        ("1.234,56", CHILEAN, "fracciones"),
        ("-0", UNKNOWN, "cero negativo"),
        ("-0,0", CHILEAN, "cero negativo"),
        ("(0)", UNKNOWN, "cero negativo"),
        ("9223372036854775808", UNKNOWN, "imposible"),
        ("9" * 400, UNKNOWN, "imposible"),
        ("1,234.00", CHILEAN, "otra convención"),
        ("1.234,00", INTERNATIONAL, "otra convención"),
        ("１２", UNKNOWN, "no es un monto"),
        ("1_000", UNKNOWN, "no es un monto"),
        ("+5", UNKNOWN, "no es un monto"),
        ("12 %", UNKNOWN, "no es un monto"),
        ("nan", UNKNOWN, "no es un monto"),
    ],
)
def test_what_is_no_whole_number_of_pesos_is_refused_with_its_reason(text, written, why):
    value, sentence = amounts.read_cell(text, written=written)
    assert value is None
    assert why in sentence


def test_a_wrong_cell_is_told_with_its_place_and_the_others_are_read():
    values, wrong = amounts.read_column(["1", "x", "", "-0"], written=UNKNOWN)
    assert values == [1, None, None, None]
    assert [one.place for one in wrong] == [1, 3]


def test_the_convention_is_what_only_one_of_the_two_can_have_written():
    assert amounts.convention([["1.234", "5"], ["1.234.567"]]) == CHILEAN
    assert amounts.convention([["1,234", "5"], ["1,234,567"]]) == INTERNATIONAL
    assert amounts.convention([["1", "2"]]) == UNKNOWN
    assert amounts.convention([["1000.0", "250.0"]]) == INTERNATIONAL


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_and_never_breaks(text):
    for written in (CHILEAN, INTERNATIONAL, UNKNOWN):
        value, sentence = amounts.read_cell(text, written=written)
        assert (value is None) or not sentence
    amounts.read_percentage(text)
    classifier.split(text)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("94,91%", "94,91"),
        ("97,9", "97,9"),
        ("117.0", "117.0"),
        ("", ""),
        ("8.98", "8.98"),
        ("4.2e-05", "4.2e-05"),
        ("#DIV/0!", ""),
        ("inf", ""),
        ("NaN", ""),
        ("-", ""),
        ("-3,5 %", "-3,5"),
    ],
)
def test_a_percentage_is_kept_as_it_was_printed(text, printed):
    assert amounts.read_percentage(text) == printed


@pytest.mark.parametrize("text", ["x", "1,2,3", "=A1", "1e5", "1e-999", "1." + "3" * 40])
def test_what_is_no_percentage_is_told(text):
    assert amounts.read_percentage(text) is None


def test_whole_numbers_written_with_a_zero_have_no_decimals_of_their_own():
    assert amounts.decimals_of(["117.0", "", "33.0"]) == 0
    assert amounts.decimals_of(["117.0", "33.5"]) is None
    assert amounts.decimals_of(["100,00", "99,08"]) is None
    assert amounts.decimals_of([]) is None


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("215-21-01-001-001-000", ("expense", "21.01.001.001")),
        ("115-03-01-001-001-001", ("income", "03.01.001.001.001")),
        ("215-29-02-000-000-000", ("expense", "29.02")),
        ("2152101001001000", ("expense", "21.01.001.001")),
        ("215.22.05", ("expense", "22.05")),
        ("33.03.125", ("", "33.03.125")),
        ("22", ("", "22")),
        ("2205001", ("", "22.05.001")),
        (" 215-22-00-000-000-000 ", ("expense", "22")),
    ],
)
def test_a_code_is_read_with_its_side(code, found):
    assert classifier.split(code) == found


@pytest.mark.parametrize(
    "code", ["", "TOTAL", "215", "215-", "x-21", "=cmd", "215-00-00", "21-0a", "２１"]
)
def test_what_is_no_code_is_none(code):
    assert classifier.split(code) is None


def test_the_accounts_above_one():
    assert classifier.above("22.05.001") == ("22", "22.05", "22.05.001")
    assert (
        classifier.parent("22.05.001"),
        classifier.parent("22"),
        classifier.depth("22.05"),
        classifier.depth(""),
    ) == ("22.05", "", 2, 0)
