"""Writing the territories of a country and where they lie."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from commitments.organizations.models import Territory
from commitments.sources.models import SourceDocument
from commitments.sources.workflow import register_source
from commitments.territories.models import Boundary
from commitments.territories.reading import Place, TerritoryFile
from ogp_portal.foundation.documents import maps
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.slugs import free_slug

LONGEST_SLUG = 80
THINNEST = 0.01  # degrees: a gap between the simplified borders of neighbours
COLUMNS = ("name", "region", "other_names", "population", "population_source")


@dataclass(frozen=True)
class Loaded:
    """What loading a file did: how many territories were added, changed, and given an outline."""

    added: int
    changed: int
    outlined: int


@transaction.atomic
def load_territories(file: TerritoryFile, *, role: str, is_first: bool = False) -> Loaded:
    """Add the territories of a file, known by their codes, and bring up to date those that are
    there: address and kind stay, and none is taken out. Twice the same changes nothing. The
    file that a portal `is_first` filled with adds only what is missing: what a person changed
    afterwards is left alone.

    A region has the outline and the people of its comunas, unless the file gives it its own.
    """
    sources = {
        name: register_source(**dict(facts), role=role) for name, facts in file.sources.items()
    }
    rows = Territory.objects.select_related("region", "population_source")
    known = {territory.code: territory for territory in rows}
    taken = {territory.slug for territory in known.values()}
    added = changed = 0
    people = _people_of_regions(file.places)
    for place in file.places:
        facts = _facts(place, known, sources.get("population"), people)
        territory = known.get(place.code)
        if territory is None:
            known[place.code] = _add(place, facts, taken, known)
            added += 1
        elif not _change(territory, facts, is_first=is_first):
            continue
        else:
            changed += 1
        journal.record("register", known[place.code], role=role)
    shapes = _shapes(file.places)
    outlined = _outline(shapes, known, sources.get("boundaries"), is_first=is_first)
    return Loaded(added, changed, outlined)


def _change(territory: Territory, facts: dict[str, Any], *, is_first: bool) -> bool:
    """Write what a file states otherwise, or only what is missing, and say whether it changed."""
    changed = [
        name
        for name in COLUMNS
        if getattr(territory, name) != facts[name] and not (is_first and getattr(territory, name))
    ]
    for name in changed:
        setattr(territory, name, facts[name])
    if changed:
        territory.save(update_fields=changed)
    return bool(changed)


def _people_of_regions(places: Iterable[Place]) -> dict[str, int]:
    """Return the people of each region of whose comunas all are known: their sum."""
    told: dict[str, list[int | None]] = {}
    for place in places:
        told.setdefault(place.region, []).append(place.population)
    return {
        region: sum(numbers)  # type: ignore[arg-type]
        for region, numbers in told.items()
        if region and None not in numbers
    }


def _facts(
    place: Place,
    known: dict[str, Territory],
    source: SourceDocument | None,
    people: dict[str, int],
) -> dict[str, Any]:
    population = people.get(place.code) if place.population is None else place.population
    return {
        "name": place.name,
        "region": known[place.region] if place.region else None,
        "other_names": "\n".join(place.aliases),
        "population": population,
        "population_source": source if population is not None else None,
    }


def _add(
    place: Place, facts: dict[str, Any], taken: set[str], known: dict[str, Territory]
) -> Territory:
    """Add a territory; one whose name another has takes that of its region into its address."""
    title = place.slug or place.name
    region = known.get(place.region)
    slug = free_slug(
        title, longest=LONGEST_SLUG, is_taken=lambda _slug: False, nameless=place.code.lower()
    )
    if slug in taken and region is not None:
        title = f"{title} {region.name}"
    slug = free_slug(
        title, longest=LONGEST_SLUG, is_taken=taken.__contains__, nameless=place.code.lower()
    )
    taken.add(slug)
    kind = Territory.Kind.COMUNA if region else Territory.Kind.REGION
    return Territory.objects.create(code=place.code, slug=slug, kind=kind, **facts)


def _shapes(places: Iterable[Place]) -> dict[str, Any]:
    """Return the outline of each territory by its code."""
    shapes = {place.code: place.polygons for place in places if place.polygons}
    for region in [place for place in places if not place.region and place.code not in shapes]:
        comunas = [place for place in places if place.region == region.code]
        parts = [place.polygons for place in comunas if place.polygons]
        if parts:
            shapes[region.code] = maps.outline(parts, thinnest=THINNEST)
    return shapes


def _outline(
    shapes: dict[str, Any],
    known: dict[str, Territory],
    source: SourceDocument | None,
    *,
    is_first: bool,
) -> int:
    """Write the outlines that are new or changed, and return how many."""
    if source is None:
        return 0
    stands = {boundary.territory_id: boundary for boundary in Boundary.objects.all()}
    new, changed = [], []
    for code, polygons in shapes.items():
        boundary = stands.get(known[code].pk)
        if boundary is None:
            new.append(Boundary(territory=known[code], polygons=polygons, source=source))
        elif not is_first and (boundary.polygons, boundary.source_id) != (polygons, source.pk):
            boundary.polygons, boundary.source = polygons, source
            changed.append(boundary)
    Boundary.objects.bulk_create(new)
    Boundary.objects.bulk_update(changed, ["polygons", "source"])
    return len(new) + len(changed)
