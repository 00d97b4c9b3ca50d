"""Finding a place by its address, also by another name that people give it."""

from django.utils.text import slugify

from commitments.organizations.models import Territory


def find_place(slug: str) -> Territory | None:
    """Return the territory of that address; all of them are public: one query."""
    rows = Territory.objects.select_related("region", "population_source")
    return rows.filter(slug=slug).first()


def renamed(slug: str) -> Territory | None:
    """Return the only territory that has another name of that address, None where none or several
    do: one query.
    """
    named = Territory.objects.exclude(other_names="").only("slug", "kind", "other_names")
    found = [
        territory
        for territory in named
        if slug in {slugify(name) for name in territory.other_names.splitlines()}
    ]
    return found[0] if len(found) == 1 else None
