"""What institutions, and what becomes of them, give to the whole portal."""

from celery.schedules import crontab
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.institutions import access, emails, tasks, workflow
from commitments.organizations.models import Organization, OrganizationChange
from ogp_portal.administration.workflow import forget_closed_accounts
from ogp_portal.foundation.events.journal import Act
from ogp_portal.foundation.personal_data import WITH_ITS_ACCOUNT, Personal
from ogp_portal.foundation.subjects import MenuEntry, Page, RowPages, Scheduled, Subject
from ogp_portal.models import JournalEntry

TWO_PEOPLE = Personal(
    _("Que dos personas decidan qué pasa con una institución."),
    WITH_ITS_ACCOUNT,
    _("Quien administra, y quien coordina sus planes; nunca el público."),
    kept_by=(forget_closed_accounts, workflow.forget_changes),
)


def new_name(entry: JournalEntry) -> str:
    """Return which name an institution had, and which it has."""
    return gettext("Antes «%(before)s»; ahora «%(after)s»") % {
        "before": entry.before.get("name", ""),
        "after": entry.after.get("name", ""),
    }


def who_goes_on(entry: JournalEntry) -> str:
    """Return which institution goes on with what one that closed did."""
    successor = entry.after.get("successor", "")
    return gettext("La continúa «%(name)s»") % {"name": successor} if successor else ""


SUBJECT = Subject(
    position=62,
    access=access,
    hand_overs=emails.HAND_OVERS,
    calendar=(
        Scheduled(
            "forget-institution-changes",
            tasks.forget_institution_changes,
            crontab(hour="3", minute="55"),
        ),
    ),
    personal={OrganizationChange: {"proposed_by": TWO_PEOPLE, "confirmed_by": TWO_PEOPLE}},
    acts={
        "rename_institution": Act(
            _("Cambió de nombre"),
            why=_("Quien responde se llama de otra manera desde ese día."),
            detail=new_name,
        ),
        "close_institution": Act(
            _("Dejó de existir"),
            why=_("Quien respondía ya no existe: su página dice qué la continúa."),
            detail=who_goes_on,
        ),
        "undo_institution_change": Act(
            _("Se anuló un cambio: fue un error"),
            why=_("Lo que se dijo de la institución no era así."),
        ),
    },
    pages=(
        Page("institution_list", (MenuEntry(_("Instituciones"), 55, at="foot"),)),
        RowPages("institution", of=Organization),
    ),
)
