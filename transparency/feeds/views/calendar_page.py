"""The calendar for people: a month of what opens, closes, falls due and meets."""

import datetime
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from commitments.organizations.models import Organization
from commitments.plans.models import Plan
from forums.bodies.models import Forum
from ogp_portal.foundation.api.exceptions import BadParameter
from ogp_portal.foundation.events.topics import EVERYBODY
from ogp_portal.foundation.permissions.decorators import public
from transparency.feeds import queries
from transparency.feeds.calendar_month import A_WEEK, FARTHEST, Month, by_day

MOST_CHOICES = 200
MOST_IN_A_DAY = 3  # of the grid; the list has all of them


@public(cache=60, reads=("mes", *queries.PARTS))
def calendar_page(request: HttpRequest) -> HttpResponse:
    """Show a month: what the calendar file of the same filters tells of it."""
    today = timezone.localdate()
    month = Month.read(request.GET.get("mes", ""), today=today)
    asked = {name: request.GET[name] for name in queries.PARTS if request.GET.get(name)}
    try:
        chosen, named = queries.asked(asked)
    except BadParameter as error:
        raise Http404(str(error.detail)) from error
    entries = queries.entries(chosen, month)
    days = by_day(entries, month, lambda entry: (entry.first, entry.last))
    file = f"{reverse('calendar')}{_question(asked)}"
    this = Month(today.replace(day=1))
    context = {
        "month": month,
        "today": today,
        "is_this": month == this,
        "days": days.items(),
        "weeks": [
            [_cell(day, days.get(day, ()) if day else ()) for day in week] for week in month.weeks
        ],
        "names": [WEEKDAYS_ABBR[number] for number in range(A_WEEK)],
        "count": len(entries),
        "before": _place(month.previous, this, asked),
        "after": _place(month.next, this, asked),
        "now": _question(asked),
        "file": file,
        "webcal": f"webcal://{settings.PORTAL_URL.partition('://')[2]}{file}",
        "named": named,
        "chosen": asked,
        "filters": _filters(asked),
        "code": "" if month == this else month.code,
    }
    return render(request, "transparency/feeds/calendar.html", context)


def _cell(
    day: datetime.date | None, entries: Sequence[queries.Entry]
) -> tuple[datetime.date | None, Sequence[queries.Entry], int, int]:
    """Return a day of the grid, what it shows of it, how many there are and how many more."""
    return day, entries[:MOST_IN_A_DAY], len(entries), max(0, len(entries) - MOST_IN_A_DAY)


def _place(month: Month, this: Month, asked: dict[str, str]) -> str | None:
    """Return the query string of a month; None of one that is further away than the calendar
    goes.
    """
    if abs(month - this) > FARTHEST:
        return None
    return _question({**asked, **({} if month == this else {"mes": month.code})}) or "?"


def _question(parts: dict[str, str]) -> str:
    return f"?{urlencode(parts)}" if parts else ""


def _filters(asked: dict[str, str]) -> list[tuple[str, str, str, list[tuple[str, str]], str]]:
    """Return the filters: the parameter, its words, those for all, what it may name, and what it
    names. Three queries.
    """
    plans = Plan.objects.allowing("view", EVERYBODY).filter(is_historical=False)
    forums = Forum.objects.allowing("view", EVERYBODY)
    answering = Organization.objects.filter(plan_places__plan__in=plans.values("pk")).distinct()
    return [
        (name, label, words, choices, asked.get(name, ""))
        for name, label, words, choices in (
            ("plan", _("Plan"), _("Todos los planes"), _choices(plans, "title")),
            ("foro", _("Foro"), _("Todos los foros"), _choices(forums, "name")),
            (
                "institucion",
                _("Institución"),
                _("Todas las instituciones"),
                _choices(answering, "name"),
            ),
        )
        if choices
    ]


def _choices(rows: QuerySet[Any], column: str) -> list[tuple[str, str]]:
    return list(rows.order_by(column).values_list("slug", column)[:MOST_CHOICES])
