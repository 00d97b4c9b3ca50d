"""The list of every place: regions, each with its comunas."""

from django.db.models import F, Func

from commitments.organizations.models import Territory

IN_ORDER = Func(F("name"), function="portal_sort_key")  # the alphabet of Spanish


def all_places() -> list[tuple[Territory, list[Territory]]]:
    """Return every region with its comunas, each in the order of the alphabet: one query."""
    rows = Territory.objects.only("slug", "name", "kind", "region").order_by(IN_ORDER, "pk")
    comunas: dict[int | None, list[Territory]] = {}
    regions = []
    for territory in rows:
        if territory.kind == Territory.Kind.REGION:
            regions.append(territory)
        else:
            comunas.setdefault(territory.region_id, []).append(territory)
    return [(region, comunas.get(region.pk, [])) for region in regions]
