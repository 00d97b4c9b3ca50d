"""What changed between two texts: put together again it gives both."""

from hypothesis import given
from hypothesis import strategies as st

from forums.drafts import comparison

PARAGRAPHS = st.lists(st.text("abc ñ.", min_size=1, max_size=30).filter(str.strip), max_size=8)


@given(PARAGRAPHS, PARAGRAPHS)
def test_the_steps_give_both_texts_back_each_paragraph_once_and_in_its_place(old, new):
    steps = comparison.compare("\n".join(old), "\n".join(new))
    assert [step.before for step in steps if step.before_at is not None] == old
    assert sorted(
        (step.after_at, step.after) for step in steps if step.after_at is not None
    ) == list(enumerate(new))
    assert [step.before_at for step in steps if step.before_at is not None] == list(range(len(old)))
    assert [step.after_at for step in steps if step.after_at is not None] == list(range(len(new)))
    assert all(step.before == step.after for step in steps if step.kind == "same")


@given(st.text("ab ñ.,\t", max_size=60), st.text("ab ñ.,\t", max_size=60))
def test_the_pieces_of_a_paragraph_give_both_texts_back(before, after):
    pieces = comparison.pieces(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after


def test_a_paragraph_that_was_reworded_is_one_change_and_a_new_one_is_added():
    steps = comparison.compare(
        "Los datos se publican cada año.\nFin.",
        "Los datos se publican cada mes.\nSe avisa por correo a quien lo pida.\nFin.",
    )
    assert [step.kind for step in steps] == ["changed", "added", "same"]
    shown = [
        (piece.kind, piece.text) for piece in comparison.pieces(steps[0].before, steps[0].after)
    ]
    assert ("removed", "año") in shown
    assert ("added", "mes") in shown


def test_an_endless_paragraph_is_shown_whole_before_and_after_instead_of_word_by_word():
    long = "palabra " * 10_000
    assert [piece.kind for piece in comparison.pieces(long, long + "otra")] == ["removed", "added"]
