"""The picture of what became of everything: columns of blocks and the ribbons between them, in
whole units. Values in, values out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 640
BLOCK = 12
GAP = 14
OF_THREE = (0, 266, WIDTH - BLOCK)
TOP = 26
TALL = 240  # units that the fullest column's figures share
LEAST = 3  # units: what is drawn of a single one among thousands


@dataclass(frozen=True)
class Link:
    """So many of a block of one column went to a block of the next."""

    source: str
    target: str
    count: int


@dataclass(frozen=True)
class Block:
    """A block as drawn."""

    key: str
    label: str
    count: int
    x: int
    y: int
    height: int
    is_last: bool

    @property
    def middle(self) -> int:
        """Return where its label stands."""
        return self.y + self.height // 2 + 4


@dataclass(frozen=True)
class Ribbon:
    """A ribbon as drawn: the path of its outline."""

    label: str
    count: int
    path: str


@dataclass(frozen=True)
class Picture:
    """Everything drawn, and how tall it is."""

    blocks: tuple[Block, ...]
    ribbons: tuple[Ribbon, ...]
    height: int
    width: int = WIDTH


def draw(
    columns: Sequence[Sequence[tuple[str, str, int]]], links: Sequence[Link]
) -> Picture | None:
    """Return the picture of columns of (key, label, count) and of the links between neighbours;

    None when there is nothing to draw.

    Heights are in one scale for the whole picture; a block is as tall as the larger of its count
    and of what comes in or goes out.
    """
    columns = [[block for block in column if block[2] > 0] for column in columns]
    columns = [column for column in columns if column]
    if not columns:
        return None
    fullest = max(sum(count for _key, _label, count in column) for column in columns)
    blocks: dict[str, Block] = {}
    for place, column in enumerate(columns):
        y = TOP
        x = _across(place, len(columns))
        for key, label, count in column:
            flowing = max(
                sum(link.count for link in links if link.source == key),
                sum(link.count for link in links if link.target == key),
                count,
            )
            height = max(LEAST, TALL * flowing // fullest)
            blocks[key] = Block(
                key, label, count, x, y, height, is_last=place == len(columns) - 1 and place > 0
            )
            y += height + GAP
    ribbons = _ribbons(blocks, links)
    return Picture(
        tuple(blocks.values()),
        tuple(ribbons),
        max(block.y + block.height for block in blocks.values()) + GAP,
    )


def _across(place: int, count: int) -> int:
    """Return where a column stands; the middle one of three leaves room for its own labels beside
    those of the last, which are long and stand before it.
    """
    if count == len(OF_THREE):
        return OF_THREE[place]
    return (WIDTH - BLOCK) * place // max(1, count - 1)


def _ribbons(blocks: dict[str, Block], links: Sequence[Link]) -> list[Ribbon]:
    left = {key: block.y for key, block in blocks.items()}
    right = dict(left)
    ribbons = []
    for link in links:
        source, target = blocks.get(link.source), blocks.get(link.target)
        if source is None or target is None or link.count <= 0:
            continue
        thick_out = _thickness(link.count, source, links, out=True)
        thick_in = _thickness(link.count, target, links, out=False)
        x1, x2 = source.x + BLOCK, target.x
        bend = (x1 + x2) // 2
        y1, y2 = right[link.source], left[link.target]
        right[link.source] += thick_out
        left[link.target] += thick_in
        path = (
            f"M{x1} {y1}C{bend} {y1} {bend} {y2} {x2} {y2}L{x2} {y2 + thick_in}C{bend} "
            f"{y2 + thick_in} {bend} {y1 + thick_out} {x1} {y1 + thick_out}Z"
        )
        ribbons.append(Ribbon(f"{source.label} → {target.label}", link.count, path))
    return ribbons


def _thickness(count: int, block: Block, links: Sequence[Link], *, out: bool) -> int:
    """Return the share of a block's height that `count` of what goes out of it (or comes
    in) takes.
    """
    everything = sum(
        link.count for link in links if (link.source if out else link.target) == block.key
    )
    return max(1, block.height * count // max(everything, block.count))
