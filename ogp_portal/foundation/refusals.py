"""Refusals: what a workflow raises when it says no. Each reads as a sentence that says
what to do.
"""

from ogp_portal.foundation.sentences import Sentence


class Refusal(Exception):
    """An act was refused; `str()` is the sentence a person sees, in their language."""

    status = 422

    def __init__(self, sentence: Sentence = "", *, field: str = "") -> None:
        """Keep the (lazily translated) sentence and the form field it belongs to, if any."""
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    def __str__(self) -> str:
        """Return the sentence."""
        return str(self.sentence)


class ChangedMeanwhile(Refusal):
    """Somebody saved first: the page shows both texts and asks again (409)."""

    status = 409
