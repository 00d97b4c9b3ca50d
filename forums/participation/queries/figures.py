"""The figures of participation: how many, from where, answered in time; nobody identified."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.plans.models import Plan
from forums.bodies.models import CITIZENS
from forums.drafts.models import Comment
from forums.drafts.states import CommentState
from forums.participation.queries.outcomes import CONFIRMED
from forums.proposals.models import GroupHeadcount, Proposal
from forums.proposals.models.proposal import SECTORS
from forums.sessions.models import SessionHeadcount
from forums.surveys.models import Sheet

MOST = 12


def figures(plan: Plan | None = None) -> dict[str, object]:
    """Return the figures of a plan, or of all."""
    sectors = {**dict(SECTORS), CITIZENS: _("ciudadanía")}
    proposals = Proposal.objects.filter(
        Q(call__plan=plan) if plan else Q(), state__in=CONFIRMED
    ).exclude(arrival=Proposal.Arrival.SPLIT)
    comments = Comment.objects.filter(
        state=CommentState.PUBLISHED,
        consultation__version__draft__forum=None,
        **_of("consultation__version__draft__plan", plan),
    )
    attended = _attended(plan)
    return {
        **_answered(proposals),
        "by_sector": [
            (sectors.get(name, name), n)
            for name, n in proposals.values_list("sector")
            .annotate(n=Count("pk"))
            .order_by("-n", "sector")
        ],
        "by_territory": [
            (name or _("Toda la región"), n)
            for name, n in proposals.values_list("territory__name")
            .annotate(n=Count("pk"))
            .order_by("-n", "territory__name")[:MOST]
        ],
        "by_stage": [
            (name or _("Sin etapa"), n)
            for name, n in proposals.values_list("call__stage__name")
            .annotate(n=Count("pk"))
            .order_by("-n")[:MOST]
        ],
        "came": [
            (sectors.get(name, _("organismo internacional")), n)
            for name, n in attended.most_common()
        ],
        "people": attended.total(),
        "comments": comments.count(),
        "sheets": Sheet.objects.filter(**_of("survey__plan", plan)).count(),
    }


def _of(path: str, plan: Plan | None) -> Mapping[str, object]:
    """Return the condition that keeps the rows whose plan, at the field path, is that one."""
    return {path: plan} if plan else {}


def _answered(proposals: "QuerySet[Proposal]") -> dict[str, int | None]:
    """Return how many there are, how many were answered and in time, and the days it took."""
    is_answered = Q(answered_at__isnull=False)
    counts: dict[str, Any] = proposals.aggregate(
        all=Count("pk"),
        organizations=Count("organization_name", filter=~Q(organization_name=""), distinct=True),
        supports=Sum("support_count"),
        answered=Count("pk", filter=is_answered),
        due=Count("pk", filter=Q(answer_due_on__lt=timezone.localdate()) | is_answered),
        in_time=Count("pk", filter=is_answered & Q(answer_due_on__gte=TruncDate("answered_at"))),
        days=Avg(F("answered_at") - F("confirmed_at")),
    )
    return {**counts, "days": None if counts["days"] is None else counts["days"].days}


def _attended(plan: Plan | None) -> Counter[str]:
    """Return how many people came to sessions and working groups, by sector."""
    attended = Counter[str]()
    for headcounts in (
        SessionHeadcount.objects.filter(**_of("session__forum__plan", plan)),
        GroupHeadcount.objects.filter(**_of("group__call__plan", plan)),
    ):
        attended.update(dict(headcounts.values_list("sector").annotate(people=Sum("people"))))
    return attended
