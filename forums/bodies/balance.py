"""The balance of a forum: how many voting seats speak for government and how many do not."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from commitments.organizations.models import Organization


@dataclass(frozen=True)
class Balance:
    """Voting seats by side and by sector."""

    government: int
    others: int
    by_sector: tuple[tuple[str, int], ...]

    @property
    def voting(self) -> int:
        """Return all voting seats."""
        return self.government + self.others

    @property
    def is_balanced(self) -> bool:
        """Say whether neither side has more than one seat over the other."""
        return abs(self.government - self.others) <= 1


def of(sectors: Iterable[str]) -> Balance:
    """Return the balance of the voting seats whose sectors are given."""
    counts = Counter(sectors)
    government = counts[Organization.Sector.GOVERNMENT]
    return Balance(government, counts.total() - government, tuple(sorted(counts.items())))
