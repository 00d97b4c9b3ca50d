"""The front page and the pages of the house itself: how we measure, accessibility, privacy, robots,
sitemap, security.
"""

import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery, Sum, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from commitments.inquiries import rules as inquiries
from commitments.inquiries.models import Inquiry
from commitments.organizations.models import Organization
from commitments.plans import definitions
from commitments.plans.models import Axis, Commitment, Milestone, Plan, PlanMember, PublishedTotal
from forums.bodies.models import Forum
from forums.drafts.models import Consultation, Draft
from forums.proposals.models import Call, Proposal, WorkingGroup
from forums.sessions.models import Session
from forums.surveys.models import Survey
from ogp_portal.foundation.api.datasets import PUBLISHED
from ogp_portal.foundation.permissions.decorators import public
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.personal_data import REGISTER
from ogp_portal.models import JournalEntry
from transparency.budgets.models import BudgetPeriod
from transparency.publications.models import Publication
from transparency.reports.models import ComplianceReport

FEW = 6
SECURITY_DAYS = 180


def house(request: HttpRequest) -> dict[str, Any]:
    """Give every page the portal's name and whether a session is open, without reading
    the session.
    """
    return {
        "portal_name": settings.PORTAL_NAME,
        "portal_owner": settings.PORTAL_OWNER,
        "portal_contact": settings.PORTAL_CONTACT,
        "portal_url": settings.PORTAL_URL,
        "has_session": settings.SESSION_COOKIE_NAME in request.COOKIES,
    }


@public(cache=60)
def front(request: HttpRequest) -> HttpResponse:
    """Show the plan under way, progress at a glance, what is due, what is open, the
    latest changes.
    """
    today = timezone.localdate()
    visible = Plan.objects.allowing("view", request.user)
    total = PublishedTotal.Counts
    stated = (
        PublishedTotal.objects.filter(plan=OuterRef("pk"), axis=None, counts=total.COMMITMENTS)
        .order_by("pk")
        .values("value")[:1]
    )
    under_way = list(
        visible.under_way()
        .annotate(stated=Subquery(stated), **definitions.counts("commitments__", on=today))
        .prefetch_related(
            Prefetch(
                "places", PlanMember.objects.select_related("organization").order_by("part", "pk")
            )
        )
        .order_by("state", "-starts_on")
    )
    measured = visible.filter(axes__published_totals__isnull=False).order_by("-ends_on").first()
    axes = (
        list(
            Axis.objects.filter(plan=measured)
            .annotate(
                complete=Sum(
                    "published_totals__value",
                    filter=Q(published_totals__counts=total.COMPLETE),
                ),
                promised=Sum(
                    "published_totals__value",
                    filter=Q(published_totals__counts=total.COMMITMENTS),
                ),
            )
            .order_by("position")
        )
        if measured
        else []
    )
    commitments = (
        Commitment.objects.allowing("view", request.user)
        .select_related("plan", "axis", "responsible")
        .defer("search")
    )
    featured = list(
        commitments.filter(
            definitions.proposed()
            | ~Q(claimed_level="")
            | (definitions.running() & Q(plan__is_historical=False))
        )
        .prefetch_related(Prefetch("milestones", Milestone.objects.order_by("position")))
        .order_by("open_due_on", "-is_proposed", "-claimed_level", "number")[:FEW]
    )
    context = {
        "under_way": under_way,
        "glance": {
            name: sum(getattr(plan, name) for plan in under_way)
            for name in definitions.counts(on=today)
        },
        "stated_alone": sum(
            getattr(plan, "stated", None) or 0
            for plan in under_way
            if not getattr(plan, "registered", 0)
        ),
        "measured": measured,
        "axes": axes,
        "complete": sum(axis.complete or 0 for axis in axes),
        "promised": sum(axis.promised or 0 for axis in axes),
        "featured": featured,
        "due": list(
            Milestone.objects.allowing("view", request.user)
            .filter(definitions.owed_milestones(), due_on__lte=today + datetime.timedelta(days=30))
            .select_related("commitment")
            .order_by("due_on")[:FEW]
        ),
        "changes": JournalEntry.objects.filter(is_public=True)
        .exclude(
            act__in=(
                "register",
                "register_total",
                "register_stage",
                "register_update",
                "register_seat",
                "register_alliance",
            )
        )
        .order_by("-at", "-id")[:FEW],
        "report": ComplianceReport.objects.filter(state="issued")
        .select_related("snapshot__plan")
        .order_by("-snapshot__month", "-issued_at")
        .first(),
        "today": today,
    }
    return render(request, "home.html", context)


