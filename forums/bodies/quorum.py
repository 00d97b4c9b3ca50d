"""The arithmetic of deciding: how many are needed, what a vote says. Values in, values out."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db import models
from django.utils.translation import gettext_lazy as _


class QuorumRule(models.TextChoices):
    """How many voting seats must be represented for a forum to meet and vote."""

    HALF_PLUS_ONE = "half_plus_one", _("más de la mitad de los asientos con voto")
    THREE_FIFTHS = "three_fifths", _("tres quintos de los asientos con voto")
    TWO_THIRDS = "two_thirds", _("dos tercios de los asientos con voto")
    NONE = "none", _("no consta un quórum")


class TieRule(models.TextChoices):
    """What happens when two options have most votes."""

    FALLS = "falls", _("la propuesta no se aprueba")
    CHAIR = "chair", _("decide el voto de la presidencia")
    UNSTATED = "unstated", _("no consta una regla")


SHARES = {QuorumRule.THREE_FIFTHS: Fraction(3, 5), QuorumRule.TWO_THIRDS: Fraction(2, 3)}


def needed(rule: str, seats: int) -> int:
    """Return how many of `seats` voting seats make the quorum.

    With no seats or no stated rule nothing is needed.
    """
    if seats <= 0 or rule == QuorumRule.NONE:
        return 0
    if rule == QuorumRule.HALF_PLUS_ONE:
        return seats // 2 + 1
    exact = SHARES[QuorumRule(rule)] * seats
    return -(-exact.numerator // exact.denominator)  # rounded up


@dataclass(frozen=True)
class Result:
    """What a vote says: the option that won ("" for none), whether it was a tie, and whether there
    was quorum.
    """

    winner: str
    is_tie: bool
    has_quorum: bool


def result(
    counts: Mapping[str, int],
    *,
    voters: int,
    quorum: int,
    abstention: str = "",
    chair_choice: str = "",
    tie_rule: str = TieRule.FALLS,
) -> Result:
    """Return the result of a vote: the option with most votes, abstentions apart; a tie by its
    rule; nothing without quorum.

    `counts` says the votes of each option, `abstention` which of them is one, `chair_choice` what
    the chair voted where the vote is open.
    """
    if voters < quorum:
        return Result("", is_tie=False, has_quorum=False)
    real = {option: votes for option, votes in counts.items() if option != abstention}
    most = max(real.values(), default=0)
    first = [option for option, votes in real.items() if votes == most]
    if most == 0:
        return Result("", is_tie=False, has_quorum=True)
    if len(first) == 1:
        return Result(first[0], is_tie=False, has_quorum=True)
    winner = chair_choice if tie_rule == TieRule.CHAIR and chair_choice in first else ""
    return Result(winner, is_tie=True, has_quorum=True)
