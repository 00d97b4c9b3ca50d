"""Windows of time: half-open `[opens_at, closes_at)`, decided by the clock of the database alone.

`closes_at` is the first instant of the day after the last one: where the clocks go back at
midnight, 23:59:59 happens twice.
"""

import datetime
from typing import Self, TypeVar

from django.db import connection, models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation import dates
from ogp_portal.foundation.refusals import Refusal

WindowT = TypeVar("WindowT", bound="Windowed")


class WindowClosed(Refusal):
    """It is too early or too late."""

    status = 409


class WindowedQuerySet(models.QuerySet[models.Model]):
    """Rows with a window, asked by the database's clock. To be mixed into a queryset of rights."""

    def open_now(self) -> Self:
        """Keep those whose window is open."""
        return self.filter(opens_at__lte=Now(), closes_at__gt=Now())


class Windowed(models.Model):
    """Something that may be done from one instant until before another."""

    opens_at = models.DateTimeField(_("abre"))
    closes_at = models.DateTimeField(_("cierra (ese instante ya no)"))

    class Meta:
        abstract = True

    @property
    def last_day(self) -> datetime.date:
        """Return the last local day on which it is open."""
        return timezone.localtime(self.closes_at - datetime.timedelta(microseconds=1)).date()


def window_check(name: str) -> models.CheckConstraint:
    """Return the constraint "it closes after it opens"."""
    return models.CheckConstraint(
        condition=Q(closes_at__gt=F("opens_at")),
        name=name,
        violation_error_message=_("El cierre debe ser posterior a la apertura."),
    )


def closing(last_day: datetime.date) -> datetime.datetime:
    """Return the instant that ends `last_day`: the first of the next one."""
    return dates.first_instant(last_day + datetime.timedelta(days=1))


def take_number(row: models.Model, column: str) -> int:
    """Count one more in `column` of `row` and return the number, holding the row until this
    transaction ends. Raises WindowClosed unless it is open now.

    One statement is the lock, the clock of the database and the count: numbers have no gap and no
    double, and nothing is accepted late.
    """
    table, name = connection.ops.quote_name(row._meta.db_table), connection.ops.quote_name(column)
    with connection.cursor() as cursor:
        cursor.execute(
            (
                f"UPDATE {table} SET {name} = {name} + 1 WHERE id = %s AND opens_at <= "  # noqa: S608
                f"clock_timestamp() AND closes_at > clock_timestamp() RETURNING {name}"
            ),
            (row.pk,),
        )
        numbers = cursor.fetchone()
    if numbers is None:
        raise _not_open(row)
    return int(numbers[0])


def hold_open(row: models.Model) -> None:
    """Hold `row` so that it cannot close before this transaction ends.

    Raises WindowClosed unless it is open now.

    One statement locks the row and reads the database's clock, so nothing is accepted late, also
    when it is closed early meanwhile.
    """
    table = connection.ops.quote_name(row._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            (
                f"SELECT 1 FROM {table} WHERE id = %s AND opens_at <= clock_timestamp() AND "  # noqa: S608
                f"closes_at > clock_timestamp() FOR SHARE"
            ),
            (row.pk,),
        )
        if cursor.fetchone():
            return
    raise _not_open(row)


def _not_open(row: models.Model) -> WindowClosed:
    if row.opens_at > timezone.now():  # type: ignore[attr-defined]
        return WindowClosed(_("Aún no abre: vuelve más tarde."))
    return WindowClosed(
        _("El plazo terminó: ya no se puede recibir. Lo que enviaste no se guardó.")
    )
