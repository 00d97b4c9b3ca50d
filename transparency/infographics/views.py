"""The pages and files of the infographics: drawn when first asked for, kept under the digest of
their content.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commitments.plans.models import Plan
from commitments.progress import queries as progress
from commitments.timeline import queries as timeline
from ogp_portal.foundation import branding
from ogp_portal.foundation.documents.timelines import TimelineChart
from ogp_portal.foundation.events import kept_documents
from ogp_portal.foundation.permissions.decorators import public
from transparency.infographics import queries, wording
from transparency.infographics.cards import Card, Kind
from transparency.infographics.documents import kits, lines, pictures, poster
from transparency.infographics.models import Infographic

FRESH = 300


def _card(kind: str, slug: str) -> Card:
    card = queries.find_card(kind, slug, on=timezone.localdate())
    if card is None:
        raise Http404(_("No hay una infografía en esa dirección."))
    return card


def _is_quiet() -> bool:
    return branding.quiet_period(timezone.localdate()) is not None


def _file(request: HttpRequest, card: Card, form: str) -> HttpResponseBase:
    """Give a card in one of its forms."""
    name = f"{card.slug}-{get_language()}.{form}"
    shape, _dot, ending = form.rpartition(".")
    is_quiet = _is_quiet()
    if ending == "txt":
        return HttpResponse(wording.plain_text(card), content_type="text/plain; charset=utf-8")
    if ending == "pdf":
        facts = poster.pdf_facts(card, paper=shape or "a4", is_quiet=is_quiet)
        return kept_documents.give(request, poster.POSTER, facts, name=name)
    if ending == "svg":
        response = HttpResponse(
            pictures.svg(card, form=shape, is_quiet=is_quiet, for_anybody=True),
            content_type="image/svg+xml",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response
    picture = pictures.svg(card, form=shape, is_quiet=is_quiet)
    return _picture(request, picture, form=shape, name=name)


def _picture(request: HttpRequest, picture: str, *, name: str, form: str = "") -> HttpResponseBase:
    """Give a drawing as PNG; drawing it takes a tenth of a second."""
    facts = pictures.facts(picture, form=form)
    return kept_documents.give_at_once(request, pictures.PICTURE, facts, name=name)


@public(cache=FRESH)
def commitment_file(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """Give the infographic of a commitment as a picture, a drawing, a poster or plain text."""
    return _file(request, _card(Kind.COMMITMENT, slug), form)


@public(cache=FRESH)
def thing_file(request: HttpRequest, kind: str, slug: str, form: str) -> HttpResponseBase:
    """Give the infographic of a plan, a month, a session, a budget sheet or a commitment."""
    return _file(request, _card(kind, slug), form)


@public(cache=300)
def edition_picture(request: HttpRequest, slug: str, edition: int) -> HttpResponseBase:
    """Give an earlier edition of a commitment's infographic, as it told then."""
    row = (
        Infographic.objects.allowing("view", request.user)
        .filter(kind=Kind.COMMITMENT, slug=slug, edition=edition)
        .first()
    )
    _card(Kind.COMMITMENT, slug)  # gone with what it shows
    if row is None:
        raise Http404(_("No hay una infografía en esa dirección."))
    picture = pictures.svg(Card.from_json(row.facts), is_quiet=_is_quiet())
    return _picture(request, picture, name=f"{slug}-{edition}.png")


@public(cache=FRESH)
def infographic_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a commitment's infographic with its words, its forms and its earlier editions."""
    card = _card(Kind.COMMITMENT, slug)
    context = {
        "card": card,
        "words": wording.describe(card),
        "plain": wording.plain_text(card),
        "editions": queries.editions(Kind.COMMITMENT, slug),
        "is_quiet": _is_quiet(),
    }
    return render(request, "transparency/infographics/infographic.html", context)


@public(cache=FRESH, reads=("plan", "pagina"))
def gallery(request: HttpRequest) -> HttpResponse:
    """Show the infographics of every commitment, the fulfilled and the unfulfilled alike."""
    context = queries.gallery(queries.Question.read(request.GET.dict()))
    return render(
        request, "transparency/infographics/gallery.html", {**context, "is_quiet": _is_quiet()}
    )


@public(cache=FRESH)
def kit(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Give all the pictures of a plan in a zip; none while nothing is promoted."""
    plan = (
        Plan.objects.allowing("view", queries.EVERYBODY)
        .select_related("source")
        .filter(slug=slug)
        .first()
    )
    if plan is None or _is_quiet():
        raise Http404(_("No hay un paquete en esa dirección, o es período electoral."))
    today = timezone.localdate()
    members = [
        queries.commitment_card(row, on=today)
        for row in queries.commitment_rows()
        .filter(plan=plan)
        .order_by("number", "sort_key")[: kits.MOST]
    ]
    own = queries.plan_card(plan, on=today)
    facts = kits.facts(own, members)
    return kept_documents.give(request, kits.KIT, facts, name=f"infografias-{slug}.zip")


def _timeline(slug: str) -> tuple[Plan, TimelineChart, str]:
    """Return a plan that everybody sees with its timeline of today and its address. Raises
    Http404.
    """
    plan = Plan.objects.allowing("view", queries.EVERYBODY).filter(slug=slug).first()
    if plan is None:
        raise Http404(_("No hay un plan con esa dirección."))
    at = progress.clocks_now()
    chart = timeline.timeline_chart(timeline.plan_lines(plan, at), on=at.on)
    if chart is None:
        raise Http404(_("Sin hitos que cuenten, no hay línea que dibujar."))
    return plan, chart, f"{settings.PORTAL_URL}{reverse('plan_timeline', args=[slug])}"


@public(cache=FRESH)
def timeline_picture(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Give the timeline of a plan as a picture for phones."""
    plan, chart, address = _timeline(slug)
    drawn = lines.picture(plan.title, chart, address=address, is_quiet=_is_quiet())
    return _picture(request, drawn, form="alta", name=f"linea-{slug}-{get_language()}.png")


@public(cache=FRESH)
def timeline_poster(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Give the timeline of a plan on sheets of A4."""
    plan, chart, address = _timeline(slug)
    facts = lines.sheet_facts(plan.title, chart, address=address, is_quiet=_is_quiet())
    name = f"linea-{slug}-{get_language()}.pdf"
    return kept_documents.give(request, poster.POSTER, facts, name=name)
