"""Fitting words into boxes of a drawing, measured with the very fonts that draw them: broken at
words, made smaller, and only then shortened at a word.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from ogp_portal.foundation.documents import fonts

MORE = "…"
LEADING = 1.22  # distance between base lines, in sizes


@dataclass(frozen=True)
class Fitted:
    """Lines that fit, the size in units at which they do, and whether words had to be left out."""

    lines: tuple[str, ...]
    size: float
    is_cut: bool


def width(text: str, *, font: str, size: float) -> float:
    """Return how wide a line is, in the units of `size`. `font` is text, bold or title."""
    return sum(_reach(sign, font) for sign in text) * size


@functools.lru_cache(maxsize=4096)
def _reach(sign: str, font: str) -> float:
    return fonts.width_of(sign, font=font)


def fit(
    text: str, *, font: str, sizes: Sequence[float], box: tuple[float, float], lines: int
) -> Fitted:
    """Return `text` in at most `lines` lines inside `box` (width, height), at the largest of
    `sizes` (given from large to small) that takes it whole.

    If none does, the smallest, shortened at a word with an ellipsis; a line at least, however low
    the box. A word wider than the box is broken.
    """
    words, (width_of_box, height) = text.split(), box
    for size in sizes:
        found = _break(words, font=font, size=size, box=width_of_box)
        fits = len(found) <= lines and len(found) * size * LEADING <= height
        if fits and not any("\u200b" in line for line in found):
            return Fitted(tuple(found), size, is_cut=False)
    size = sizes[-1]
    lines = max(1, min(lines, int(height // (size * LEADING))))
    found = [
        line.replace("\u200b", "") for line in _break(words, font=font, size=size, box=width_of_box)
    ]
    if len(found) <= lines:
        return Fitted(tuple(found), size, is_cut=False)
    return Fitted(
        (*found[: lines - 1], _shorten(found[lines - 1], font=font, size=size, box=width_of_box)),
        size,
        is_cut=True,
    )


def _break(words: Sequence[str], *, font: str, size: float, box: float) -> list[str]:
    """Return the words in lines; one that had to be broken carries a mark nobody sees."""
    parts: list[str] = []
    line = ""
    for word in words:
        longer = f"{line} {word}" if line else word
        if width(longer, font=font, size=size) <= box:
            line = longer
            continue
        if line:
            parts.append(line)
        line = word
        while width(line, font=font, size=size) > box:
            count = _fitting(line, font=font, size=size, box=box)
            parts.append(line[:count] + "\u200b")
            line = line[count:]
    return [*parts, line] if line else parts


def _fitting(word: str, *, font: str, size: float, box: float) -> int:
    """Return how many signs of a word fit: one at least."""
    count = 1
    while count < len(word) and width(word[: count + 1], font=font, size=size) <= box:
        count += 1
    return count


def _shorten(line: str, *, font: str, size: float, box: float) -> str:
    """Return a line that ends in an ellipsis and still fits, cut at a word where it has two."""
    words = line.split(" ")
    while len(words) > 1 and width(" ".join(words) + MORE, font=font, size=size) > box:
        words.pop()
    shortened = " ".join(words).rstrip(" ,;:.(¿¡«")
    while shortened and width(shortened + MORE, font=font, size=size) > box:
        shortened = shortened[:-1]
    return shortened + MORE
