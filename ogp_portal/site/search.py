"""The search of the whole portal: its page, what it offers while somebody types, and how browsers
use it.
"""

import textwrap

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from commitments.organizations.models import Territory
from ogp_portal.foundation import languages
from ogp_portal.foundation.events import searching
from ogp_portal.foundation.events.search_index import KINDS
from ogp_portal.foundation.permissions.decorators import public
from ogp_portal.foundation.runtime import example

MOST_PLACES = 12
OFFERED_FIRST = ("planes", "foros", "convocatorias", "instituciones")  # without JavaScript
SHORT_NAME, LONG_NAME = 16, 48  # characters: OpenSearch 1.1 allows no more
SUGGESTIONS = "application/x-suggestions+json"  # OpenSearch Suggestions, as browsers ask for them


@public(cache=60, reads=searching.READS)
def search(request: HttpRequest) -> HttpResponse:
    """Show what is found of every kind, or all of one kind."""
    question = searching.Question.read(request.GET)
    answer = searching.find(question, user=request.user)
    slugs = [slug for slug, _count in answer.places[:MOST_PLACES]]
    names = dict(
        Territory.objects.filter(slug__in={*slugs, question.place}).values_list("slug", "name")
    )
    context = {
        "answer": answer,
        "question": question,
        "kind": KINDS.get(question.kind),
        "place": names.get(question.place, ""),
        "everywhere": question.address(en="", lugar="", anio=""),
        "first_offers": [] if answer.groups else searching.titles(OFFERED_FIRST, user=request.user),
        "places": [
            (names[slug], count, question.address(lugar=slug))
            for slug, count in answer.places[:MOST_PLACES]
            if slug in names and slug != question.place
        ],
        "years": [
            (year, count, question.address(anio=str(year)))
            for year, count in answer.years
            if year != question.year
        ],
        "unplaced": question.address(lugar=""),
        "undated": question.address(anio=""),
        "of_all_kinds": question.address(en=""),
        "before": _page(answer, question.page - 1),
        "after": _page(answer, question.page + 1),
        "pages": answer.pages,
    }
    return render(request, "search.html", context)


def _cut(name: str, most: int) -> str:
    """Return the first whole words of a name that fit; of a longer word, its beginning."""
    return textwrap.shorten(name, most, placeholder="") or name[:most]


def _page(answer: searching.Answer, number: int) -> str | None:
    """Return the address of a page of the answer, None where there is none."""
    if not 1 <= number <= answer.pages:
        return None
    return answer.question.address(pagina=str(number) if number > 1 else "")


@public(cache=60, reads=("q",))
def offers(request: HttpRequest) -> HttpResponse:
    """Give titles that have what is typed so far, as OpenSearch Suggestions 1.1: the words, the
    titles, the kind of each, and its address. Those of the example say what they are.
    """
    typed = request.GET.get("q", "").replace("\x00", "")[: searching.LONGEST_VALUE]
    found = searching.offers(typed, user=request.user)
    titles = [offer.title for offer in found]
    kinds = [
        f"{example.NOTICE} · {offer.kind}" if settings.IS_EXAMPLE else offer.kind for offer in found
    ]
    addresses = [f"{settings.PORTAL_URL}{offer.path}" for offer in found]
    return JsonResponse([typed, titles, kinds, addresses], safe=False, content_type=SUGGESTIONS)


@public(cache=3600)
def description(request: HttpRequest) -> HttpResponse:
    """Describe the search for browsers and other programs (OpenSearch 1.1)."""
    name = settings.PORTAL_NAME
    short = _("Ejemplo") if settings.IS_EXAMPLE else _cut(name, SHORT_NAME)
    return render(
        request,
        "opensearch.xml",
        {"tag": languages.tag(), "short_name": short, "long_name": _cut(name, LONG_NAME)},
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )
