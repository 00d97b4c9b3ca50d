"""The public pages of institutions: all of them, and each with all its parts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.institutions import queries
from ogp_portal.foundation.permissions.decorators import public


@public(cache=60)
def institution_list(request: HttpRequest) -> HttpResponse:
    """Show the institutions by whom they speak for, with what each has promised; then those that
    are no more.
    """
    context = queries.institution_list(request.user)
    return render(request, "commitments/institutions/institution_list.html", context)


@public(cache=60)
def institution(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an institution: what it answers for, carries out, takes part in, makes and judges, and
    what became of it.
    """
    organization = queries.find_institution(slug)
    if organization is None:
        raise Http404(_("No hay una institución con esa dirección."))
    context = queries.institution_page(organization, user=request.user, on=timezone.localdate())
    return render(request, "commitments/institutions/institution.html", context)
