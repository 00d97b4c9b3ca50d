"""Addresses of feeds and calendars: beside the page they follow."""

from django.urls import path

from ogp_portal.foundation.events import topics
from ogp_portal.foundation.permissions.decorators import public
from transparency.feeds import views

FRESH = 300

urlpatterns = [
    path("cambios.atom", public(cache=FRESH)(views.PortalChanges()), name="changes_atom"),
    path("informes.atom", public(cache=FRESH)(views.ReportsIssued()), name="reports_atom"),
    *(
        path(
            f"{kind.feed}/<slug:slug>.atom",
            public(cache=FRESH)(views.TopicChanges(kind.kind)),
            name=f"{kind.kind}_atom",
        )
        for kind in topics.KINDS.values()
        if kind.feed
    ),
    path("participa.atom", public(cache=FRESH)(views.Openings()), name="calls_atom"),
    path("propuestas.atom", public(cache=FRESH)(views.ProposalChanges()), name="proposals_atom"),
    path("foros/<slug:slug>.ics", views.forum_calendar, name="forum_calendar"),
    path("calendario.ics", views.portal_calendar, name="calendar"),
    path("planes/<slug:slug>.ics", views.plan_calendar, name="plan_calendar"),
    path("compromisos/<slug:slug>.ics", views.commitment_calendar, name="commitment_calendar"),
    path("instituciones/<slug:slug>.ics", views.institution_calendar, name="institution_calendar"),
]
