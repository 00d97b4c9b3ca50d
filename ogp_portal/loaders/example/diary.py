"""What happens on which day, lived in order under a moved clock."""

import datetime
import heapq
import itertools
from collections.abc import Callable

from django.utils import timezone

from commitments.plans import reporting as months
from forums.drafts.workflow import reporting
from forums.sessions.workflow import minutes
from ogp_portal.foundation.events import mail, notices, outbox, search_index
from ogp_portal.loaders.example import clock
from ogp_portal.models import OutboxMessage
from transparency.infographics.workflow import DRAW

Act = Callable[[], object]
# Letters stay where they are; pictures are drawn, and the search is made, of what is today
LEFT_OUT = (mail.SEND, DRAW, search_index.MESSAGE)
LATER = (minutes.MAKE, reporting.MAKE)  # documents made when the portal is open, as pictures are
TOLD_FOR = datetime.timedelta(days=31)  # who is told of older acts did long ago what they asked
MOMENT = datetime.timedelta(seconds=2)


def month_after(month: datetime.date, by: int) -> datetime.date:
    """Return the first day of the month so many months after another; `by` may be negative."""
    number = month.year * 12 + month.month - 1 + by
    return datetime.date(number // 12, number % 12 + 1, 1)


class Diary:
    """The acts of a plan by day. Months are counted from its first one, which is 0."""

    def __init__(self, first: datetime.date) -> None:
        self.first = first
        self._numbers = itertools.count()
        self._acts: list[tuple[datetime.date, int, Act]] = []
        self._latest = clock.noon(datetime.date.min.replace(year=1971))

    def month(self, number: int) -> datetime.date:
        """Return the first day of a month."""
        return month_after(self.first, number)

    def day(self, number: int, day: int) -> datetime.date:
        """Return a day of a month, 1 to 28."""
        return self.month(number).replace(day=day)

    def end(self, number: int) -> datetime.date:
        """Return the last day of a month."""
        return months.last_day(self.month(number))

    def on(self, day: datetime.date, act: Act) -> None:
        """Write an act down for a day; those of one day are done as they were written."""
        heapq.heappush(self._acts, (day, next(self._numbers), act))

    def live(self, *, until: datetime.date) -> int:
        """Do everything that falls until a day, that day included, each followed by what it causes;
        return how many acts were done. What was planned for later is forgotten.
        """
        done = 0
        while self._acts and self._acts[0][0] <= until:
            day, _number, act = heapq.heappop(self._acts)
            noon = min(clock.noon(day), clock.real_now())  # nothing was done later than now
            self._latest = max(noon, self._latest + MOMENT)
            clock.set_to(self._latest)
            act()
            settle(tells=day > until - TOLD_FOR)
            self._latest = timezone.now()
            done += 1
        return done


def settle(*, tells: bool) -> None:
    """Do what the acts until now cause, one by one, but for what is LEFT_OUT, and for LATER; nobody
    is told of acts that are long past (`tells` is false).
    """
    left_out = LEFT_OUT if tells else (*LEFT_OUT, notices.TELL)
    while True:
        waiting = OutboxMessage.objects.filter(done_at=None, due_at__lte=timezone.now())
        kinds = set(waiting.values_list("kind", flat=True))
        if kinds.intersection(left_out):
            waiting.filter(kind__in=left_out).update(done_at=timezone.now())
        if kinds.intersection(LATER):
            waiting.filter(kind__in=LATER).update(due_at=clock.real_now())
        if not kinds.difference(left_out, LATER) or not outbox.drain(limit=1):
            return
