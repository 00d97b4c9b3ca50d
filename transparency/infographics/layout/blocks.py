"""The blocks of a picture: heading, state, promise, body, facts and foot."""

from django.conf import settings

from ogp_portal.foundation import branding
from ogp_portal.foundation.documents import typesetting
from transparency.infographics.cards import Card, Kind
from transparency.infographics.layout.drawing import Box, Drawing, Shape
from transparency.infographics.layout.marks import draw_mark, draw_rail
from transparency.infographics.layout.qr import code
from transparency.infographics.wording import Words

QUIET_ZONE = 4  # modules around the code, on each side


def begin(width: int, height: int, card: Card, words: Words, *, is_quiet: bool) -> Drawing:
    """Return a sheet of paper with a band at its top."""
    drawing = Drawing(width, height, card.title, words.alternative)
    drawing.rectangle(0, 0, width, height, fill=branding.PAPER)
    band = branding.SOFT if is_quiet else settings.PORTAL_COLOR_DEEP
    drawing.rectangle(0, 0, width, 14, fill=band)
    return drawing


def draw_header(
    drawing: Drawing,
    card: Card,
    *,
    left: float,
    top: float,
    right: float,
    size: float,
    is_quiet: bool,
    most: int = 1,
) -> None:
    """Draw the logo, whose the picture is and what it belongs to."""
    logo = size * 1.6
    start = left
    if not is_quiet:
        drawing.logo = branding.drawn_logo(settings.PORTAL_LOGO)
        drawing.logo_box = (left, top, logo, logo)
        start = left + logo + size * 0.6
    is_sheet = card.kind == Kind.SHEET and not settings.IS_EXAMPLE  # which says what it is
    owner = card.owner if is_sheet else settings.PORTAL_OWNER
    drawing.write(
        f"{owner} · {card.context}" if card.context else owner,
        box=(start, top + size * 0.2, right - start, size * 2.6),
        sizes=(size, size * 0.9, size * 0.82),
        colour=branding.SOFT,
        most=most,
    )


def draw_state(
    drawing: Drawing,
    card: Card,
    words: Words,
    *,
    left: float,
    top: float,
    width: float,
    size: float,
) -> float:
    """Draw the mark and the words of the state, and return where they end."""
    start = left
    if card.kind == Kind.COMMITMENT:
        draw_mark(
            drawing, words.mark, x=left, y=top + size * 0.08, size=size * 1.1, colour=words.colour
        )
        start = left + size * 1.5
    return drawing.write(
        words.state,
        box=(start, top, width - (start - left), size * 1.3),
        sizes=(size, size * 0.85, size * 0.72),
        font="bold",
        colour=words.colour,
    )


def draw_promise(
    drawing: Drawing,
    card: Card,
    *,
    box: Box,
    titles: tuple[float, ...],
    texts: tuple[float, ...],
    lines: int,
) -> None:
    """Write the title, and of the promise as many lines as are left in the box: two at least."""
    x, y, width, height = box
    least = texts[-1] * typesetting.LEADING * min(2, lines) + 10 if card.sentence else 0
    end = drawing.write(
        card.title,
        box=(x, y, width, max(height - least, titles[-1])),
        sizes=titles,
        font="title",
        most=4,
    )
    left = y + height - end - 10
    if card.sentence and left > texts[-1]:
        drawing.write(
            card.sentence,
            box=(x, end + 10, width, left),
            sizes=texts,
            colour=branding.SOFT,
            most=lines,
        )


def draw_body(drawing: Drawing, card: Card, words: Words, *, box: Box, size: float) -> float:
    """Draw the rail of milestones, or the bars, and return where they end."""
    if words.bars:
        return draw_bars(drawing, words, box=box, size=size)
    if card.kind == Kind.COMMITMENT and card.steps:
        return draw_rail(drawing, card, box=box, size=size)
    return box[1]


def draw_bars(drawing: Drawing, words: Words, *, box: Box, size: float) -> float:
    """Draw as many bars as the box takes, each with its name and its words, and return where they
    end.
    """
    x, y, width, height = box
    step = size * 2.1
    for bar in words.bars[: max(1, int(height // step))]:
        ended = typesetting.width(bar.text, font="bold", size=size)
        drawing.write(
            bar.label, box=(x, y, width - ended - size, size * 1.3), sizes=(size, size * 0.9)
        )
        drawing.write(
            bar.text,
            box=(x + width - ended - 1, y, ended + 1, size * 1.3),
            sizes=(size,),
            font="bold",
            anchor="end",
        )
        drawing.rectangle(
            x, y + size * 1.25, max(width * bar.fraction, 2), size * 0.4, fill=bar.colour
        )
        y += step
    return y


def draw_side(drawing: Drawing, card: Card, words: Words, *, box: Box, is_quiet: bool) -> None:
    """Draw the figure that matters, who answers and the other facts."""
    x, y, width, height = box
    end = y
    colour = branding.INK if is_quiet else words.colour
    if card.kind == Kind.COMMITMENT and not words.figure:
        draw_mark(drawing, words.mark, x=x, y=y, size=120, colour=colour)
        end = y + 132
    if words.figure:
        end = drawing.write(
            words.figure,
            box=(x, y, width, 110),
            sizes=(84, 72, 60, 50, 42),
            font="title",
            colour=colour,
        )
        end = drawing.write(words.figure_words, box=(x, end - 4, width, 64), sizes=(25, 23), most=2)
    draw_facts(drawing, words, box=(x, end + 10, width, y + height - end - 10), sizes=(22, 21, 20))


def draw_facts(drawing: Drawing, words: Words, *, box: Box, sizes: tuple[float, ...]) -> float:
    """Write who answers and the other facts, one below the other, as long as there is room, and
    return where they end.
    """
    x, y, width, height = box
    bottom = y + height
    for text, font in ((words.who, "bold"), *((line, "text") for line in words.lines)):
        room = int((bottom - y) // (sizes[-1] * typesetting.LEADING))
        if not text or room < 1:
            continue
        y = drawing.write(text, box=(x, y, width, bottom - y), sizes=sizes, font=font, most=3) + 4
    return y


def draw_foot(
    drawing: Drawing,
    card: Card,
    words: Words,
    *,
    left: float,
    top: float,
    width: float,
    size: float,
    qr: tuple[float, float, float],
) -> None:
    """Write source and cut-off, and draw the code that leads to the page."""
    drawing.rectangle(left, top - 12, width, 2, fill=branding.LINE)
    source, cut_off = words.foot
    most = 2 if size > 22 else 1
    host = settings.PORTAL_URL.partition("://")[2]
    y = top
    for text in (source, f"{cut_off} {host}"):
        y = 2 + drawing.write(
            text,
            box=(left, y, width, size * 2.6),
            sizes=(size, size * 0.92),
            colour=branding.SOFT,
            most=most,
        )
    _draw_code(drawing, f"{settings.PORTAL_URL}{card.path}", qr)


def _draw_code(drawing: Drawing, address: str, at: tuple[float, float, float]) -> None:
    """Draw the code of an address at (x, y), so many units wide, its quiet zone included."""
    x, y, side = at
    modules, path = code(address)
    unit = side / (modules + 2 * QUIET_ZONE)
    drawing.rectangle(x, y, side, side, fill=branding.CARD)
    move = f"translate({x + QUIET_ZONE * unit:.2f} {y + QUIET_ZONE * unit:.2f})"
    drawing.shapes.append(
        Shape("path", {"d": path, "transform": f"{move} scale({unit:.4f})"}, fill=branding.INK)
    )
