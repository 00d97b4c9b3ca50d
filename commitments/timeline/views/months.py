"""A plan as it was on a day, with what was known at an instant; and progress month by month."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from commitments.plans.definitions import MEANINGS
from commitments.plans.models import Commitment, Plan
from commitments.progress import queries as progress
from commitments.timeline import queries
from ogp_portal.foundation.api import past
from ogp_portal.foundation.api.exceptions import BadParameter
from ogp_portal.foundation.documents import charts, timelines
from ogp_portal.foundation.permissions.decorators import public

EMPTY = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'


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
        "stood": queries.plan_as_of(plan, at),
        "on": on,
        "known_at": known_at,
        "rows": rows,
        "figures": [
            (MEANINGS[name][0], number, MEANINGS[name][1]) for name, number in figures.items()
        ],
    }
    response = render(request, "commitments/timeline/plan_on_day.html", context)
    response.tells_now = past.KNOWN_AT not in query  # type: ignore[attr-defined]
    return response


def _plan_chart(request: HttpRequest, slug: str) -> tuple[Plan, charts.MonthChart | None]:
    plan = Plan.objects.allowing("view", request.user).filter(slug=slug).first()
    if plan is None:
        raise Http404
    months, _of_commitments = queries.plan_months(plan, progress.clocks_now())
    return plan, queries.progress_chart(months, of_plan=True) if months else None


def _commitment_chart(
    request: HttpRequest, slug: str
) -> tuple[Commitment, charts.MonthChart | None]:
    rows = Commitment.objects.allowing("view", request.user).select_related("plan")
    row = rows.filter(slug=slug).defer("search").first()
    if row is None:
        raise Http404
    months = queries.commitment_months(row, progress.clocks_now())
    return row, queries.progress_chart(months, of_plan=False) if months else None


@public(cache=300)
def plan_progress(request: HttpRequest, slug: str) -> HttpResponse:
    """Show month by month how many milestones of a plan were done, and how many were planned."""
    plan, chart = _plan_chart(request, slug)
    context = {"plan": plan, "chart": chart}
    return render(request, "commitments/timeline/plan_progress.html", context)


@public(cache=300)
def commitment_progress(request: HttpRequest, slug: str) -> HttpResponse:
    """Show month by month how far a commitment was, and how far it was planned to be."""
    row, chart = _commitment_chart(request, slug)
    context = {"commitment": row, "chart": chart}
    return render(request, "commitments/timeline/commitment_progress.html", context)


@public(cache=300)
def plan_timeline(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a line of time for each commitment of a plan, by axis: what was first promised, what
    moved, what is done and what is late, with the table behind it.
    """
    plan, chart = _plan_timeline(request, slug)
    context = {"plan": plan, "chart": chart}
    return render(request, "commitments/timeline/plan_timeline.html", context)


@public(cache=300)
def plan_timeline_drawing(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the drawing of a plan's timeline, an empty one where there is nothing to draw."""
    chart = _plan_timeline(request, slug)[1]
    drawing = timelines.timeline(chart) if chart else EMPTY
    return HttpResponse(drawing, content_type="image/svg+xml")


def _plan_timeline(request: HttpRequest, slug: str) -> tuple[Plan, timelines.TimelineChart | None]:
    plan = Plan.objects.allowing("view", request.user).filter(slug=slug).first()
    if plan is None:
        raise Http404
    at = progress.clocks_now()
    return plan, queries.timeline_chart(queries.plan_lines(plan, at), on=at.on)


@public(cache=300)
def plan_drawing(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the drawing of a plan's months, an empty one where there is nothing to draw."""
    return _drawn(_plan_chart(request, slug)[1])


@public(cache=300)
def commitment_drawing(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the drawing of a commitment's months, an empty one where there is nothing to draw."""
    return _drawn(_commitment_chart(request, slug)[1])


def _drawn(chart: charts.MonthChart | None) -> HttpResponse:
    drawing = charts.months(chart) if chart else EMPTY
    return HttpResponse(drawing, content_type="image/svg+xml")
