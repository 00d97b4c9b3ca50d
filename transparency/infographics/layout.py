"""Where each thing stands on a picture: boxes, lines that fit them, the rail, bars and the code
that leads to the page. Values in, values out.

Everything written is a `Line` that knows the box it must stay in and the colour it stands on, so
that tests measure what is drawn.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field

import segno
from django.conf import settings

from ogp_portal.foundation import branding
from ogp_portal.foundation.documents import typesetting
from transparency.infographics.cards import MOST_KNOTS, Card
from transparency.infographics.wording import LEVEL_COLOURS, Words

FONTS = {
    "text": ("Atkinson Hyperlegible Next, sans-serif", 400),
    "bold": ("Atkinson Hyperlegible Next, sans-serif", 700),
    "title": ("Source Serif 4, serif", 400),
}
KNOTS = {
    "complete": LEVEL_COLOURS["complete"],
    "in_progress": LEVEL_COLOURS["substantial"],
    "late": branding.CORAL,
    "not_started": "#8b8674",
}
ASCENT, DESCENT = 0.95, 0.27


@dataclass(frozen=True)
class Line:
    """One line of text: where its base line begins, and the box (x, y, width, height) that it must
    stay in.
    """

    text: str
    x: float
    y: float
    size: float
    font: str
    colour: str
    on: str
    box: tuple[float, float, float, float]
    width: float
    anchor: str = "start"

    @property
    def family(self) -> str:
        """Return the families of its font."""
        return FONTS[self.font][0]

    @property
    def weight(self) -> int:
        """Return the weight of its font."""
        return FONTS[self.font][1]


@dataclass(frozen=True)
class Shape:
    """A rectangle, a circle or a path, with its colours."""

    kind: str
    at: dict[str, float | str]
    fill: str = "none"
    stroke: str = "none"
    thick: float = 0


@dataclass
class Drawing:
    """A picture before it is drawn."""

    width: int
    height: int
    title: str
    alternative: str
    shapes: list[Shape] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    is_cut: bool = False
    logo: str = ""
    logo_box: tuple[float, float, float, float] = (0, 0, 0, 0)

    def write(
        self,
        text: str,
        *,
        box: tuple[float, float, float, float],
        sizes: tuple[float, ...],
        font: str = "text",
        colour: str = branding.INK,
        on: str = branding.PAPER,
        most: int = 1,
        anchor: str = "start",
    ) -> float:
        """Write words from the top of a box, at the largest of `sizes` that fits, and return where
        they end.
        """
        x, y, width, height = box
        fitted = typesetting.fit(text, font=font, sizes=sizes, box=(width, height), lines=most)
        self.is_cut = self.is_cut or fitted.is_cut
        step = fitted.size * typesetting.LEADING
        for place, line in enumerate(fitted.lines):
            base = y + fitted.size * ASCENT + place * step
            inked = typesetting.width(line, font=font, size=fitted.size)
            self.lines.append(
                Line(
                    line,
                    x + width if anchor == "end" else x,
                    base,
                    fitted.size,
                    font,
                    colour,
                    on,
                    box,
                    inked,
                    anchor,
                )
            )
        return y + len(fitted.lines) * step


@functools.lru_cache(maxsize=512)
def code(address: str) -> tuple[int, str]:
    """Return how many modules wide the QR code of an address is (its quiet zone apart), and its
    path in modules.
    """
    made = segno.make(address, error="m", micro=False)
    path = []
    for row, cells in enumerate(made.matrix):
        start = None
        for column, is_dark in enumerate([*cells, 0]):
            if is_dark and start is None:
                start = column
            elif not is_dark and start is not None:
                path.append(f"M{start} {row}h{column - start}v1h-{column - start}z")
                start = None
    return len(made.matrix), "".join(path)


def wide(card: Card, words: Words, *, is_quiet: bool = False) -> Drawing:
    """Return the picture of 1200 × 630: the preview of a link."""
    made = _begin(1200, 630, card, words, is_quiet=is_quiet)
    _header(made, card, left=60, top=38, right=1140, size=24, is_quiet=is_quiet)
    end = _state(made, card, words, left=60, top=102, width=1080, size=32)

    def lower(where: Drawing, y: float) -> float:
        return _body(where, card, words, box=(60, y, 760, 220), size=23)

    below = _height(lower)
    _promise(
        made,
        card,
        box=(60, end + 10, 760, 522 - below - end - 10),
        titles=(56, 50, 44, 40, 36),
        texts=(29, 27, 25),
        lines=6,
    )
    lower(made, 530 - below)
    _side(made, card, words, box=(872, 176, 268, 284), is_quiet=is_quiet)
    _foot(made, card, words, left=60, top=550, width=900, size=20, qr=(1012, 474, 128))
    return made


def tall(card: Card, words: Words, *, is_quiet: bool = False) -> Drawing:
    """Return the picture of 1080 × 1350: what is sent from phone to phone."""
    made = _begin(1080, 1350, card, words, is_quiet=is_quiet)
    _header(made, card, left=72, top=50, right=1008, size=31, is_quiet=is_quiet, most=2)
    end = _state(made, card, words, left=72, top=156, width=936, size=45)

    def lower(where: Drawing, y: float) -> float:
        if words.figure:
            y = where.write(
                words.figure,
                box=(72, y, 936, 150),
                sizes=(124, 104, 86),
                font="title",
                colour=branding.INK if is_quiet else words.colour,
            )
            y = where.write(words.figure_words, box=(72, y - 12, 936, 60), sizes=(40, 36, 32)) + 18
        y = _body(where, card, words, box=(72, y, 936, 360 if card.sentence else 420), size=34)
        return _facts(
            where, words, box=(72, y + 6, 936, 250 if not words.bars else 150), sizes=(36, 33, 30)
        )

    below = _height(lower)
    _promise(
        made,
        card,
        box=(72, end + 20, 936, 1106 - below - end - 36),
        titles=(80, 70, 62, 54, 48),
        texts=(43, 39, 35),
        lines=9,
    )
    lower(made, 1106 - below)
    _foot(made, card, words, left=72, top=1150, width=690, size=27, qr=(818, 1126, 190))
    return made


def _height(block: Callable[[Drawing, float], float]) -> float:
    """Return how high a block is, drawn where nobody sees it."""
    return block(Drawing(0, 0, "", ""), 0)


def _promise(
    made: Drawing,
    card: Card,
    *,
    box: tuple[float, float, float, float],
    titles: tuple[float, ...],
    texts: tuple[float, ...],
    lines: int,
) -> None:
    """Write the title, and of the promise as many lines as are left in the box."""
    x, y, width, height = box
    least = (
        texts[-1] * typesetting.LEADING * min(2, lines) + 10 if card.sentence else 0
    )  # two lines of the promise at least
    end = made.write(
        card.title,
        box=(x, y, width, max(height - least, titles[-1])),
        sizes=titles,
        font="title",
        most=4,
    )
    left = y + height - end - 10
    if card.sentence and left > texts[-1]:
        made.write(
            card.sentence,
            box=(x, end + 10, width, left),
            sizes=texts,
            colour=branding.SOFT,
            most=lines,
        )


def _begin(width: int, height: int, card: Card, words: Words, *, is_quiet: bool) -> Drawing:
    made = Drawing(width, height, card.title, words.alternative)
    made.shapes.append(
        Shape("rect", {"x": 0, "y": 0, "width": width, "height": height}, fill=branding.PAPER)
    )
    made.shapes.append(
        Shape(
            "rect",
            {"x": 0, "y": 0, "width": width, "height": 14},
            fill=branding.SOFT if is_quiet else settings.PORTAL_COLOR_DEEP,
        )
    )
    return made


def _header(
    made: Drawing,
    card: Card,
    *,
    left: float,
    top: float,
    right: float,
    size: float,
    is_quiet: bool,
    most: int = 1,
) -> None:
    logo = size * 1.6
    start = left
    if not is_quiet:
        made.logo = branding.drawn_logo(settings.PORTAL_LOGO)
        made.logo_box = (left, top, logo, logo)
        start = left + logo + size * 0.6
    context = f"{card.owner if card.kind == 'sheet' else settings.PORTAL_OWNER}{f' · {card.context}' if card.context else ''}"
    made.write(
        context,
        box=(start, top + size * 0.2, right - start, size * 2.6),
        sizes=(size, size * 0.9, size * 0.82),
        colour=branding.SOFT,
        most=most,
    )


def _state(
    made: Drawing, card: Card, words: Words, *, left: float, top: float, width: float, size: float
) -> float:
    """Draw the mark and the words of the state, and return where they end."""
    start = left
    if card.kind == "commitment":
        draw_mark(
            made, words.mark, x=left, y=top + size * 0.08, size=size * 1.1, colour=words.colour
        )
        start = left + size * 1.5
    return made.write(
        words.state,
        box=(start, top, width - (start - left), size * 1.3),
        sizes=(size, size * 0.85, size * 0.72),
        font="bold",
        colour=words.colour,
    )


def draw_mark(made: Drawing, level: str, *, x: float, y: float, size: float, colour: str) -> None:
    """Draw the mark of a level, which differs in shape: empty ring, quarter, three quarters, disc
    with a tick, broken ring for none.
    """
    unit, radius = size / 20, size * 0.43
    middle_x, middle_y = x + size / 2, y + size / 2
    ring: dict[str, float | str] = {"cx": middle_x, "cy": middle_y, "r": radius}
    if level == "complete":
        made.shapes.append(Shape("circle", {**ring, "r": size * 0.48}, fill=colour))
        made.shapes.append(
            Shape(
                "path",
                {
                    "d": (
                        f"M{x + 5.4 * unit:.1f} {y + 10.4 * unit:.1f}l{3.2 * unit:.1f} "
                        f"{3.2 * unit:.1f} {6.2 * unit:.1f} {-6.6 * unit:.1f}"
                    )
                },
                stroke=branding.PAPER,
                thick=size * 0.12,
            )
        )
        return
    made.shapes.append(
        Shape(
            "circle",
            {**ring, **({"dash": f"{3 * unit:.1f} {3 * unit:.1f}"} if not level else {})},
            stroke=colour,
            thick=size * 0.12,
        )
    )
    if level in {"limited", "substantial"}:
        far = 1 if level == "substantial" else 0
        ends = (middle_x - radius, middle_y) if far else (middle_x + radius, middle_y)
        made.shapes.append(
            Shape(
                "path",
                {
                    "d": (
                        f"M{middle_x:.1f} {middle_y:.1f}V{middle_y - radius:.1f}A{radius:.1f} "
                        f"{radius:.1f} 0 {far} 1 {ends[0]:.1f} {ends[1]:.1f}Z"
                    )
                },
                fill=colour,
            )
        )


def _body(
    made: Drawing, card: Card, words: Words, *, box: tuple[float, float, float, float], size: float
) -> float:
    """Draw the rail of milestones, or the bars, and return where they end."""
    x, y, width, _height_of_box = box
    if words.bars:
        return _bars(made, words, box=box, size=size)
    steps = [state for _title, state, _day in card.steps]
    if card.kind != "commitment" or not steps:
        return y
    middle, radius = y + size * 1.1, size * 0.62
    left, right = x + radius + 3, x + width - radius - 3
    made.shapes.append(
        Shape(
            "rect",
            {"x": left, "y": middle - size * 0.12, "width": right - left, "height": size * 0.24},
            fill=branding.LINE,
        )
    )
    reach = (
        left + (right - left) * card.done / max(1, card.total) if len(steps) > MOST_KNOTS else left
    )
    if len(steps) > MOST_KNOTS and reach > left:
        made.shapes.append(
            Shape(
                "rect",
                {
                    "x": left,
                    "y": middle - size * 0.12,
                    "width": reach - left,
                    "height": size * 0.24,
                },
                fill=KNOTS["complete"],
            )
        )
        return y + size * 2.2
    for place, state in enumerate(steps if len(steps) <= MOST_KNOTS else []):
        at = (
            left + (right - left) * place / max(1, len(steps) - 1)
            if len(steps) > 1
            else (left + right) / 2
        )
        is_full = state == "complete"
        made.shapes.append(
            Shape(
                "circle",
                {"cx": at, "cy": middle, "r": radius},
                fill=KNOTS[state] if is_full else branding.PAPER,
                stroke=KNOTS[state],
                thick=size * 0.2,
            )
        )
        if is_full:
            made.shapes.append(
                Shape(
                    "path",
                    {
                        "d": (
                            f"M{at - radius * 0.45:.1f} "
                            f"{middle + radius * 0.05:.1f}l{radius * 0.32:.1f} "
                            f"{radius * 0.34:.1f} {radius * 0.58:.1f} {-radius * 0.68:.1f}"
                        )
                    },
                    stroke=branding.PAPER,
                    thick=size * 0.16,
                )
            )
        elif state == "late":
            made.shapes.append(
                Shape(
                    "path",
                    {
                        "d": (
                            f"M{at:.1f} "
                            f"{middle - radius * 0.42:.1f}v{radius * 0.55:.1f}M{at:.1f} "
                            f"{middle + radius * 0.36:.1f}v{radius * 0.1:.1f}"
                        )
                    },
                    stroke=KNOTS["late"],
                    thick=size * 0.17,
                )
            )
    return y + size * 2.2


def _bars(
    made: Drawing, words: Words, *, box: tuple[float, float, float, float], size: float
) -> float:
    """Draw as many bars as the box takes, each with its name and its words, and return where they
    end.
    """
    x, y, width, height = box
    step = size * 2.1
    for bar in words.bars[: max(1, int(height // step))]:
        ended = typesetting.width(bar.text, font="bold", size=size)
        made.write(
            bar.label, box=(x, y, width - ended - size, size * 1.3), sizes=(size, size * 0.9)
        )
        made.write(
            bar.text,
            box=(x + width - ended - 1, y, ended + 1, size * 1.3),
            sizes=(size,),
            font="bold",
            anchor="end",
        )
        made.shapes.append(
            Shape(
                "rect",
                {
                    "x": x,
                    "y": y + size * 1.25,
                    "width": max(width * bar.fraction, 2),
                    "height": size * 0.4,
                },
                fill=bar.colour,
            )
        )
        y += step
    return y


def _side(
    made: Drawing,
    card: Card,
    words: Words,
    *,
    box: tuple[float, float, float, float],
    is_quiet: bool,
) -> None:
    """Draw the figure that matters, who answers and the other facts."""
    x, y, width, height = box
    end = y
    if card.kind == "commitment" and not words.figure:
        draw_mark(
            made, words.mark, x=x, y=y, size=120, colour=branding.INK if is_quiet else words.colour
        )
        end = y + 132
    if words.figure:
        end = made.write(
            words.figure,
            box=(x, y, width, 110),
            sizes=(84, 72, 60, 50, 42),
            font="title",
            colour=branding.INK if is_quiet else words.colour,
        )
        end = made.write(words.figure_words, box=(x, end - 4, width, 64), sizes=(25, 23), most=2)
    _facts(made, words, box=(x, end + 10, width, y + height - end - 10), sizes=(22, 21, 20))


def _facts(
    made: Drawing, words: Words, *, box: tuple[float, float, float, float], sizes: tuple[float, ...]
) -> float:
    """Write who answers and the other facts, one below the other, as long as there is room, and
    return where they end.
    """
    x, y, width, height = box
    bottom = y + height
    for text, font in ((words.who, "bold"), *((line, "text") for line in words.lines)):
        room = int((bottom - y) // (sizes[-1] * typesetting.LEADING))
        if not text or room < 1:
            continue
        y = made.write(text, box=(x, y, width, bottom - y), sizes=sizes, font=font, most=3) + 4
    return y


def _foot(
    made: Drawing,
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
    made.shapes.append(
        Shape("rect", {"x": left, "y": top - 12, "width": width, "height": 2}, fill=branding.LINE)
    )
    source, cut_off = words.foot
    end = made.write(
        source,
        box=(left, top, width, size * 2.6),
        sizes=(size, size * 0.92),
        colour=branding.SOFT,
        most=2 if size > 22 else 1,
    )
    host = settings.PORTAL_URL.partition("://")[2]
    made.write(
        f"{cut_off} {host}",
        box=(left, end + 2, width, size * 2.6),
        sizes=(size, size * 0.92),
        colour=branding.SOFT,
        most=2 if size > 22 else 1,
    )
    x, y, side = qr
    modules, path = code(f"{settings.PORTAL_URL}{card.path}")
    unit = side / (modules + 8)
    made.shapes.append(
        Shape("rect", {"x": x, "y": y, "width": side, "height": side}, fill=branding.CARD)
    )
    made.shapes.append(
        Shape(
            "path",
            {
                "d": path,
                "transform": f"translate({x + 4 * unit:.2f} {y + 4 * unit:.2f}) scale({unit:.4f})",
            },
            fill=branding.INK,
        )
    )
