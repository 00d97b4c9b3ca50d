"""What Mi trabajo gives to the whole portal."""

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from commitments.work import access, emails, tasks, workflow
from commitments.work.models import Succession
from ogp_portal.foundation.personal_data import Held, Personal
from ogp_portal.foundation.subjects import MenuEntry, Page, Scheduled, Subject

SUBJECT = Subject(
    position=80,
    access=access,
    hand_overs=emails.HAND_OVERS,
    calendar=(
        Scheduled("remind-people", tasks.remind, crontab(hour="8", minute="15")),
        Scheduled("forget-successions", tasks.forget_successions, crontab(hour="3", minute="50")),
    ),
    personal={
        Succession: {
            name: Personal(
                _("Que dos personas den a quien sigue los roles de quien se va."),
                _("Un mes, o hasta que se confirma o se retira."),
                _("Quien administra cuentas."),
                kept_by=(workflow.forget_successions,),
            )
            for name in ("leaving", "successor", "proposed_by")
        },
    },
    erasing=(
        Held(
            Succession,
            ("leaving__email", "successor__email", "proposed_by__email"),
            workflow.erase_successions,
        ),
    ),
    pages=(
        Page(
            "my_work",
            (MenuEntry(_("Mi trabajo"), 80, ("/mi-trabajo/",), needs_session=True),),
            in_sitemap=False,
        ),
    ),
    unlisted=("/mi-trabajo/",),
)
