"""The public page of a session and its files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from forums.sessions import ical, queries, workflow
from forums.sessions.models import Minutes, Paper, Session
from forums.sessions.states import MinutesState
from ogp_portal.foundation.documents import uploads
from ogp_portal.foundation.events import kept_documents
from ogp_portal.foundation.permissions.decorators import public


def find_session(request: HttpRequest, slug: str, *, act: str = "view") -> Session:
    """Return the session of that slug with its rights, to whoever may do `act`. Raises Http404."""
    session: Session | None = (
        Session.objects.allowing(act, request.user)
        .with_rights(request.user, "enter", "run")
        .filter(slug=slug)
        .select_related("forum__convener", "forum__plan", "source", "stage__plan")
        .first()
    )
    if session is None:
        raise Http404(_("No hay una sesión con esa dirección."))
    return session


@public(cache=30)
def session_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a session: programme, papers, who came, what was voted and agreed, its minutes."""
    return render(
        request,
        "forums/sessions/session.html",
        queries.session_page(find_session(request, slug), user=request.user),
    )


@public(cache=300)
def session_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a session with a date as a calendar file."""
    session = find_session(request, slug)
    if session.starts_at is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{slug}.ics"'}
    return HttpResponse(
        ical.calendar(session), content_type="text/calendar; charset=utf-8", headers=headers
    )


@public(cache=60)
def paper_file(request: HttpRequest, slug: str, sha256: str) -> HttpResponseBase:
    """Give a paper as an attachment that no browser runs, to those who may see it."""
    paper = (
        Paper.objects.allowing("view", request.user)
        .filter(session__slug=slug, sha256=sha256)
        .first()
    )
    if paper is None:
        raise Http404
    response = uploads.attachment(paper.file, sha256=paper.sha256, media_type=paper.media_type)
    if paper.is_restricted:
        response["Cache-Control"] = "no-store, private"
    return response


@public(cache=300)
def minutes_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Give the PDF of approved minutes."""
    minutes = (
        Minutes.objects.filter(session__slug=slug, state=MinutesState.APPROVED)
        .exclude(sha256="")
        .first()
    )
    if minutes is None:
        raise Http404
    return kept_documents.give_issued(
        request,
        minutes.file,
        workflow.MINUTES_REPAIR,
        {"minutes": minutes.pk},
        sha256=minutes.sha256,
        name=f"acta-{slug}.pdf",
    )
