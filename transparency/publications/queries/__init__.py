"""What the pages of publications ask: the list, a version, its channels, the figures of today that
its text names.
"""

from transparency.publications.queries.figures import Figure, load, problems
from transparency.publications.queries.pages import channels, find, is_readable, publications

__all__ = ["Figure", "channels", "find", "is_readable", "load", "problems", "publications"]
