"""What the pages of comunas and regions give to the whole portal."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Territory
from ogp_portal.foundation.subjects import MenuEntry, Page, RowPages, Subject


def comunas() -> QuerySet[Territory]:
    """Return the comunas, which have a page each."""
    return Territory.objects.filter(kind=Territory.Kind.COMUNA)


def regions() -> QuerySet[Territory]:
    """Return the regions, which have a page each."""
    return Territory.objects.filter(kind=Territory.Kind.REGION)


SUBJECT = Subject(
    position=110,
    pages=(
        Page(
            "place_list",
            (MenuEntry(_("Comunas y regiones"), 15, ("/comunas/", "/regiones/"), at="foot"),),
        ),
        Page("commitment_map"),
        RowPages("comuna", of=Territory, rows=comunas),
        RowPages("region", rows=regions),
    ),
)
