"""What the house itself gives: its own pages, and what beat sweeps."""

from django.utils.translation import gettext_lazy as _

from ogp_portal import tasks
from ogp_portal.foundation.subjects import MenuEntry, Page, Scheduled, Subject

MEASURE = _("Cómo medimos")
SWEEP_EVERY = 30.0  # seconds
LOOK_EVERY = 60.0  # seconds: what is written past the portal

SUBJECT = Subject(
    position=20,
    calendar=(
        Scheduled("sweep-outbox", tasks.drain, SWEEP_EVERY),
        Scheduled("sweep-documents", tasks.make_documents, SWEEP_EVERY),
        Scheduled("look-at-datasets", tasks.look, LOOK_EVERY),
    ),
    pages=(
        Page("home"),
        Page(
            "how_we_measure",
            (MenuEntry(MEASURE, 70, ("/como-medimos/",)), MenuEntry(MEASURE, 10, at="foot")),
        ),
        Page("accessibility", (MenuEntry(_("Accesibilidad"), 70, at="foot"),)),
        Page("privacy", (MenuEntry(_("Privacidad"), 80, at="foot"),)),
    ),
    unlisted=("/admin/", "/cuenta/"),
)
