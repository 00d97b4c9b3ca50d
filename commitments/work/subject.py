"""What Mi trabajo gives to the whole portal."""

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from commitments.work import emails, tasks
from ogp_portal.foundation.subjects import MenuEntry, Page, Scheduled, Subject

SUBJECT = Subject(
    position=80,
    hand_overs=emails.HAND_OVERS,
    calendar=(Scheduled("remind-people", tasks.remind, crontab(hour="8", minute="15")),),
    pages=(
        Page(
            "my_work",
            (MenuEntry(_("Mi trabajo"), 80, ("/mi-trabajo/",), needs_session=True),),
            in_sitemap=False,
        ),
    ),
    unlisted=("/mi-trabajo/",),
)
