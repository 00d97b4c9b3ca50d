"""What feeds and calendars give to the whole portal: addresses, and the calendar for people."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.subjects import MenuEntry, Page, Subject

SUBJECT = Subject(
    position=90,
    pages=(Page("calendar_page", (MenuEntry(_("Calendario"), 15, ("/calendario/",), at="foot"),)),),
)
