"""The page of what can be done today, the page of a plan's process, and the figures of
participation.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from commitments.plans.models import Plan
from forums.participation import queries
from forums.process.models import StageEvidence
from ogp_portal.foundation.documents import uploads
from ogp_portal.foundation.events import mail
from ogp_portal.foundation.permissions.decorators import open_form, public


@public(cache=30)
def take_part(request: HttpRequest) -> HttpResponse:
    """Show what anybody can do today, and what came of what was done before."""
    context = {**queries.open_today(request.user), **queries.closed_lately(request.user)}
    return render(request, "forums/participation/take_part.html", context)


def _plan(request: HttpRequest, slug: str) -> Plan:
    plan: Plan | None = (
        Plan.objects.allowing("view", request.user)
        .select_related("source")
        .filter(slug=slug)
        .first()
    )
    if plan is None:
        raise Http404(_("No hay un plan con esa dirección."))
    return plan


@public(cache=60)
def plan_process(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how a plan is made: where we are, what is required, what became of the proposals."""
    return render(
        request,
        "forums/participation/process.html",
        queries.process_of(_plan(request, slug), user=request.user),
    )


@public(cache=60)
def figures(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Show how many took part, from where, and whether they were answered in time; of a plan or of
    all.
    """
    plan = _plan(request, slug) if slug else None
    return render(
        request, "forums/participation/figures.html", {"plan": plan, **queries.figures(plan)}
    )


@public(cache=300)
def stage_file(request: HttpRequest, slug: str, sha256: str) -> HttpResponseBase:
    """Give a file that proves a stage, as an attachment that no browser runs."""
    evidence = (
        StageEvidence.objects.allowing("view", request.user)
        .filter(stage__plan__slug=slug, sha256=sha256)
        .first()
    )
    if evidence is None:
        raise Http404
    return uploads.attachment(evidence.file, sha256=evidence.sha256, media_type=evidence.media_type)


@open_form
def leave_letters(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once, or leave at once where the mail program asks for it (RFC 8058)."""
    if not mail.is_ours(token):
        raise Http404
    has_left = request.method == "POST" and mail.leave(token)
    return render(request, "forums/participation/leave_letters.html", {"has_left": has_left})


leave_letters.csrf_exempt = True  # type: ignore[attr-defined] # the mail program has no cookie of ours; the address itself is the proof
