"""Whole numbers as offices and people write them: what is read, and what is refused instead of
guessed.
"""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from ogp_portal.foundation import numbers
from ogp_portal.foundation.numbers import Convention

CHILEAN = Convention(".")
INTERNATIONAL = Convention(",")
UNKNOWN = Convention()
PESOS = st.integers(-(2**63) + 1, 2**63 - 1)


@given(st.lists(PESOS, min_size=1))
def test_bare_digits_are_read_as_they_are(values):
    assert numbers.read_column([str(value) for value in values], written=UNKNOWN) == (values, [])


@given(PESOS)
def test_a_grouped_number_is_read_back_in_either_convention(value):
    international = f"{value:,}"
    chilean = international.replace(",", ".")
    assert numbers.read_cell(chilean, written=CHILEAN) == (value, "")
    assert numbers.read_cell(international, written=INTERNATIONAL) == (value, "")
    assert numbers.read_cell(f"{chilean},00", written=CHILEAN) == (value, "") or value == 0
    assert numbers.read_cell(
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
    assert numbers.read_cell(text, written=written) == (value, "")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.0", 1),
        ("25000000.0", 25_000_000),
        ("45.000.000", 45_000_000),
        ("45,000,000", 45_000_000),
        ("45.000", 45_000),
        ("45 000 000", 45_000_000),
        ("45\u202f000", 45_000),
        ("45'000'000", 45_000_000),
        ("$ 300.000", 300_000),
        ("$300.000", 300_000),
        ("CLP 300.000", 300_000),
        ("300.000 CLP", 300_000),
        ("CLP300000", 300_000),
        ("-$ 300.000", -300_000),
        ("$ -300.000", -300_000),
        ("$-300.000", -300_000),
        ("300.000-", -300_000),
        ("$ 300.000-", -300_000),
        ("($ 300.000)", -300_000),
        ("$ (300.000)", -300_000),
        ("–300.000", -300_000),
        ("-", None),
        ("—", None),
        ("$ -", None),
        ("$-", None),
        ("- CLP", None),
        ("   ", None),
        ("0.000", 0),
        ("0,000", 0),
    ],
)
def test_a_number_written_alone_is_read_as_offices_and_computers_write_it(text, value):
    assert numbers.read(text) == (value, "")


@pytest.mark.parametrize(
    ("language", "text", "small", "large"),
    [
        ("es-cl", "45,000", "45", "45.000"),
        ("es-cl", "-45,000", "-45", "-45.000"),
        ("es-cl", "$ 1,000", "1", "1.000"),
        ("en", "45.000", "45", "45,000"),
    ],
)
def test_what_can_be_read_in_two_ways_is_told_with_both(language, text, small, large):
    with translation.override(language):
        value, sentence = numbers.read(text)
        assert value is None
        assert f"{text} " in sentence
        assert f"{small} " in sentence
        assert f"{large}:" in sentence
        assert f" {small} " in sentence.partition(":")[2]
        assert sentence.endswith(f" {small}000")


def test_the_rest_of_a_file_says_which_of_two_ways_is_meant():
    assert numbers.read_cell("45,000", written=INTERNATIONAL) == (45_000, "")
    assert numbers.read_cell("45,000", written=CHILEAN) == (45, "")
    assert numbers.read_cell("45.000", written=INTERNATIONAL) == (45, "")


@pytest.mark.parametrize(
    "text",
    [
        "1 2",
        "()",
        "(",
        "45.00.000",
        "45,00,000",
        "1.234.56",
        "--5",
        "-(5)",
        "US$ 5",
        "M$ 5",
        "5 USD",
        "€5",
    ],
)
def test_what_is_no_whole_number_alone_is_refused(text):
    value, sentence = numbers.read(text)
    assert value is None
    assert sentence


