"""The pages of forums."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from forums.bodies.models import Alliance, Forum
from forums.sessions import queries
from ogp_portal.foundation.permissions.decorators import public


@public(cache=60)
def forum_list(request: HttpRequest) -> HttpResponse:
    """Show every forum by kind, and the alliances apart: they do not vote."""
    forums = list(
        Forum.objects.allowing("view", request.user)
        .select_related("convener", "plan")
        .order_by("position", "name")
    )
    groups = [
        (kind, [forum for forum in forums if forum.kind == kind.value]) for kind in Forum.Kind
    ]
    alliances = list(
        Alliance.objects.select_related("organization", "partner").order_by(
            "-kind", "position", "name"
        )
    )
    return render(
        request,
        "forums/sessions/forum_list.html",
        {"groups": [group for group in groups if group[1]], "alliances": alliances},
    )


@public(cache=60)
def forum_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a forum: who sits, what it decided, when it meets."""
    forum = (
        Forum.objects.allowing("view", request.user)
        .select_related("convener", "plan", "source")
        .filter(slug=slug)
        .first()
    )
    if forum is None:
        raise Http404(_("No hay un foro con esa dirección."))
    return render(
        request, "forums/sessions/forum.html", queries.forum_page(forum, user=request.user)
    )
