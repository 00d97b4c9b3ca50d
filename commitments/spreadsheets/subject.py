"""What spreadsheets on their way into a plan give to the whole portal."""

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from commitments.plans.access import TEAM_ALONE
from commitments.spreadsheets import access, datasets, tasks, workflow
from commitments.spreadsheets.models import ImportJob
from ogp_portal.foundation.events.journal import Act
from ogp_portal.foundation.personal_data import Personal
from ogp_portal.foundation.subjects import Scheduled, Subject

SUBJECT = Subject(
    position=70,
    access=access,
    tables=(datasets.COMMITMENT_SHEET, datasets.BOOK_SHEET, datasets.MILESTONE_SHEET),
    machines=(ImportJob,),
    consequences=(workflow.run_import,),
    calendar=(Scheduled("forget-imports", tasks.forget_imports, crontab(hour="3", minute="25")),),
    personal={
        ImportJob: {
            "requested_by": Personal(
                _("Saber quién cargó una planilla."),
                _("Un año."),
                TEAM_ALONE,
                kept_by=(workflow.forget_imports,),
            ),
        },
    },
    acts={
        "import": Act(_("Se cargó desde una planilla")),
        "undo_import": Act(_("Se deshizo la carga de una planilla")),
    },
)
