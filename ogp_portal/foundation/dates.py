"""Dates as people read them, at the precision their source states."""

import calendar
import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

FORMATS = {"day": "DATE_FORMAT", "month": "YEAR_MONTH_FORMAT", "year": "Y"}


def say(day: datetime.date | None, precision: str = "day") -> str:
    """Return "13 de noviembre de 2025", "julio de 2018" or "2024", by precision; "" for no date."""
    return date_format(day, FORMATS[precision]) if day else ""


def has_day(instant: datetime.datetime) -> bool:
    """Say whether an instant has a day in UTC and in the portal's zone: next to the first and the
    last that Python counts it may have none.
    """
    try:
        for zone in (datetime.UTC, timezone.get_default_timezone()):
            instant.astimezone(zone)
    except (OverflowError, ValueError):
        return False
    return True


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


def first_instant(day: datetime.date) -> datetime.datetime:
    """Return the first instant of a local day, in UTC."""
    return datetime.datetime.combine(
        day, datetime.time.min, tzinfo=timezone.get_current_timezone()
    ).astimezone(datetime.UTC)


def instant_of(clock: datetime.datetime) -> datetime.datetime:
    """Return the instant of what a person reads on a clock (date and hour without a zone).

    An hour that comes twice, where clocks go back, is the later one: nobody loses time by it.
    Raises ValidationError for an hour that no clock shows.
    """
    zone = timezone.get_current_timezone()
    first, later = (
        clock.replace(tzinfo=zone, fold=fold).astimezone(datetime.UTC) for fold in (0, 1)
    )
    shown = timezone.localtime(first)
    if shown.replace(tzinfo=None, fold=0) != clock:
        hours = {"typed": clock.strftime("%H:%M"), "next": shown.strftime("%H:%M")}
        message = _(
            "Ese día las %(typed)s no existen: se adelantan los relojes. Escriba otra hora, por "
            "ejemplo las %(next)s."
        )
        raise ValidationError(message % hours, code="imaginary")
    return later


def is_twice(at: datetime.datetime) -> bool:
    """Say whether the local hour of an instant comes twice that day."""
    local = timezone.localtime(at)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def moment(at: datetime.datetime | None) -> str:
    """Return an instant in words, "" for none; of an hour that comes twice, which of both it is."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    words = date_format(local, "DATETIME_FORMAT")
    if not is_twice(at):
        return words
    which = _("la segunda vez que da esa hora") if local.fold else _("la primera vez")
    hours = (local.utcoffset() or datetime.timedelta()) / datetime.timedelta(hours=1)
    return f"{words} ({which}, UTC{hours:+g})"


def since(at: datetime.datetime) -> str:
    """Return from when, of a window that opens at `at`: its first day where it opens with a day;
    else the day and hour.
    """
    day = timezone.localdate(at)
    return say(day) if at == first_instant(day) else moment(at)


def until(at: datetime.datetime) -> str:
    """Return until when, of a window that ends before `at`: its last day, inclusive, where it ends
    with a day; else the day and hour.
    """
    if at != first_instant(timezone.localdate(at)):
        return moment(at)
    last_day = timezone.localdate(at - datetime.timedelta(microseconds=1))
    return _("%(day)s, inclusive") % {"day": say(last_day)}


def course(starts_at: datetime.datetime, ends_at: datetime.datetime | None) -> str:
    """Return when something happens: "4 de mayo de 2026, 10:00–12:00", or from its first day to its
    last with the hour of each.
    """
    if ends_at is None or is_twice(starts_at) or is_twice(ends_at):
        return f"{moment(starts_at)} – {moment(ends_at)}" if ends_at else moment(starts_at)
    first, last = timezone.localtime(starts_at), timezone.localtime(ends_at)
    if first.date() == last.date():
        return f"{say(first)}, {first:%H:%M}–{last:%H:%M}"
    return f"{moment(starts_at)} – {moment(ends_at)}"


def days(starts_at: datetime.datetime, ends_at: datetime.datetime | None) -> str:
    """Return on which days something happens: "4 de mayo de 2026", or the first and the last."""
    return span(timezone.localdate(starts_at), timezone.localdate(ends_at or starts_at))
