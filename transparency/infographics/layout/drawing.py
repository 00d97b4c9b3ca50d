"""A picture before it is drawn: its shapes and its lines of text."""

from dataclasses import dataclass, field

from ogp_portal.foundation import branding
from ogp_portal.foundation.documents import typesetting

FONTS = {
    "text": ("Atkinson Hyperlegible Next, sans-serif", 400),
    "bold": ("Atkinson Hyperlegible Next, sans-serif", 700),
    "title": ("Source Serif 4, serif", 400),
}
ASCENT, DESCENT = 0.95, 0.27
Box = tuple[float, float, float, float]  # x, y, width, height


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
    box: Box
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
    logo_box: Box = (0, 0, 0, 0)

    def write(
        self,
        text: str,
        *,
        box: Box,
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
        for number, line in enumerate(fitted.lines):
            self.lines.append(
                Line(
                    line,
                    x + width if anchor == "end" else x,
                    y + fitted.size * ASCENT + number * step,
                    fitted.size,
                    font,
                    colour,
                    on,
                    box,
                    typesetting.width(line, font=font, size=fitted.size),
                    anchor,
                )
            )
        return y + len(fitted.lines) * step

    def rectangle(self, x: float, y: float, width: float, height: float, *, fill: str) -> None:
        """Draw a rectangle."""
        at: dict[str, float | str] = {"x": x, "y": y, "width": width, "height": height}
        self.shapes.append(Shape("rect", at, fill=fill))

    def path(
        self, steps: str, *, fill: str = "none", stroke: str = "none", thick: float = 0
    ) -> None:
        """Draw a path."""
        self.shapes.append(Shape("path", {"d": steps}, fill=fill, stroke=stroke, thick=thick))
