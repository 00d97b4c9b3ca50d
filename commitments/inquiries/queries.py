"""What the pages of questions and objections ask of the database, each in a bounded number of
queries.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, DateField, F, Q, QuerySet
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.inquiries.models import Inquiry
from commitments.inquiries.states import (
    DECIDED,
    INQUIRY,
    LISTED,
    READABLE,
    UPHELD,
    InquiryState,
)
from commitments.plans.models import Commitment, Plan
from ogp_portal.foundation.permissions.rights import Person

READS = ("clase", "estado", "compromiso", "pagina")  # the parameters of the list
PER_PAGE = 20
DEEPEST_PAGE = 500
LATEST = 12
MOST = 50


@dataclass(frozen=True)
class Rate:
    """How the institution answers: how many came, how many were answered, how many of those in
    time, how many wait past their date.
    """

    received: int
    answered: int
    on_time: int
    overdue: int
    upheld: int


def rate(rows: QuerySet[Inquiry], *, on: datetime.date) -> Rate:
    """Return the figures of some inquiries on the day `on`: one query.

    Withdrawn and not published ones do not count.
    """
    answered_on = TruncDate("answered_at", output_field=DateField())
    figures = rows.filter(state__in=READABLE).aggregate(
        received=Count("pk"),
        answered=Count("pk", filter=Q(state__in=DECIDED)),
        on_time=Count(
            "pk", filter=Q(state__in=DECIDED) & Q(answer_due_on__gte=Cast(answered_on, DateField()))
        ),
        overdue=Count("pk", filter=Q(state=InquiryState.PUBLISHED, answer_due_on__lt=on)),
        upheld=Count("pk", filter=Q(state__in=UPHELD)),
    )
    return Rate(**figures)


def overdue(*, on: datetime.date) -> list[Inquiry]:
    """Return what waits past the day it had to be answered, as `rate` counts it, the oldest first:
    one query.
    """
    rows = Inquiry.objects.filter(state=InquiryState.PUBLISHED, answer_due_on__lt=on)
    return list(
        rows.select_related("commitment", "milestone").order_by("answer_due_on", "pk")[:MOST]
    )


def counts(
    plan: Plan, *, since: datetime.datetime, before: datetime.datetime
) -> dict[str, dict[str, int]]:
    """Return, for questions and for objections of a plan, what a month's report says of them: how
    many came by the instant `before` (and of those since `since`), how many were answered, in time,
    past their date without an answer, and upheld. One query.
    """
    answered = Q(answered_at__lt=before)
    last_day = timezone.localdate(before) - datetime.timedelta(days=1)
    in_time = Q(answer_due_on__gte=TruncDate("answered_at", output_field=DateField()))
    by_kind = (
        Inquiry.objects.filter(commitment__plan=plan, state__in=READABLE, received_at__lt=before)
        .values("kind")
        .annotate(
            received=Count("pk"),
            received_this_month=Count("pk", filter=Q(received_at__gte=since)),
            answered=Count("pk", filter=answered),
            on_time=Count("pk", filter=answered & in_time),
            overdue=Count(
                "pk",
                filter=~Q(answered_at__lt=before) & Q(answer_due_on__lte=last_day)
                | Q(answered_at=None, answer_due_on__lte=last_day),
            ),
            upheld=Count("pk", filter=answered & Q(state__in=UPHELD)),
        )
    )
    nothing = dict.fromkeys(
        ("received", "received_this_month", "answered", "on_time", "overdue", "upheld"), 0
    )
    rows = {row.pop("kind"): row for row in by_kind}
    return {kind: rows.get(kind, nothing) for kind in Inquiry.Kind.values}


@dataclass(frozen=True)
class Question:
    """What the address of the list asks for."""

    kind: str = ""
    state: str = ""
    commitment: str = ""
    page: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Question":
        """Return the question of a query string; whatever makes no sense is left out."""
        number = query.get("pagina", "1")
        kind, state = query.get("clase", ""), query.get("estado", "")
        return cls(
            kind if kind in Inquiry.Kind.values else "",
            state if state in LISTED else "",
            query.get("compromiso", "").replace("\x00", "")[:200],
            max(
                1,
                min(
                    DEEPEST_PAGE,
                    int(number)
                    if number.isascii() and number.isdigit() and len(number) < len("10000")
                    else 1,
                ),
            ),
        )

    @property
    def chosen(self) -> dict[str, str]:
        """Return the filters that are chosen, by their parameter."""
        parts = {"clase": self.kind, "estado": self.state, "compromiso": self.commitment}
        return {name: value for name, value in parts.items() if value}

    @property
    def filters(self) -> str:
        """Return the query string of the filters alone: what a feed of them carries."""
        return self.address(1)

    def address(self, page: int) -> str:
        """Return the query string of another page."""
        parts = {
            **self.chosen,
            "pagina": str(page) if page > 1 else "",
        }
        return urlencode({name: value for name, value in parts.items() if value})


def matching(question: Question, *, user: Person) -> QuerySet[Inquiry]:
    """Return what a question asks for, of what `user` may see."""
    columns = {"clase": "kind", "estado": "state", "compromiso": "commitment__slug"}
    rows = Inquiry.objects.allowing("view", user).filter(state__in=LISTED)
    return rows.filter(**{columns[name]: value for name, value in question.chosen.items()})


def named(question: Question) -> dict[str, tuple[str, str]]:
    """Return the heading and the words of each filter that is chosen, by its parameter; no words
    for a value that there is not.
    """
    found = {}
    if question.kind:
        found["clase"] = (_("Clase"), str(Inquiry.Kind(question.kind).label))
    if question.state:
        found["estado"] = (_("Estado"), str(INQUIRY.names[question.state].label))
    if question.commitment:
        seen = Commitment.objects.allowing("view", AnonymousUser())
        title = seen.filter(slug=question.commitment).values_list("title", flat=True).first()
        found["compromiso"] = (_("Compromiso"), title or "")
    return found


def browse(question: Question, *, user: Person, on: datetime.date) -> dict[str, object]:
    """Return a page of the list: two queries."""
    rows = matching(replace(question, state=""), user=user)
    counted = rate(rows, on=on)
    if question.state:
        rows = rows.filter(state=question.state)
    start = (question.page - 1) * PER_PAGE
    inquiries = list(
        rows.select_related("commitment", "milestone")
        .defer("commitment__search")
        .order_by("-received_at", "-id")[start : start + PER_PAGE + 1]
    )
    return {
        "question": question,
        "rows": inquiries[:PER_PAGE],
        "rate": counted,
        "before": question.address(question.page - 1) if question.page > 1 else None,
        "after": question.address(question.page + 1) if len(inquiries) > PER_PAGE else None,
    }


def desk(user: Person) -> dict[str, list[Inquiry]]:
    """Return what waits for a person: to be looked at, to be answered, to be approved; the nearest
    date first: three queries.
    """
    rows = (
        Inquiry.objects.select_related("commitment", "milestone")
        .defer("commitment__search")
        .order_by("answer_due_on", "pk")
    )
    return {
        "to_look_at": list(rows.allowing("publish_inquiry", user)[:MOST]),
        "to_answer": list(rows.allowing("prepare_answer", user).filter(prepared_by=None)[:MOST]),
        "to_approve": list(rows.allowing("return_answer", user)[:MOST]),
    }


def of_commitment(commitment: Commitment) -> list[Inquiry]:
    """Return the latest that was asked and objected about a commitment: one query."""
    rows = Inquiry.objects.filter(commitment=commitment, state__in=LISTED).annotate(
        milestone_title=F("milestone__title")
    )
    return list(rows.order_by("-received_at")[:LATEST])
