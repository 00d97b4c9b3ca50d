"""Words in boxes: nothing is wider than its box, and what is left out is left out at a word."""

from hypothesis import example, given
from hypothesis import strategies as st

from ogp_portal.foundation.documents import typesetting

WORDS = st.text(alphabet="abcdefghilmnñopqrstuváéíóú ,.:«»¿?¡!0123456789–…%", max_size=400)


@given(WORDS, st.integers(60, 900), st.integers(20, 400), st.integers(1, 6))
@example("Supercalifragilistico" * 10, 80, 40, 1)
@example("", 100, 100, 2)
def test_nothing_is_wider_or_higher_than_its_box(text, width, height, lines):
    found = typesetting.fit(text, font="text", sizes=(40, 30, 20), box=(width, height), lines=lines)
    assert len(found.lines) <= lines
    assert all(
        typesetting.width(line, font="text", size=found.size) <= width for line in found.lines
    )
    assert len(found.lines) == 1 or len(found.lines) * found.size * typesetting.LEADING <= height


@given(WORDS)
def test_what_fits_is_whole(text):
    found = typesetting.fit(text, font="text", sizes=(20,), box=(100_000, 100), lines=1)
    assert not found.is_cut
    assert " ".join(found.lines) == " ".join(text.split())


def test_what_does_not_fit_is_shortened_at_a_word_and_says_so():
    found = typesetting.fit(
        "uno dos tres cuatro cinco seis", font="text", sizes=(20,), box=(120, 100), lines=1
    )
    assert found.is_cut
    assert (
        found.lines == ("uno dos tres…",)
        or found.lines[0].removesuffix("…") in "uno dos tres cuatro cinco seis"
    )
    assert found.lines[0].endswith("…")
    assert found.lines[0].removesuffix("…").split(" ")[-1] in {
        "uno",
        "dos",
        "tres",
        "cuatro",
        "cinco",
    }


def test_a_smaller_size_is_taken_before_a_word_is_left_out():
    found = typesetting.fit(
        "uno dos tres cuatro", font="text", sizes=(40, 20), box=(200, 100), lines=1
    )
    assert (found.size, found.is_cut) == (20, False)


def test_a_sign_that_the_font_does_not_have_is_measured_all_the_same():
    assert typesetting.width("漢字🙂", font="text", size=20) > 0
