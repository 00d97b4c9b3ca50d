"""What Mi trabajo gives to the whole portal."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.subjects import MenuEntry, Page, Subject

SUBJECT = Subject(
    position=80,
    pages=(
        Page(
            "my_work",
            (MenuEntry(_("Mi trabajo"), 80, ("/mi-trabajo/",), needs_session=True),),
            in_sitemap=False,
        ),
    ),
    unlisted=("/mi-trabajo/",),
)
