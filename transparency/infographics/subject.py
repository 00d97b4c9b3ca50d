"""What the infographics give to the whole portal."""

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.subjects import Listener, MenuEntry, Page, Scheduled, Subject
from transparency.infographics import access, datasets, listeners, tasks, workflow
from transparency.infographics.documents import kits, pictures, poster
from transparency.infographics.models import Infographic

SUBJECT = Subject(
    position=40,
    access=access,
    datasets=(datasets.INFOGRAPHICS,),
    documents=(pictures.PICTURE, poster.POSTER, kits.KIT),
    consequences=(workflow.draw_commitment,),
    listeners=(
        Listener(
            "transparency.commitment_changed",
            acts=listeners.CHANGES,
            of_interest=listeners.is_public_commitment,
            run=listeners.commitment_changed,
        ),
    ),
    calendar=(
        Scheduled("draw-infographics", tasks.draw_infographics, crontab(hour="0", minute="30")),
    ),
    without_personal_data=(Infographic,),
    pages=(Page("gallery", (MenuEntry(_("Infografías"), 20, at="foot"),)),),
)
