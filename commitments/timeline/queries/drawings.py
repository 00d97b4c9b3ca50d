"""The chart of progress by months, described once: the page, the PDF and the picture draw it."""

import datetime
from collections.abc import Sequence

from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commitments.timeline.queries.months import Month, Progress
from ogp_portal.foundation.documents import charts

MOST_INITIALS = 14  # months that have room for a letter each
APART = 5  # months between the first and the next year's name


def progress_chart(progress: Progress, *, of_plan: bool) -> charts.MonthChart:
    """Return the chart of what was done beside what was planned, with the table behind it, in the
    language in force.
    """
    words = (
        _(
            "Al %(day)s está cumplido el %(done)s %% de los hitos; según los plazos vigentes debía "
            "estarlo el %(planned)s %%."
        )
        if of_plan
        else _(
            "Al %(day)s el avance es de %(done)s %%; según los plazos vigentes debía ser de "
            "%(planned)s %%."
        )
    )
    months = progress.months
    series = [
        charts.Series(_("Previsto, con los plazos vigentes"), _of(months, "planned"), "dashed")
    ]
    if has_moved(months):
        series.append(charts.Series(_("Con los primeros plazos"), _of(months, "promised"), "faint"))
    series.append(charts.Series(_("Hecho"), _of(months, "done")))
    return charts.MonthChart(
        _("Mes a mes: lo previsto y lo hecho"),
        words
        % {
            "day": date_format(progress.on),
            "done": progress.done,
            "planned": progress.planned,
        },
        series,
        labels([row.month for row in months]),
        (_("Mes"), _("Previsto"), _("Con los primeros plazos"), _("Hecho")),
        [
            (
                date_format(row.month, "YEAR_MONTH_FORMAT"),
                f"{row.planned} %",
                f"{row.promised} %",
                "—" if row.done is None else f"{row.done} %",
            )
            for row in months
        ],
    )


def has_moved(months: Sequence[Month]) -> bool:
    """Say whether the dates in force ask for something else than the first ones."""
    return any(row.planned != row.promised for row in months)


def labels(months: Sequence[datetime.date]) -> list[str]:
    """Return what is written under each month: its initial, or where they are many the year where
    one begins.
    """
    if len(months) <= MOST_INITIALS:
        return [str(MONTHS[month.month])[0].upper() for month in months]
    years = [str(month.year) if month.month == 1 else "" for month in months]
    if not any(years[:APART]):
        years[0] = str(months[0].year)
    return years


def _of(months: Sequence[Month], name: str) -> list[float | None]:
    return [getattr(row, name) for row in months]
