"""Deadlines in working days: Monday to Friday without the legal holidays of the place that the
setting HOLIDAYS names (in Chile: Ley 19.880, art. 25, as commonly applied).

The calendar is that of the `holidays` library, which a new law updates.
"""

import datetime
import functools
from collections.abc import Collection
from dataclasses import dataclass

import holidays
from django.conf import settings
from django.core import checks
from django.utils.translation import to_locale

SATURDAY = 5


@dataclass(frozen=True)
class Deadline:
    """A date and how it was found: the working days counted and the holidays stepped over on the
    way.
    """

    due_on: datetime.date
    days: int
    skipped: tuple[tuple[datetime.date, str], ...]


def _holidays(year: int) -> dict[datetime.date, str]:
    return _holidays_of(settings.HOLIDAYS, settings.LANGUAGE_CODE, year)


@functools.lru_cache(maxsize=16)
def _holidays_of(place: str, language: str, year: int) -> dict[datetime.date, str]:
    """Return the holidays of a year, named in the portal's language where the library knows it."""
    country, _dash, part = place.partition("-")
    calendar = holidays.country_holidays(country)
    spoken = _spoken(language, calendar.supported_languages, calendar.default_language)
    return dict(
        holidays.country_holidays(country, subdiv=part or None, years=year, language=spoken)
    )


def _spoken(language: str, known: Collection[str], own: str | None) -> str | None:
    """Return which of the library's languages of a country (`es`, `en_US`) names its holidays: the
    portal's own variant, else another of the same language, else the country's own.
    """
    variants = sorted(
        name for name in known if name.partition("_")[0] == language.partition("-")[0]
    )
    same = to_locale(language)
    return same if same in variants else next(iter(variants), own)


def check_holidays(app_configs: object, **_options: object) -> list[checks.CheckMessage]:
    """Refuse a place whose holidays nobody knows: without them every deadline would be wrong."""
    country, _dash, part = settings.HOLIDAYS.partition("-")
    parts = holidays.list_supported_countries().get(country)
    if parts is not None and (not part or part in parts):
        return []
    return [
        checks.Error(
            f"HOLIDAYS={settings.HOLIDAYS!r}: write a country, or a country and a part of it, that "
            f"the library of holidays knows, as CL-RM.",
            id="portal.E004",
        )
    ]


def holiday(day: datetime.date) -> str:
    """Return the name of the holiday that falls on `day`, or ""."""
    return _holidays(day.year).get(day, "")


def is_working(day: datetime.date) -> bool:
    """Say whether `day` counts."""
    return day.weekday() < SATURDAY and not holiday(day)


def after(start: datetime.date, days: int) -> Deadline:
    """Return the date `days` working days after `start`; the day itself does not count."""
    day = start
    left = days
    skipped = []
    while left > 0:
        day += datetime.timedelta(days=1)
        if is_working(day):
            left -= 1
        elif day.weekday() < SATURDAY:
            skipped.append((day, holiday(day)))
    return Deadline(day, days, tuple(skipped))


def between(start: datetime.date, end: datetime.date) -> int:
    """Return how many working days after `start` the day `end` is (0 on the same day or before)."""
    day, count = start, 0
    while day < end:
        day += datetime.timedelta(days=1)
        count += is_working(day)
    return count