@public(cache=3600)
def how_we_measure(request: HttpRequest) -> HttpResponse:
    """Explain the arithmetic with its limits."""
    days = inquiries.ANSWER_DAYS
    return render(
        request,
        "how_we_measure.html",
        {"question_days": days["question"], "challenge_days": days["challenge"]},
    )


@public(cache=3600)
def accessibility(request: HttpRequest) -> HttpResponse:
    """State what was done for accessibility, and how to report a barrier."""
    return render(request, "accessibility.html")


@public(cache=3600)
def privacy(request: HttpRequest) -> HttpResponse:
    """Show the register of personal data: which, why, how long, who sees it."""
    return render(request, "privacy.html", {"register": REGISTER.values()})


@public(cache=86400)
def robots(request: HttpRequest) -> HttpResponse:
    """Let robots read everything public."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /cuenta/",
        "Disallow: /mi-trabajo/",
        "Disallow: /propuestas/seguimiento/",
        "Disallow: /propuestas/confirmar/",
        "Disallow: /preguntas/seguimiento/",
        "Disallow: /preguntas/confirmar/",
        "Disallow: /seguir/",
        f"Sitemap: {settings.PORTAL_URL}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@public(cache=86400)
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say where to report a weakness (RFC 9116)."""
    expires = (timezone.now() + datetime.timedelta(days=SECURITY_DAYS)).replace(
        microsecond=0, hour=0, minute=0, second=0
    )
    lines = [
        f"Contact: mailto:{settings.PORTAL_CONTACT}",
        f"Expires: {expires.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: es, en",
        f"Canonical: {settings.PORTAL_URL}/.well-known/security.txt",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


MOST_ADDRESSES = 45_000


@public(cache=3600)
def sitemap(request: HttpRequest) -> HttpResponse:
    """List every public page."""
    paths = [
        reverse(name)
        for name in (
            "home",
            "plan_list",
            "commitment_list",
            "report_list",
            "gallery",
            "publication_list",
            "replicate",
            "budget",
            "sheet_list",
            "finding_list",
            "take_part",
            "participation_figures",
            "proposal_list",
            "inquiry_list",
            "forum_list",
            "catalogue",
            "api_guide",
            "how_we_measure",
            "accessibility",
            "privacy",
        )
    ]
    paths += [
        reverse("plan", args=[slug])
        for slug in Plan.objects.allowing("view", request.user)
        .order_by("pk")
        .values_list("slug", flat=True)
    ]
    paths += [reverse("dataset", args=[dataset.heading]) for dataset in PUBLISHED.values()]
    commitments = (
        Commitment.objects.allowing("view", request.user)
        .order_by("pk")
        .values_list("slug", flat=True)
    )
    paths += [reverse("commitment", args=[slug]) for slug in commitments[:MOST_ADDRESSES]]
    accounts = BudgetPeriod.objects.current().filter(program__organization=OuterRef("pk"))
    organizations = list(
        Organization.objects.order_by("pk").values_list("slug", Exists(accounts))[
            : MOST_ADDRESSES // 10
        ]
    )
    paths += [reverse("institution", args=[slug]) for slug, _has_accounts in organizations]
    paths += [
        reverse("budget_institution", args=[slug])
        for slug, has_accounts in organizations
        if has_accounts
    ]
    things: dict[str, type[RightsModel]] = {
        "forum": Forum,
        "session": Session,
        "call": Call,
        "survey": Survey,
        "draft": Draft,
        "consultation": Consultation,
        "group": WorkingGroup,
        "proposal": Proposal,
        "inquiry": Inquiry,
        "publication": Publication,
    }
    first, *rest = [
        model.objects.allowing("view", AnonymousUser())
        .order_by("pk")
        .values_list(Value(name), "slug")[: MOST_ADDRESSES // 10]
        for name, model in things.items()
    ]
    paths += [reverse(name, args=[slug]) for name, slug in first.union(*rest, all=True)]
    paths += [
        reverse("plan_process", args=[slug])
        for slug in Plan.objects.allowing("view", AnonymousUser())
        .filter(stages__isnull=False)
        .distinct()
        .order_by("pk")
        .values_list("slug", flat=True)
    ]
    body = "".join(f"<url><loc>{settings.PORTAL_URL}{path}</loc></url>" for path in paths)
    return HttpResponse(
        (
            f'<?xml version="1.0" encoding="UTF-8"?><urlset '
            f'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</urlset>'
        ),
        content_type="application/xml",
    )


@public(cache=0)
def live(request: HttpRequest) -> HttpResponse:
    """Say that the web process answers."""
    return HttpResponse("ok", content_type="text/plain")


@public(cache=0)
def ready(request: HttpRequest) -> HttpResponse:
    """Say that the database answers, too."""
    Plan.objects.only("pk").first()
    return HttpResponse("ok", content_type="text/plain")
