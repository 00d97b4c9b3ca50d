"""The pages and files of the infographics: drawn when first asked for, kept under the digest of
their content.
"""

from collections.abc import Callable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commitments.plans.models import Plan
from ogp_portal.foundation import branding
from ogp_portal.foundation.events import rates
from ogp_portal.foundation.permissions.decorators import public
from transparency.infographics import cards, documents, packages, queries, wording
from transparency.infographics.cards import EVERYBODY, Card
from transparency.infographics.models import Infographic

A_MINUTE = {"draw": 120, "kit": 6}  # drawings, not readings: what is kept is given without counting
FRESH = 300


def _card(kind: str, slug: str) -> Card:
    found = queries.find(kind, slug, on=timezone.localdate())
    if found is None:
        raise Http404(_("No hay una infografía en esa dirección."))
    return found


def _is_quiet() -> bool:
    return branding.quiet_period(timezone.localdate()) is not None


def _kept(
    request: HttpRequest,
    place: str,
    make: Callable[[], bytes],
    *,
    media_type: str,
    name: str,
    what: str = "draw",
    inline: bool = False,
) -> HttpResponseBase:
    """Give a file that is made once and kept."""
    if not default_storage.exists(place):
        try:
            rates.limit(request, what, a_minute=A_MINUTE[what])
        except rates.TooOften:
            words = _("Demasiadas imágenes en un minuto: espera un momento y vuelve a intentarlo.")
            return HttpResponse(words, status=429, content_type="text/plain; charset=utf-8")
        default_storage.save(place, ContentFile(make()))
    return FileResponse(
        default_storage.open(place, "rb"),
        as_attachment=not inline,
        filename=name,
        content_type=media_type,
    )


def _file(request: HttpRequest, card: Card, form: str) -> HttpResponseBase:
    """Give a card in one of its forms."""
    name = f"{card.slug}-{get_language()}.{form}"
    shape, _dot, ending = form.rpartition(".")
    is_quiet = _is_quiet()
    if ending == "txt":
        return HttpResponse(wording.plain(card), content_type="text/plain; charset=utf-8")
    if ending == "pdf":
        page = documents.html(card, paper=shape or "a4", is_quiet=is_quiet)
        return _kept(
            request,
            documents.place(page, "pdf"),
            lambda: documents.to_pdf(card, page),
            media_type="application/pdf",
            name=name,
        )
    if ending == "svg":
        drawn = documents.svg(card, form=shape, is_quiet=is_quiet, for_anybody=True)
        response = HttpResponse(
            drawn,
            content_type="image/svg+xml",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response
    drawn = documents.svg(card, form=shape, is_quiet=is_quiet)
    return _kept(
        request,
        documents.place(drawn, "png"),
        lambda: documents.png(drawn, form=shape),
        media_type="image/png",
        name=name,
        inline=True,
    )


@public(cache=FRESH)
def commitment_file(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """Give the infographic of a commitment as a picture, a drawing, a poster or plain text."""
    return _file(request, _card("commitment", slug), form)


@public(cache=FRESH)
def thing_file(request: HttpRequest, kind: str, slug: str, form: str) -> HttpResponseBase:
    """Give the infographic of a plan, a month, a session, a budget sheet or a commitment."""
    return _file(request, _card(kind, slug), form)


@public(cache=3600)
def edition_picture(request: HttpRequest, slug: str, edition: int) -> HttpResponseBase:
    """Give an earlier edition of a commitment's infographic, as it told then."""
    row = (
        Infographic.objects.allowing("view", request.user)
        .filter(kind="commitment", slug=slug, edition=edition)
        .first()
    )
    if row is None or queries.find("commitment", slug, on=timezone.localdate()) is None:
        raise Http404(_("No hay una infografía en esa dirección."))
    drawn = documents.svg(Card.from_json(row.facts), is_quiet=_is_quiet())
    return _kept(
        request,
        documents.place(drawn, "png"),
        lambda: documents.png(drawn),
        media_type="image/png",
        name=f"{slug}-{edition}.png",
        inline=True,
    )


@public(cache=FRESH)
def infographic_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a commitment's infographic with its words, its forms and its earlier editions."""
    card = _card("commitment", slug)
    context = {
        "card": card,
        "words": wording.say(card),
        "plain": wording.plain(card),
        "editions": queries.editions("commitment", slug),
        "is_quiet": _is_quiet(),
    }
    return render(request, "transparency/infographics/infographic.html", context)


@public(cache=FRESH)
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
        Plan.objects.allowing("view", EVERYBODY).select_related("source").filter(slug=slug).first()
    )
    if plan is None or _is_quiet():
        raise Http404(_("No hay un paquete en esa dirección, o es período electoral."))
    today = timezone.localdate()
    members = [
        cards.commitment(row, on=today)
        for row in cards.commitment_rows()
        .filter(plan=plan)
        .order_by("number", "sort_key")[: packages.MOST]
    ]
    own = cards.plan(plan, on=today)
    place = f"infografias/kits/{packages.digest(own, members)}-{get_language()}.zip"
    return _kept(
        request,
        place,
        lambda: packages.pack(own, members),
        media_type="application/zip",
        name=f"infografias-{slug}.zip",
        what="kit",
    )
