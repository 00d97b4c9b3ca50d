"""Arithmetic of what is shown: parts of a hundred pesos, and how far the year is."""

from collections.abc import Sequence

HUNDRED = 100


def of_hundred(amounts: Sequence[int]) -> list[int]:
    """Return what part of 100 pesos each amount is, in whole pesos that add up to 100 (largest
    remainders); zeros without a total.

    Negative amounts count as nothing: of a hundred pesos spent none comes back.
    """
    sizes = [max(amount, 0) for amount in amounts]
    total = sum(sizes)
    if not total:
        return [0] * len(sizes)
    shares = [HUNDRED * size // total for size in sizes]
    left = sorted(range(len(sizes)), key=lambda place: (-(HUNDRED * sizes[place] % total), place))
    for place in left[: HUNDRED - sum(shares)]:
        shares[place] += 1
    return shares
