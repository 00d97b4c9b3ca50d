"""Reading a file of territories: GeoJSON (RFC 7946) with the facts of each as its properties.

A feature is a region, or a comuna when it names its `region` by its code. `code` and `name` are
asked for; `population`, `aliases` and `slug` may be there; the geometry may be null. `sources`
beside the features says which documents state the boundaries and the population.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from ogp_portal.foundation.refusals import Refusal

LONGEST = {"code": 12, "region": 12, "name": 80, "slug": 80}  # as the table holds them
SOURCES = ("codes", "boundaries", "population")
FACTS = ("slug", "title", "issuer", "year", "url", "note")
DEEP = {"Polygon": 1, "MultiPolygon": 0}
WIDEST, HIGHEST = 180, 90  # degrees


@dataclass(frozen=True)
class Place:
    """A territory of a file; `region` is the code of its region, "" where it is one."""

    code: str
    name: str
    region: str = ""
    slug: str = ""
    aliases: tuple[str, ...] = ()
    population: int | None = None
    polygons: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class TerritoryFile:
    """What a file states: its territories, regions first, and its sources by what they state."""

    places: tuple[Place, ...]
    sources: Mapping[str, Mapping[str, Any]]


def read(content: str) -> TerritoryFile:
    """Return what a file states. Raises Refusal, with the feature that is wrong."""
    try:
        data = json.loads(content)
    except ValueError as error:
        raise Refusal(_("El archivo no es JSON: %(error)s.") % {"error": error}) from error
    if not isinstance(data, dict) or data.get("type") != "FeatureCollection":
        raise Refusal(_("El archivo no es una colección de GeoJSON (FeatureCollection)."))
    features = data.get("features")
    if not isinstance(features, list) or not features:
        raise Refusal(_("El archivo no tiene territorios (features)."))
    places = [_place(feature, number) for number, feature in enumerate(features, start=1)]
    _refuse_loose_ends(places)
    sources = _sources(data.get("sources"), places)
    return TerritoryFile(tuple(sorted(places, key=lambda place: bool(place.region))), sources)


def _refuse_loose_ends(places: list[Place]) -> None:
    """Refuse a code that is there twice, and a region that is not there."""
    regions = {place.code for place in places if not place.region}
    codes: set[str] = set()
    for place in places:
        if place.code in codes:
            raise Refusal(_("El código %(code)s está dos veces.") % {"code": place.code})
        codes.add(place.code)
        if place.region and place.region not in regions:
            raise Refusal(
                _("%(name)s (%(code)s): el archivo no tiene la región %(region)s.")
                % {"name": place.name, "code": place.code, "region": place.region}
            )


def _place(feature: Any, number: int) -> Place:
    facts = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(facts, dict):
        raise Refusal(_("Territorio %(number)d: no tiene propiedades.") % {"number": number})
    words = {name: str(facts.get(name) or "").strip() for name in ("code", "name", "region")}
    words["slug"] = slugify(str(facts.get("slug") or ""))
    for name in ("code", "name"):
        if not words[name]:
            raise Refusal(
                _("Territorio %(number)d: falta «%(column)s».") % {"number": number, "column": name}
            )
    for name, most in LONGEST.items():
        if len(words[name]) > most:
            raise Refusal(
                _("Territorio %(number)d: «%(column)s» pasa de %(most)d letras.")
                % {"number": number, "column": name, "most": most}
            )
    return Place(
        **words,
        aliases=_aliases(facts.get("aliases"), words["name"]),
        population=_people(facts.get("population"), words["name"]),
        polygons=_polygons(feature.get("geometry"), words["name"]),
    )


def _people(told: Any, name: str) -> int | None:
    if told is None:
        return None
    if not isinstance(told, int) or isinstance(told, bool) or told < 0:
        raise Refusal(_("%(name)s: los habitantes no son un número entero.") % {"name": name})
    return told


def _aliases(told: Any, name: str) -> tuple[str, ...]:
    told = told or []
    if not isinstance(told, list) or not all(isinstance(alias, str) for alias in told):
        raise Refusal(_("%(name)s: «aliases» no es una lista de nombres.") % {"name": name})
    return tuple(told)


def _polygons(geometry: Any, name: str) -> list[Any]:
    """Return the coordinates of a MultiPolygon, empty where there is no geometry."""
    if geometry is None:
        return []
    wrong = Refusal(_("%(name)s: su límite no es un polígono de GeoJSON.") % {"name": name})
    if not isinstance(geometry, dict) or geometry.get("type") not in DEEP:
        raise wrong
    polygons: Any = geometry.get("coordinates")
    polygons = [polygons] if DEEP[geometry["type"]] else polygons
    try:
        rings = [ring for polygon in polygons for ring in polygon]
        is_right = all(len(ring) > 3 and ring[0] == ring[-1] for ring in rings) and all(
            abs(longitude) <= WIDEST and abs(latitude) <= HIGHEST
            for ring in rings
            for longitude, latitude in ring
        )
    except (TypeError, ValueError, KeyError) as error:
        raise wrong from error
    if not rings or not is_right:
        raise wrong
    return list(polygons)


def _sources(told: Any, places: list[Place]) -> dict[str, dict[str, Any]]:
    """Return the sources of a file, refusing boundaries and people without one."""
    told = told if isinstance(told, dict) else {}
    sources = {
        name: {fact: told[name][fact] for fact in FACTS if fact in told[name]}
        for name in SOURCES
        if isinstance(told.get(name), dict)
    }
    needed = {
        "boundaries": any(place.polygons for place in places),
        "population": any(place.population is not None for place in places),
    }
    for name in SOURCES:
        is_named = all(sources.get(name, {}).get(fact) for fact in ("slug", "title", "issuer"))
        if (needed.get(name) or name in sources) and not is_named:
            raise Refusal(
                _("Diga en «sources» de qué documento viene «%(what)s»: slug, title e issuer.")
                % {"what": name}
            )
    return sources
