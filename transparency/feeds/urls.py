"""Addresses of feeds and calendars, beside the page they follow, and of the calendar's own."""

from django.urls import path

from commitments.timeline.delays import FACETS as DELAYS
from ogp_portal.foundation.events import topics
from transparency.feeds import views
from transparency.feeds.views.asking import SINCE, followed
from transparency.feeds.views.search import FILTERS

LISTS = {
    "compromisos": views.COMMITMENTS,
    "propuestas": views.PROPOSALS,
    "preguntas": views.INQUIRIES,
    "hallazgos": views.FINDINGS,
    "publicaciones": views.PUBLICATIONS,
}
OF_ALL = {
    "cambios": ("changes_atom", views.PortalChanges),
    "informes": ("reports_atom", views.ReportsIssued),
    "participa": ("calls_atom", views.Openings),
}

urlpatterns = [
    *(
        path(f"{page}.atom", followed(reads=(SINCE,))(feed()), name=name)
        for page, (name, feed) in OF_ALL.items()
    ),
    *(
        path(
            f"{page}.atom",
            followed(reads=(SINCE, *listed.reads))(views.ListChanges(listed)),
            name=f"{listed.dataset}_atom",
        )
        for page, listed in LISTS.items()
    ),
    *(
        path(
            f"{kind.feed}/<slug:slug>.atom",
            followed(reads=(SINCE,))(views.TopicChanges(kind)),
            name=f"{kind.kind}_atom",
        )
        for kind in topics.KINDS.values()
        if kind.feed
    ),
    path(
        "buscar.atom", followed(reads=(SINCE, *FILTERS))(views.SearchChanges()), name="search_atom"
    ),
    path("atrasos.atom", followed(reads=(SINCE, *DELAYS))(views.Delays()), name="delays_atom"),
    path("foros/<slug:slug>.ics", views.forum_calendar, name="forum_calendar"),
    path("convocatorias/<slug:slug>.ics", views.call_calendar, name="call_calendar"),
    path("consultas/<slug:slug>.ics", views.consultation_calendar, name="consultation_calendar"),
    path("encuestas/<slug:slug>.ics", views.survey_calendar, name="survey_calendar"),
    path("calendario/", views.calendar_page, name="calendar_page"),
    path("calendario.ics", views.portal_calendar, name="calendar"),
    path("participa.ics", views.taking_part_calendar, name="taking_part_calendar"),
    path("compromisos.ics", views.commitments_calendar, name="commitments_calendar"),
    path("planes/<slug:slug>.ics", views.plan_calendar, name="plan_calendar"),
    path("compromisos/<slug:slug>.ics", views.commitment_calendar, name="commitment_calendar"),
    path("instituciones/<slug:slug>.ics", views.institution_calendar, name="institution_calendar"),
]
