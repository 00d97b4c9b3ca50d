"""What the team's notes give to the whole portal."""

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from commitments.notes import access, emails, tasks, workflow
from commitments.notes.models import Note
from commitments.plans.access import TEAM_ALONE
from ogp_portal.foundation.personal_data import Held, Personal
from ogp_portal.foundation.subjects import Scheduled, Subject

NOTE = Personal(
    _("Que el equipo de un compromiso se diga lo que hay que hacer."),
    _("Dos años desde que se escribió, o hasta que quien la escribió la borra."),
    TEAM_ALONE,
    kept_by=(workflow.forget_notes, workflow.remove_note),
)

SUBJECT = Subject(
    position=45,
    access=access,
    hand_overs=emails.HAND_OVERS,
    calendar=(Scheduled("forget-notes", tasks.forget_notes, crontab(hour="3", minute="45")),),
    personal={Note: {"author": NOTE, "text": NOTE}},
    erasing=(Held(Note, ("author__email",), workflow.erase_notes),),
    never_public=(Note,),
)
