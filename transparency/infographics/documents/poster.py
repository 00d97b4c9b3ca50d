"""A card on paper, for a notice board.

No query and, but for quiet periods, no clock: the same facts give the same bytes.
"""

import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ogp_portal.foundation import branding, languages
from ogp_portal.foundation.documents import pdf
from ogp_portal.foundation.events.kept_documents import DocumentKind
from transparency.infographics import layout
from transparency.infographics.cards import Card, Kind
from transparency.infographics.layout import QUIET_ZONE
from transparency.infographics.wording import STEP_WORDS, Words, describe

PAPERS = {"a4": "A4", "a3": "A3"}
MOST_STEPS = 14
SCALES = ((500, 16), (800, 14), (1200, 12.5), (1700, 11))  # how much there is to say → points on A4
SMALLEST, A3_TO_A4 = 9.5, 1.41


def html(card: Card, *, paper: str, is_quiet: bool = False) -> str:
    """Return the card as one HTML page with its own style, in the language in force, for
    its PDF.
    """
    words = describe(card)
    css = (settings.BASE_DIR / "static" / "css" / "poster.css").read_text(encoding="utf-8")
    modules, path = layout.code(f"{settings.PORTAL_URL}{card.path}")
    mark = layout.Drawing(20, 20, "", "")
    layout.draw_mark(mark, words.mark, x=0, y=0, size=20, colour=words.colour)
    steps = (
        [
            (title, state, STEP_WORDS[state](), datetime.date.fromisoformat(day))
            for title, state, day in card.steps
        ]
        if card.kind == Kind.COMMITMENT
        else []
    )
    context = {
        "card": card,
        "words": words,
        "css": SafeString(css),
        "paper": PAPERS[paper],
        "colour": branding.INK if is_quiet else words.colour,
        "logo": "" if is_quiet else branding.logo_address(settings.PORTAL_LOGO),
        "owner": settings.PORTAL_OWNER,
        "qr": {"modules": modules + 2 * QUIET_ZONE, "path": path},
        "mark": mark,
        "steps": steps[:MOST_STEPS],
        "more": max(0, len(steps) - MOST_STEPS),
        "address": f"{settings.PORTAL_URL}{card.path}",
        "deep": branding.SOFT if is_quiet else settings.PORTAL_COLOR_DEEP,
        "language": languages.tag(),
        "scale": _scale(card, words, paper=paper),
        "bars": [(bar, round(bar.fraction * 100, 1)) for bar in words.bars],
    }
    return render_to_string("transparency/infographics/poster.html", context)


def _scale(card: Card, words: Words, *, paper: str) -> float:
    """Return the size of the text in points: a poster with little to say says it larger, and none
    needs a second sheet.
    """
    rows = min(len(card.steps), MOST_STEPS) + len(words.bars)
    weight = (
        len(card.title) * 3
        + len(card.sentence)
        + 90 * rows
        + sum(map(len, words.lines))
        + (250 if words.figure else 0)
    )
    size = next((size for most, size in SCALES if weight <= most), SMALLEST)
    return round(size * (A3_TO_A4 if paper == "a3" else 1), 1)


def pdf_facts(card: Card, *, paper: str, is_quiet: bool = False) -> dict[str, object]:
    """Return what the PDF/UA of a card is made from, for a notice board."""
    day = datetime.date.fromisoformat(card.cut_off_on)
    return pdf.order(
        html(card, paper=paper, is_quiet=is_quiet),
        title=card.title,
        language=languages.tag(),
        at=datetime.datetime.combine(day, datetime.time.min, tzinfo=datetime.UTC),
    )


POSTER = DocumentKind("transparency.poster", pdf.make, "application/pdf")
