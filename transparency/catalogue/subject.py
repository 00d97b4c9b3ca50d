"""What the catalogue of open data and the API give to the whole portal."""

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.api.datasets import PUBLISHED
from ogp_portal.foundation.events.search_index import Findable, Text
from ogp_portal.foundation.events.topics import page
from ogp_portal.foundation.subjects import MenuEntry, Page, RowPages, Scheduled, Subject
from transparency.catalogue import access, datasets, tasks
from transparency.catalogue.models import DataPackage


def headings() -> list[str]:
    """Return the Spanish names of the published datasets, as their pages are called."""
    return [dataset.heading for dataset in PUBLISHED.values()]


def told() -> list[Text]:
    """Return the published datasets with what is said of each."""
    return [
        Text(dataset.heading, dataset.title, dataset.sentence) for dataset in PUBLISHED.values()
    ]


SUBJECT = Subject(
    position=80,
    access=access,
    datasets=(datasets.CHANGES, datasets.REMOVED),
    calendar=(
        Scheduled("build-data-package", tasks.build_package, crontab(hour="2", minute="30")),
    ),
    without_personal_data=(DataPackage,),
    pages=(
        Page(
            "catalogue",
            (
                MenuEntry(_("Datos"), 60, ("/datos/",)),
                MenuEntry(_("Datos abiertos"), 60, at="foot"),
            ),
        ),
        Page("api_guide"),
        RowPages("dataset", rows=headings),
    ),
    found=(Findable("datos", _("Datos abiertos"), page("dataset"), texts=told),),
)
