"""What the house itself gives: its own pages, and what beat sweeps."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ogp_portal import tasks
from ogp_portal.foundation.events.search_index import Findable, Text
from ogp_portal.foundation.subjects import MenuEntry, Page, Scheduled, Subject

MEASURE = _("Cómo medimos")
SWEEP_EVERY = 30.0  # seconds
LOOK_EVERY = 60.0  # seconds: what is written past the portal
INDEX_EVERY = 600.0  # seconds: what the search finds, where no act told of a change


def help_pages() -> list[Text]:
    """Return the pages that say how the portal works, with what each is about."""
    return [
        Text("how_we_measure", MEASURE, _("Qué cuenta cada cifra del portal, con sus límites.")),
        Text("take_part", _("Participa"), _("Qué está abierto hoy: proponer, comentar, votar.")),
        Text("api_guide", _("Guía de la API"), _("Cómo usar los datos desde un programa.")),
        Text("replicate", _("Replicar el portal"), _("Cómo instalarlo en otro gobierno.")),
        Text("accessibility", _("Accesibilidad"), _("Qué se hizo y cómo informar una barrera.")),
        Text("privacy", _("Privacidad"), _("Qué datos personales se guardan, para qué y cuánto.")),
    ]


SUBJECT = Subject(
    position=20,
    calendar=(
        Scheduled("sweep-outbox", tasks.drain, SWEEP_EVERY),
        Scheduled("sweep-documents", tasks.make_documents, SWEEP_EVERY),
        Scheduled("look-at-datasets", tasks.look, LOOK_EVERY),
        Scheduled("index-all", tasks.index, INDEX_EVERY),
    ),
    pages=(
        Page("home"),
        Page("search"),
        Page(
            "how_we_measure",
            (MenuEntry(MEASURE, 70, ("/como-medimos/",)), MenuEntry(MEASURE, 10, at="foot")),
        ),
        Page("accessibility", (MenuEntry(_("Accesibilidad"), 70, at="foot"),)),
        Page("privacy", (MenuEntry(_("Privacidad"), 80, at="foot"),)),
    ),
    unlisted=("/admin/", "/cuenta/"),
    found=(Findable("ayuda", _("Ayuda"), reverse, texts=help_pages),),
)
