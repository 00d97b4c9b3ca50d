"""Deadlines run by the holidays of the place that the settings name."""

import datetime

import pytest

from ogp_portal.foundation import workdays

FOUNDED = datetime.date(2026, 9, 18)  # a Friday: Chile's national day
FOURTH = datetime.date(2025, 7, 4)  # a Friday: a holiday of the United States
SAO_PAULO = datetime.date(2026, 7, 9)  # a Thursday: a holiday of the state of São Paulo alone


def test_by_default_the_holidays_are_those_of_santiago(settings):
    assert settings.HOLIDAYS == "CL-RM"
    assert workdays.holiday(FOUNDED)
    assert not workdays.is_working(FOUNDED)
    assert workdays.is_working(FOURTH)


def test_another_country_has_its_own(settings):
    settings.HOLIDAYS = "US"
    assert workdays.is_working(FOUNDED)
    assert not workdays.is_working(FOURTH)


def test_a_part_of_a_country_has_its_own(settings):
    settings.HOLIDAYS = "BR"
    assert workdays.is_working(SAO_PAULO)
    settings.HOLIDAYS = "BR-SP"
    assert not workdays.is_working(SAO_PAULO)


def test_a_language_that_the_country_has_no_names_in_gives_its_own(settings):
    settings.HOLIDAYS = "BR"
    assert workdays.holiday(datetime.date(2026, 1, 1)) == "Confraternização Universal"
    settings.HOLIDAYS = "CL-RM"
    assert workdays.holiday(datetime.date(2026, 1, 1)) == "Año Nuevo"


@pytest.mark.parametrize(
    ("place", "language", "day", "name"),
    [
        ("CL-RM", "es-cl", (2026, 1, 1), "Año Nuevo"),  # the country's own, without a variant
        ("CL-RM", "en", (2026, 1, 1), "New Year's Day"),  # the only English that it has: en_US
        ("CL-RM", "en-gb", (2026, 1, 1), "New Year's Day"),
        ("CA", "en-us", (2026, 9, 7), "Labor Day"),  # of two Englishes, the one asked for
        ("CA", "en-ca", (2026, 9, 7), "Labour Day"),
        ("CA", "en", (2026, 9, 7), "Labour Day"),
        ("HK", "zh-cn", (2026, 2, 17), "农历年初一"),
        ("BR", "pt", (2026, 1, 1), "Confraternização Universal"),
        ("BR", "pt-br", (2026, 1, 1), "Confraternização Universal"),
    ],
)
def test_a_holiday_is_named_in_the_portals_language_in_any_variant_of_it(
    settings, place, language, day, name
):
    settings.HOLIDAYS, settings.LANGUAGE_CODE = place, language
    assert workdays.holiday(datetime.date(*day)) == name


def test_a_language_is_another_when_only_its_first_letters_are_the_same(settings):
    settings.HOLIDAYS, settings.LANGUAGE_CODE = "DZ", "ka"  # Georgian; Algeria has Kabyle, kab
    assert workdays.holiday(datetime.date(2026, 7, 5)) == "عيد الاستقلال"


@pytest.mark.parametrize("place", ["", "Chile", "CL-XX", "XX", "cl-rm"])
def test_a_place_that_nobody_knows_is_refused_with_a_sentence(settings, place):
    settings.HOLIDAYS = place
    (error,) = workdays.check_holidays(None)
    assert error.id == "portal.E004"
    assert "as CL-RM" in error.msg


@pytest.mark.parametrize("place", ["CL", "CL-RM", "BR-SP"])
def test_a_place_that_is_known_is_taken(settings, place):
    settings.HOLIDAYS = place
    assert workdays.check_holidays(None) == []
