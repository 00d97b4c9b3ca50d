"""The pages of the house about itself: how we measure, accessibility, privacy."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commitments.inquiries import rules as inquiries
from commitments.plans.definitions import MEANINGS
from ogp_portal.foundation.permissions.decorators import public
from ogp_portal.foundation.personal_data import REGISTER


@public(cache=3600)
def how_we_measure(request: HttpRequest) -> HttpResponse:
    """Explain the arithmetic with its limits."""
    days = inquiries.ANSWER_DAYS
    return render(
        request,
        "how_we_measure.html",
        {
            "question_days": days["question"],
            "challenge_days": days["challenge"],
            "reporting_days": settings.REPORTING_DAYS,
            "meanings": MEANINGS.values(),
        },
    )


@public(cache=3600)
def accessibility(request: HttpRequest) -> HttpResponse:
    """State what was done for accessibility, and how to report a barrier."""
    return render(request, "accessibility.html")


@public(cache=3600)
def privacy(request: HttpRequest) -> HttpResponse:
    """Show the register of personal data: which, why, how long, who sees it."""
    return render(request, "privacy.html", {"register": REGISTER.values()})
