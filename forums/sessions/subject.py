"""What sessions, minutes, agreements and ballots give to the whole portal."""

from celery.schedules import crontab
from django.db.models import OuterRef, Value
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forums.bodies.models import Forum
from forums.sessions import access, datasets, models, tasks, workflow
from forums.sessions.states import MinutesState
from ogp_portal.foundation.events import topics
from ogp_portal.foundation.events.journal import Act
from ogp_portal.foundation.events.search_index import Findable, joined, text_of
from ogp_portal.foundation.events.topics import Followable, page
from ogp_portal.foundation.subjects import MenuEntry, Page, RowPages, Scheduled, Subject

APPROVED = models.Minutes.objects.filter(session=OuterRef("pk"), state=MinutesState.APPROVED)


def titled() -> Combinable:
    """Return which agreement it is, of which session."""
    number = "number"
    return text_of(Value(gettext("Acuerdo")), Value(" "), number, Value(" · "), "session__title")


def path_of_agreement(address: str) -> str:
    """Return where an agreement stands on the page of its session."""
    slug, _sharp, place = address.partition("#")
    return f"{reverse('session', args=[slug])}#{place}"


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
    documents=(workflow.MINUTES_REPAIR,),
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
        "convene": Act(_("Se convocó la sesión"), why=_("Hay sesión."), opens=True),
        "change_session": Act(_("Cambió la convocatoria")),
        "hold": Act(_("Se realizó la sesión")),
        "call_off": Act(_("No se realizó la sesión")),
        "edit_agenda": Act(_("Cambió el programa")),
        "add_paper": Act(_("Se agregó un documento")),
        "record_attendance": Act(_("Se anotó la asistencia")),
        "count_public": Act(_("Se anotó cuánta gente asistió")),
        "add_agreement": Act(_("Se tomó un acuerdo")),
        "follow_up_agreement": Act(_("Se informó de un acuerdo")),
        "fulfil_agreement": Act(_("Se cumplió un acuerdo")),
        "drop_agreement": Act(_("Se descartó un acuerdo")),
        "reopen_agreement": Act(_("Se reabrió un acuerdo")),
        "prepare_ballot": Act(_("Se preparó una votación")),
        "open_ballot": Act(_("Se abrió una votación")),
        "count_ballot": Act(_("Se contó una votación")),
        "void_ballot": Act(_("Una votación quedó sin efecto")),
        "circulate_minutes": Act(_("El acta se envió a los asientos")),
        "take_back_minutes": Act(_("El acta se retiró para corregirla")),
        "approve_minutes": Act(_("Se aprobó el acta"), why=_("Se sabe qué se acordó.")),
    },
    named=("agreement", "ballot", "paper", "item"),
    followable=(
        Followable(
            "forum",
            _("foro"),
            topics.find_row(
                "forum",
                Forum,
                title="name",
                path=topics.page("forum"),
            ),
            lambda target: topics.about(Forum.objects.filter(slug=target)),
            feed="foros",
            dataset="forums",
        ),
    ),
    belonging={Forum: lambda forums: models.Session.objects.filter(forum__in=forums)},
    found=(
        Findable(
            "sesiones",
            _("Sesiones"),
            page("session"),
            models.Session,
            words=(
                "purpose",
                "place",
                joined(models.AgendaItem.objects.filter(session=OuterRef("pk")), "title"),
                joined(APPROVED, "text"),
            ),
            year="starts_at__year",
            places=(
                "forum__convener__territory__slug",
                "forum__convener__territory__region__slug",
            ),
            of="forum__name",
            changed_by={"forums.forum": "forum", "forums.minutes": "minutes"},
        ),
        Findable(
            "acuerdos",
            _("Acuerdos"),
            path_of_agreement,
            models.Agreement,
            title=titled,
            words=("text", "state_reason", "responsible__name"),
            address=text_of("session__slug", Value("#acuerdo-"), "public_id"),
            year="session__starts_at__year",
            places=(
                "session__forum__convener__territory__slug",
                "session__forum__convener__territory__region__slug",
            ),
            of="session__forum__name",
            changed_by={"forums.session": "session"},
        ),
    ),
)
