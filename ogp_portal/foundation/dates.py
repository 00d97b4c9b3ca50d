"""Dates as people read them, at the precision their source states."""

import calendar
import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

FORMATS = {"day": "DATE_FORMAT", "month": "YEAR_MONTH_FORMAT", "year": "Y"}


def say(day: datetime.date | None, precision: str = "day") -> str:
    """Return "13 de noviembre de 2025", "julio de 2018" or "2024", by precision; "" for no date."""
    return date_format(day, FORMATS[precision]) if day else ""


def add_months(day: datetime.date, months: int) -> datetime.date:
    """Return the same day `months` later, or the last day of that month where it has none such."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last_day = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last_day))


def span(start: datetime.date | None, end: datetime.date | None, precision: str = "day") -> str:
    """Return a period: "2022–2024", "septiembre de 2016 – julio de 2018", "desde …", or "" when
    neither end is stated.
    """
    first, last = say(start, precision), say(end, precision)
    if first and last:
        if first == last:
            return first
        return f"{first}–{last}" if precision == "year" else f"{first} – {last}"
    if first:
        return _("desde %(date)s") % {"date": first}
    return _("hasta %(date)s") % {"date": last} if last else ""
