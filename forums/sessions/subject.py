"""What sessions, minutes, agreements and ballots give to the whole portal."""

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from forums.bodies.models import Forum
from forums.sessions import access, datasets, models, tasks, workflow
from ogp_portal.foundation.subjects import MenuEntry, Page, RowPages, Scheduled, Subject

SUBJECT = Subject(
    position=30,
    access=access,
    datasets=(
        datasets.SESSIONS,
        datasets.AGENDA_ITEMS,
        datasets.SESSION_PAPERS,
        datasets.ATTENDANCES,
        datasets.SESSION_HEADCOUNTS,
        datasets.MINUTES,
        datasets.MINUTES_OBSERVATIONS,
        datasets.AGREEMENTS,
        datasets.AGREEMENT_FOLLOW_UPS,
        datasets.BALLOTS,
        datasets.BALLOT_OPTIONS,
        datasets.VOTES,
    ),
    machines=(models.Session, models.Minutes, models.Agreement, models.Ballot),
    consequences=(workflow.make_minutes_pdf,),
    calendar=(Scheduled("remind-forums", tasks.remind, crontab(hour="8", minute="0")),),
    without_personal_data=(
        models.AgendaItem,
        models.Agreement,
        models.Attendance,
        models.Ballot,
        models.BallotOption,
        models.Confirmation,
        models.FollowUp,
        models.Minutes,
        models.Observation,
        models.Paper,
        models.Session,
        models.SessionHeadcount,
        models.Turn,
        models.Vote,
    ),
    pages=(
        Page("forum_list", (MenuEntry(_("Foros"), 50, at="foot"),)),
        RowPages("forum", of=Forum),
        RowPages("session", of=models.Session),
    ),
)
