"""Refusals: what a workflow raises when it says no. Each reads as a sentence that says
what to do.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

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
    """Somebody saved first: the page shows both texts and asks again (409). Without a sentence of
    its own it says so of any form.
    """

    status = 409

    def __init__(self, sentence: Sentence = "", *, field: str = "") -> None:
        """Keep the sentence, or the one that holds for every form."""
        words = _(
            "Otra persona guardó cambios mientras usted editaba. Compare ambos textos y guarde de "
            "nuevo."
        )
        super().__init__(sentence or words, field=field)


@dataclass(frozen=True)
class Difference:
    """A field of a form that came with two contents: what was received, and what was sent later."""

    label: Sentence
    received: str
    sent: str


class ReceivedBefore(Refusal):
    """The same sending came before with other content, which holds: the page shows both (409).

    `page` is where the first can be followed; `new_key` sends the second as one of its own, where
    that may be.
    """

    status = 409

    def __init__(
        self,
        sentence: Sentence,
        *,
        differences: Sequence[Difference] = (),
        page: str = "",
        may_send_another: bool = True,
    ) -> None:
        """Keep what differs and what can be done."""
        super().__init__(sentence)
        self.differences = tuple(
            each for each in differences if each.received.split() != each.sent.split()
        )
        self.page = page
        self.new_key = str(uuid.uuid4()) if may_send_another else ""
