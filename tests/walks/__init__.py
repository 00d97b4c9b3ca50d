"""The same things as `tests.factories`, made by walking the real workflow, letters included.

They are slow: for the proof that factories write the same rows, and for tests of what follows from
an act (letters, messages).
"""

from tests.walks import commitments, forums, publications

__all__ = ["commitments", "forums", "publications"]
