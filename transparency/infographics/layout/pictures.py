"""The two forms of a picture: the preview of a link, and what is sent from phone to phone."""

from collections.abc import Callable

from ogp_portal.foundation import branding
from transparency.infographics.cards import Card
from transparency.infographics.layout.blocks import (
    begin,
    draw_body,
    draw_facts,
    draw_foot,
    draw_header,
    draw_promise,
    draw_side,
    draw_state,
)
from transparency.infographics.layout.drawing import Drawing
from transparency.infographics.wording import Words


def wide(card: Card, words: Words, *, is_quiet: bool = False) -> Drawing:
    """Return the picture of 1200 × 630: the preview of a link."""
    drawing = begin(1200, 630, card, words, is_quiet=is_quiet)
    draw_header(drawing, card, left=60, top=38, right=1140, size=24, is_quiet=is_quiet)
    end = draw_state(drawing, card, words, left=60, top=102, width=1080, size=32)

    def lower(target: Drawing, y: float) -> float:
        return draw_body(target, card, words, box=(60, y, 760, 220), size=23)

    below = _height(lower)
    draw_promise(
        drawing,
        card,
        box=(60, end + 10, 760, 522 - below - end - 10),
        titles=(56, 50, 44, 40, 36),
        texts=(29, 27, 25),
        lines=6,
    )
    lower(drawing, 530 - below)
    draw_side(drawing, card, words, box=(872, 176, 268, 284), is_quiet=is_quiet)
    draw_foot(drawing, card, words, left=60, top=550, width=900, size=20, qr=(1012, 474, 128))
    return drawing


def tall(card: Card, words: Words, *, is_quiet: bool = False) -> Drawing:
    """Return the picture of 1080 × 1350: what is sent from phone to phone."""
    drawing = begin(1080, 1350, card, words, is_quiet=is_quiet)
    draw_header(drawing, card, left=72, top=50, right=1008, size=31, is_quiet=is_quiet, most=2)
    end = draw_state(drawing, card, words, left=72, top=156, width=936, size=45)

    def lower(target: Drawing, y: float) -> float:
        if words.figure:
            y = target.write(
                words.figure,
                box=(72, y, 936, 150),
                sizes=(124, 104, 86),
                font="title",
                colour=branding.INK if is_quiet else words.colour,
            )
            words_box = (72, y - 12, 936, 60)
            y = target.write(words.figure_words, box=words_box, sizes=(40, 36, 32)) + 18
        room = 360 if card.sentence else 420
        y = draw_body(target, card, words, box=(72, y, 936, room), size=34)
        return draw_facts(
            target, words, box=(72, y + 6, 936, 150 if words.bars else 250), sizes=(36, 33, 30)
        )

    below = _height(lower)
    draw_promise(
        drawing,
        card,
        box=(72, end + 20, 936, 1106 - below - end - 36),
        titles=(80, 70, 62, 54, 48),
        texts=(43, 39, 35),
        lines=9,
    )
    lower(drawing, 1106 - below)
    draw_foot(drawing, card, words, left=72, top=1150, width=690, size=27, qr=(818, 1126, 190))
    return drawing


def _height(block: Callable[[Drawing, float], float]) -> float:
    """Return how high a block is, drawn where nobody sees it."""
    return block(Drawing(0, 0, "", ""), 0)
