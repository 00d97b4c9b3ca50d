"""A plan as it was on a day, with what was known at an instant."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from commitments.plans.definitions import MEANINGS
from commitments.plans.models import Plan
from commitments.progress import queries as progress
from commitments.timeline import queries
from ogp_portal.foundation.api import past
from ogp_portal.foundation.api.exceptions import BadParameter
from ogp_portal.foundation.permissions.decorators import public


@public(cache=60, reads=(past.AS_OF, past.KNOWN_AT))
def plan_on_day(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the figures and commitments of a plan on the day `as_of`, as known at `known_at`; what
    is malformed or to come is refused with its reason.
    """
    plan = Plan.objects.allowing("view", request.user).filter(slug=slug).first()
    if plan is None:
        raise Http404
    query = request.GET.copy()
    for name in (past.AS_OF, past.KNOWN_AT):
        if not query.get(name, "").strip():
            query.pop(name, None)
    context: dict[str, object] = {"plan": plan, "asked": query}
    try:
        on, known_at = past.clocks(query)
    except BadParameter as error:
        context["problem"] = error.detail
        return render(request, "commitments/timeline/plan_on_day.html", context, status=422)
    at = progress.clocks(on, known_at)
    rows = queries.plan_commitments(plan, at)
    figures = queries.figures(rows)
    context |= {
        "on": on,
        "known_at": known_at,
        "rows": rows,
        "figures": [
            (MEANINGS[name][0], number, MEANINGS[name][1]) for name, number in figures.items()
        ],
    }
    return render(request, "commitments/timeline/plan_on_day.html", context)
