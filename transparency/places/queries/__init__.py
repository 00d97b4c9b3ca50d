"""What the pages of places and their maps ask."""

from transparency.places.queries.directory import all_places
from transparency.places.queries.finding import find_place, renamed
from transparency.places.queries.mapping import (
    MEASURES,
    map_of_call,
    map_of_comunas,
    map_of_list,
    map_of_plan,
    map_of_regions,
    page_of,
)
from transparency.places.queries.page import place_page

__all__ = [
    "MEASURES",
    "all_places",
    "find_place",
    "map_of_call",
    "map_of_comunas",
    "map_of_list",
    "map_of_plan",
    "map_of_regions",
    "page_of",
    "place_page",
    "renamed",
]
