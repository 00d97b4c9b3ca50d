"""The page of a working group."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from forums.proposals.models import GroupHeadcount, WorkingGroup
from forums.proposals.states import READABLE
from ogp_portal.foundation.permissions.decorators import public


@public(cache=60)
def group_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a working group: from which proposals, who came, what resulted."""
    group = (
        WorkingGroup.objects.allowing("view", request.user)
        .select_related("call__plan")
        .filter(slug=slug)
        .first()
    )
    if group is None:
        raise Http404(_("No hay una mesa de trabajo con esa dirección."))
    context = {
        "group": group,
        "proposals": list(
            group.proposals.filter(state__in=READABLE).defer("search", "email").order_by("number")
        ),
        "headcounts": list(
            GroupHeadcount.objects.filter(group=group)
            .select_related("territory")
            .order_by("sector", "organization_name")
        ),
    }
    return render(request, "forums/proposals/group.html", context)
