"""Where a comment's words are: quoted from an immutable version, found again in the next one by
their content. Values in, values out.

After W3C's Web Annotation model (https://www.w3.org/TR/annotation-model/#text-quote-selector): the
exact words with what stands before and after them; their place is only a hint. Words are found
again where a stretch of text around them, long enough to be told from any other, stands once in the
old text and once in the new. What cannot be told for sure is not guessed: the passage is said to
have changed.
"""

from dataclasses import dataclass

CONTEXT = 32  # characters kept on each side
SURE = 25  # characters that a stretch needs to be told from any other
LONGEST = 4_000
REACH = 400  # how far to each side the old and the new text are compared


class OutsideText(ValueError):
    """The place asked for is not inside the text."""


@dataclass(frozen=True)
class Quote:
    """Words of a text with their surroundings and where they began."""

    exact: str
    prefix: str
    suffix: str
    start: int

    @property
    def end(self) -> int:
        """Return where they ended."""
        return self.start + len(self.exact)


def quote(text: str, start: int, end: int) -> Quote:
    """Return the words from `start` to before `end`, widened to whole words and without the spaces
    around them. Raises OutsideText.
    """
    if not 0 <= start < end <= len(text) or end - start > LONGEST:
        raise OutsideText
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        raise OutsideText
    while start > 0 and _joined(text, start):
        start -= 1
    while end < len(text) and _joined(text, end):
        end += 1
    return Quote(
        text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], start
    )


def find(words: Quote, *, old: str, new: str) -> int | None:
    """Return where `words`, quoted from `old`, begin in `new`;

    None when they changed, or could be taken for others.
    """
    if old == new:
        return words.start
    places = []
    at = new.find(words.exact)
    while at >= 0:
        end = at + len(words.exact)
        if (
            not _joined(new, at)
            and not _joined(new, end)
            and _is_sure(words, old=old, new=new, at=at)
        ):
            places.append(at)
        at = new.find(words.exact, at + 1)
    return places[0] if len(places) == 1 else None


def _is_sure(words: Quote, *, old: str, new: str, at: int) -> bool:
    """Say whether what both texts share around the words is long enough and stands once in each."""
    left = right = 0
    while (
        left < REACH
        and left < min(words.start, at)
        and old[words.start - left - 1] == new[at - left - 1]
    ):
        left += 1
    end, new_end = words.end, at + len(words.exact)
    while (
        right < REACH
        and end + right < len(old)
        and new_end + right < len(new)
        and old[end + right] == new[new_end + right]
    ):
        right += 1
    shared = old[words.start - left : end + right]
    return len(shared.strip()) >= SURE and _stands_once(shared, old) and _stands_once(shared, new)


def _stands_once(part: str, text: str) -> bool:
    first = text.find(part)
    return first >= 0 and text.find(part, first + 1) < 0


def _joined(text: str, at: int) -> bool:
    """Say whether the place `at` is inside a word."""
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()
