"""The packaged fonts: those in which we write, and those that draw what people write and ours lack
— other alphabets, arrows and signs, emoji without colours.

A sign that none of them draws is shown as U+FFFD: PDF/A forbids the empty box of a missing glyph
(ISO 19005-3, 6.2.11.8).
"""

import functools
import re
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont

OWN = {
    "text": "AtkinsonHyperlegibleNext-Regular.ttf",
    "bold": "AtkinsonHyperlegibleNext-Bold.ttf",
    "title": "SourceSerif4-Regular.ttf",
}
FALLBACK = ("NotoSans-Fallback.ttf", "DejaVuSans-Symbols.ttf", "NotoEmoji-Fallback.ttf")
UNKNOWN = "\ufffd"
# what no font draws and nobody misses: choosers of a form and joiners of emoji
_JOINING = re.compile("[\u200c\u200d\u2060\ufe00-\ufe0f]")
_BLANK = {*range(0x20), 0xAD, 0x200B, 0x200E, 0x200F, *range(0x2028, 0x202F)}  # laid out, not drawn


def path(name: str) -> Path:
    """Return where a packaged font is."""
    return Path(settings.BASE_DIR) / "static" / "fonts" / "print" / name


@functools.cache
def advances(name: str) -> tuple[dict[int, str], dict[str, int], int]:
    """Return a font's signs, how far each one reaches, and how many units make its size."""
    with TTFont(path(name), lazy=True) as read:
        return (
            dict(read.getBestCmap()),
            {glyph: width for glyph, (width, _side) in read["hmtx"].metrics.items()},
            int(read["head"].unitsPerEm),
        )


def width_of(sign: str, *, font: str) -> float:
    """Return how far a sign reaches, in sizes, in the first font that has it: one of OWN, or a
    fallback.
    """
    for name in (OWN[font], *FALLBACK):
        signs, reaches, units = advances(name)
        if ord(sign) in signs:
            return reaches[signs[ord(sign)]] / units
    return width_of(UNKNOWN, font=font)


def needed(text: str) -> list[Path]:
    """Return the files that draw `text`: ours, and the fallbacks where ours lack a sign."""
    names = [*OWN.values(), *(FALLBACK if _uncommon().search(text) else ())]
    return [path(name) for name in names]


def drawable(text: str) -> str:
    """Return `text` with UNKNOWN in place of every sign that no packaged font draws."""
    if not _uncommon().search(text):
        return text
    return _undrawn().sub(UNKNOWN, _JOINING.sub("", text))


@functools.cache
def _uncommon() -> re.Pattern[str]:
    """Return what finds a sign that one of our own fonts lacks."""
    own = [set(advances(name)[0]) for name in OWN.values()]
    return _all_but(set.intersection(*own))


@functools.cache
def _undrawn() -> re.Pattern[str]:
    """Return what finds a sign that no packaged font has."""
    return _all_but(set().union(*(advances(name)[0] for name in (*OWN.values(), *FALLBACK))))


def _all_but(signs: Iterable[int]) -> re.Pattern[str]:
    """Return what finds a sign that is not one of `signs`: written as ranges, which are read six
    times as fast as the same signs one by one.
    """
    ranges: list[list[int]] = []
    for sign in sorted({*signs, *_BLANK}):
        if ranges and sign == ranges[-1][1] + 1:
            ranges[-1][1] = sign
        else:
            ranges.append([sign, sign])
    allowed = (f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in ranges)
    return re.compile("[^" + "".join(allowed) + "]")
