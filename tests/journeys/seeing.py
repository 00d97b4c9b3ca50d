"""Looking at pages narrow and wide, as somebody."""

from tests.journeys.conftest import NARROW_AND_WIDE


def see(visitor, person, paths):
    """Open and check each page of `paths` (by name), signed in as `person` (None: nobody)."""
    someone = visitor(*NARROW_AND_WIDE)
    if person:
        someone.enter(person)
    for name, path in paths.items():
        someone.open(path)
        someone.check(name)
