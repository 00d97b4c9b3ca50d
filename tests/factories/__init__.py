"""Things in a state, written as rows in few statements."""

from tests.factories import budgets, commitments, forums, publications

__all__ = ["budgets", "commitments", "forums", "publications"]
