"""A card drawn: SVG and PNG.

No query and, but for quiet periods, no clock: the same facts give the same bytes.
"""

from django.utils.translation import gettext_lazy

from ogp_portal.foundation.documents import charts
from ogp_portal.foundation.events.kept_documents import DocumentKind, Facts
from transparency.infographics import layout
from transparency.infographics.cards import Card
from transparency.infographics.wording import describe

FORMS = {"": layout.wide, "alta": layout.tall}
WIDTHS = {"": 1200, "alta": 1080}


def draw(card: Card, *, form: str = "", is_quiet: bool = False) -> layout.Drawing:
    """Return the picture of a card in the language in force, before it is drawn.

    `form` is "" (link preview) or "alta" (phones).
    """
    return FORMS[form](card, describe(card), is_quiet=is_quiet)


def svg(card: Card, *, form: str = "", is_quiet: bool = False, for_anybody: bool = False) -> str:
    """Return the picture as SVG.

    `for_anybody` fixes the length of each line, so that it fits also where the fonts are not
    installed.
    """
    return charts.draw(
        "svg/card.svg",
        {"drawing": draw(card, form=form, is_quiet=is_quiet), "for_anybody": for_anybody},
    )


def png(picture: str, *, form: str = "") -> bytes:
    """Return an SVG of ours as PNG."""
    return charts.to_png(picture, width=WIDTHS[form])


def facts(picture: str, *, form: str = "") -> dict[str, str]:
    """Return what a PNG is made from: an SVG of ours."""
    return {"svg": picture, "form": form}


def _make(of: Facts) -> bytes:
    return png(of["svg"], form=of["form"])


TOO_MANY = gettext_lazy(
    "Demasiadas imágenes en un minuto: espera un momento y vuelve a intentarlo."
)
# drawings, not readings: what is kept is given without counting
PICTURE = DocumentKind("transparency.picture", _make, "image/png", a_minute=120, refusal=TOO_MANY)
