"""The pages of comunas and regions, the list of all of them, and the map of a list of
commitments.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.organizations.models import Territory
from commitments.plans.queries import FILTERS, named
from commitments.plans.queries import Question as CommitmentQuestion
from ogp_portal.foundation.permissions.decorators import public
from transparency.places import queries

READS = ("ver",)  # the parameter that says what the map shows


def _measure(request: HttpRequest) -> str:
    """Return what the map is asked to show; what there is not is left out."""
    name = request.GET.get("ver", "")
    return name if name in queries.MEASURES else next(iter(queries.MEASURES))


def _choices(chosen: str) -> list[tuple[str, str, bool]]:
    """Return what a map may show: its name, its title and whether it is chosen."""
    return [(name, make().title, name == chosen) for name, make in queries.MEASURES.items()]


@public(cache=60, reads=READS)
def comuna(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a comuna: what was promised there, how far it is, and what one can do."""
    return _place(request, slug, Territory.Kind.COMUNA)


@public(cache=60, reads=READS)
def region(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a region: what is of it and of its comunas, on a map."""
    return _place(request, slug, Territory.Kind.REGION)


def _place(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    place = queries.find_place(slug) or queries.renamed(slug)
    if place is None:
        raise Http404(_("No hay una comuna ni una región con esa dirección."))
    if (place.kind, place.slug) != (kind, slug):
        return redirect(queries.page_of(place), permanent=True)
    today, chosen = timezone.localdate(), _measure(request)
    context = queries.place_page(place, user=request.user, on=today)
    context["choices"] = _choices(chosen)
    context["map"] = queries.map_of_comunas(
        place.region or place,
        chosen,
        user=request.user,
        on=today,
        here=place.slug if place.region else "",
    )
    return render(request, "transparency/places/place.html", context)


@public(cache=300, reads=READS)
def place_list(request: HttpRequest) -> HttpResponse:
    """Show every region with its comunas, and the map of all regions."""
    chosen = _measure(request)
    context = {
        "regions": queries.all_places(),
        "choices": _choices(chosen),
        "map": queries.map_of_regions(chosen, user=request.user, on=timezone.localdate()),
    }
    return render(request, "transparency/places/place_list.html", context)


@public(cache=60, reads=("region", *FILTERS))
def commitment_map(request: HttpRequest) -> HttpResponse:
    """Show where the commitments of a list are carried out: by region, or by the comunas of one."""
    question = CommitmentQuestion.read(request.GET.dict())
    slug = request.GET.get("region", "").replace("\x00", "")
    chosen = queries.find_place(slug) if slug else None
    if slug and (chosen is None or chosen.kind != Territory.Kind.REGION):
        raise Http404(_("No hay una comuna ni una región con esa dirección."))
    context = {
        "question": question,
        "region": chosen,
        "asked": list(named(question).values()),
        "map": queries.map_of_list(question, chosen, user=request.user, on=timezone.localdate()),
    }
    return render(request, "transparency/places/commitment_map.html", context)