@pytest.mark.parametrize("language", ["es-cl", "en"])
@given(value=st.integers(-(10**15), 10**15))
def test_what_is_written_is_read_back(language, value):
    with translation.override(language):
        assert numbers.read(numbers.write(value)) == (value, "") or abs(value) < 1_000_000


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (-0.0, "0,0"),
        (Decimal("-0.00"), "0,00"),
        (-1, "−1"),
        (-1234567, "−1.234.567"),
        (Decimal("-94.91"), "−94,91"),
        (Decimal("-0.01"), "−0,01"),
    ],
)
def test_numbers_have_one_sign_of_minus_and_no_negative_zero(value, written):
    assert numbers.write(value) == written


@pytest.mark.parametrize(
    ("text", "written", "why"),
    [
        ("abc", UNKNOWN, "no es un número"),
        ("=1+1", UNKNOWN, "no es un número"),
        ("1e6", UNKNOWN, "notación científica"),
        ("2,5E+07", CHILEAN, "notación científica"),
        ("12,5", UNKNOWN, "tiene decimales"),
        ("1.234,56", CHILEAN, "tiene decimales"),
        ("-0", UNKNOWN, "cero negativo"),
        ("-0,0", CHILEAN, "cero negativo"),
        ("(0)", UNKNOWN, "cero negativo"),
        ("9223372036854775808", UNKNOWN, "imposible"),
        ("9" * 400, UNKNOWN, "imposible"),
        ("1,234.00", CHILEAN, "otra convención"),
        ("1.234,00", INTERNATIONAL, "otra convención"),
        ("１２", UNKNOWN, "no es un número"),
        ("1_000", UNKNOWN, "no es un número"),
        ("+5", UNKNOWN, "no es un número"),
        ("12 %", UNKNOWN, "no es un número"),
        ("nan", UNKNOWN, "no es un número"),
    ],
)
def test_what_is_no_whole_number_of_pesos_is_refused_with_its_reason(text, written, why):
    value, sentence = numbers.read_cell(text, written=written)
    assert value is None
    assert why in sentence


def test_a_wrong_cell_is_told_with_its_place_and_the_others_are_read():
    values, wrong = numbers.read_column(["1", "x", "", "-0"], written=UNKNOWN)
    assert values == [1, None, None, None]
    assert [problem.place for problem in wrong] == [1, 3]


def test_a_cell_shows_no_more_than_forty_of_its_characters():
    _value, sentence = numbers.read("x" * 50)
    assert sentence == f"no es un número entero: {'x' * 40}"


@pytest.mark.parametrize("text", ["9223372036854775807", "-9223372036854775807"])
def test_the_largest_number_is_that_of_the_database(text):
    assert numbers.read(text) == (int(text), "")
    over = text[:-1] + "8"
    for values, wrong in (
        numbers.read_column([over], written=UNKNOWN),
        numbers.read_column(["1", over], written=UNKNOWN),
    ):
        assert values[-1] is None
        assert "imposible" in wrong[-1].sentence


@pytest.mark.parametrize("text", ["1_000", "１２", "+5"])
def test_what_python_would_read_and_nobody_writes_is_refused_in_a_column_too(text):
    values, wrong = numbers.read_column([text], written=UNKNOWN)
    assert values == [None]
    assert "no es un número" in wrong[0].sentence


def test_a_column_of_nothing_has_no_number():
    assert numbers.read_column([], written=UNKNOWN) == ([], [])


def test_what_both_conventions_may_have_written_says_nothing_and_a_tie_is_chilean():
    assert numbers.convention([["1.000", "2,000"]]) == UNKNOWN
    assert numbers.convention([["1.234.567", "1,234,567"]]) == CHILEAN
    assert numbers.convention([["1.234.567", "1,234,567", "7,654,321"]]) == INTERNATIONAL


def test_the_convention_is_what_only_one_of_the_two_can_have_written():
    assert numbers.convention([["1.234", "5"], ["1.234.567"]]) == CHILEAN
    assert numbers.convention([["1,234", "5"], ["1,234,567"]]) == INTERNATIONAL
    assert numbers.convention([["1", "2"]]) == UNKNOWN
    assert numbers.convention([["1000.0", "250.0"]]) == INTERNATIONAL


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_and_never_breaks(text):
    for written in (CHILEAN, INTERNATIONAL, UNKNOWN):
        value, sentence = numbers.read_cell(text, written=written)
        assert (value is None) or not sentence
