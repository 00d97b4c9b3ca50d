"""An anchor points to its words after whatever edits, or says that they changed; never
to others.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forums.drafts import anchoring

TEXT = (
    "El gobierno publicará los datos de cada comuna una vez al año.\n"
    "Los datos tendrán un formato abierto.\n"
    "Quien no encuentre los datos de su comuna podrá pedirlos."
)


def at(words: str, text: str = TEXT) -> anchoring.Quote:
    start = text.index(words)
    return anchoring.quote(text, start, start + len(words))


def test_a_quote_keeps_the_words_with_what_stands_around_and_widens_to_whole_words():
    found = at("atos tendrán un form")
    assert (found.exact, found.start) == ("datos tendrán un formato", TEXT.index("datos tendrán"))
    assert TEXT.startswith(
        found.prefix + found.exact + found.suffix, found.start - len(found.prefix)
    )
    assert at(" abierto").exact == "abierto"


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5), (9, 3), (0, 10_000), (62, 63)])
def test_a_place_outside_the_text_or_without_words_is_refused(start, end):
    with pytest.raises(anchoring.OutsideText):
        anchoring.quote(TEXT, start, end)


def test_words_are_found_again_when_the_text_around_them_is_edited():
    new = "Una introducción.\n" + TEXT.replace("una vez al año", "cada mes")
    found = anchoring.find(at("un formato abierto"), old=TEXT, new=new)
    assert found is not None
    assert new[found:].startswith("un formato abierto")


def test_words_that_were_taken_out_are_not_taken_for_the_same_words_elsewhere():
    assert anchoring.find(at("los datos de cada"), old=TEXT, new=TEXT.split("\n", 1)[1]) is None
    words = at("datos", TEXT)
    assert (
        anchoring.find(
            words, old=TEXT, new=TEXT.replace("los datos de cada", "las cifras de cada", 1)
        )
        is None
    )


def test_words_said_twice_alike_are_told_apart_by_what_stands_around_or_not_at_all():
    old = "Se publica el acta.\nSe revisa.\nSe publica el acta."
    first = anchoring.quote(old, old.index("el acta"), old.index("el acta") + 7)
    assert anchoring.find(first, old=old, new="Se publica el acta.\nSe revisa.") == old.index(
        "el acta"
    )
    assert anchoring.find(first, old=old, new="Se publica el acta.") is None


def test_half_a_word_is_never_taken_for_a_word():
    old = "La ley de transparencia obliga a publicar."
    assert (
        anchoring.find(
            at("ley", old), old=old, new="La leyenda de transparencia obliga a publicar."
        )
        is None
    )


WORDS = st.lists(st.integers(0, 10**6), min_size=30, max_size=60, unique=True)


@st.composite
def edited(draw):
    """A text of words that are all different, some of them chosen, and the text after some edits;
    we know which word is which.
    """
    words = [f"w{number}" for number in draw(WORDS)]
    first = draw(st.integers(0, len(words) - 2))
    last = draw(st.integers(first + 1, min(first + 6, len(words))))
    new = list(words)
    fresh = iter(range(10**7, 2 * 10**7))
    for _turn in range(draw(st.integers(0, 6))):
        place = draw(st.integers(0, len(new)))
        kind = draw(st.sampled_from(["insert", "remove", "replace", "move"]))
        if kind == "insert":
            new.insert(place, f"w{next(fresh)}")
        elif kind == "remove" and place < len(new):
            del new[place]
        elif kind == "replace" and place < len(new):
            new[place] = f"w{next(fresh)}"
        elif kind == "move" and new:
            block = [new.pop(min(place, len(new) - 1)) for _ in range(min(3, len(new)))]
            there = draw(st.integers(0, len(new)))
            new[there:there] = block
    return words, (first, last), new


@given(edited())
def test_after_any_edits_an_anchor_points_to_its_very_words_or_says_that_they_changed(case):
    words, (first, last), new = case
    old_text, new_text = " ".join(words), " ".join(new)
    start = len(" ".join(words[:first])) + (1 if first else 0)
    chosen = anchoring.quote(old_text, start, start + len(" ".join(words[first:last])))
    found = anchoring.find(chosen, old=old_text, new=new_text)
    stands = [
        place for place in range(len(new)) if new[place : place + last - first] == words[first:last]
    ]
    if found is None:
        around = 0 if not stands else _shared(words, (first, last), new, stands[0])
        assert not stands or around < anchoring.SURE, "it could have been found"
    else:
        assert stands, "it points to words that are not its own"
        assert new_text[:found].count(" ") == stands[0]
        assert new_text[found : found + len(chosen.exact)] == chosen.exact


def _shared(words: list[str], span: tuple[int, int], new: list[str], at: int) -> int:
    """Return at least how many characters both texts share around the words, whole words
    counted.
    """
    first, last = span
    left = 0
    while first - left > 0 and at - left > 0 and words[first - left - 1] == new[at - left - 1]:
        left += 1
    right = 0
    while (
        last + right < len(words)
        and at + last - first + right < len(new)
        and words[last + right] == new[at + last - first + right]
    ):
        right += 1
    return len(" ".join(words[first - left : last + right]))


SMALL = st.lists(
    st.sampled_from(["el", "la", "dato", "mes", "plan", "comuna", "se", "publica"]),
    min_size=8,
    max_size=40,
)


@given(SMALL, SMALL, st.data())
def test_in_texts_full_of_the_same_words_what_is_found_shares_a_stretch_that_stands_once_in_each(
    old, new, data
):
    old_text, new_text = " ".join(old), " ".join(new)
    start = data.draw(st.integers(0, len(old_text) - 2))
    try:
        chosen = anchoring.quote(
            old_text, start, data.draw(st.integers(start + 1, min(len(old_text), start + 20)))
        )
    except anchoring.OutsideText:
        return
    found = anchoring.find(chosen, old=old_text, new=new_text)
    if found is None or old_text == new_text:
        return
    stretches = [
        old_text[a:b]
        for a in range(chosen.start + 1)
        for b in range(chosen.end, len(old_text) + 1)
        if b - a >= anchoring.SURE and new_text.find(old_text[a:b]) == found - (chosen.start - a)
    ]
    assert any(old_text.count(part) == 1 and new_text.count(part) == 1 for part in stretches)
