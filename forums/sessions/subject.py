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
    acts={
        "convene": _("Se convocó la sesión"),
        "change_session": _("Cambió la convocatoria"),
        "hold": _("Se realizó la sesión"),
        "call_off": _("No se realizó la sesión"),
        "edit_agenda": _("Cambió el programa"),
        "add_paper": _("Se agregó un documento"),
        "record_attendance": _("Se anotó la asistencia"),
        "count_public": _("Se anotó cuánta gente asistió"),
        "add_agreement": _("Se tomó un acuerdo"),
        "follow_up_agreement": _("Se informó de un acuerdo"),
        "fulfil_agreement": _("Se cumplió un acuerdo"),
        "drop_agreement": _("Se descartó un acuerdo"),
        "reopen_agreement": _("Se reabrió un acuerdo"),
        "prepare_ballot": _("Se preparó una votación"),
        "open_ballot": _("Se abrió una votación"),
        "count_ballot": _("Se contó una votación"),
        "void_ballot": _("Una votación quedó sin efecto"),
        "circulate_minutes": _("El acta se envió a los asientos"),
        "take_back_minutes": _("El acta se retiró para corregirla"),
        "approve_minutes": _("Se aprobó el acta"),
    },
    named=("agreement", "ballot", "paper", "item"),
)
