"""What progress updates and their evidence give to the whole portal."""

from django.utils.translation import gettext_lazy as _

from commitments.plans.access import TEAM_ALONE
from commitments.progress import access, datasets, emails
from commitments.progress.models import Evidence, MilestoneClaim, ProgressUpdate
from ogp_portal.administration.workflow import forget_closed_accounts
from ogp_portal.foundation.events.journal import Act
from ogp_portal.foundation.personal_data import WITH_ITS_ACCOUNT, Personal
from ogp_portal.foundation.subjects import Subject

FOUR_EYES = Personal(
    _("Que nadie apruebe su propio reporte."),
    WITH_ITS_ACCOUNT,
    TEAM_ALONE,
    kept_by=(forget_closed_accounts,),
)

SUBJECT = Subject(
    position=40,
    access=access,
    hand_overs=emails.HAND_OVERS,
    datasets=(datasets.UPDATES, datasets.CLAIMS, datasets.EVIDENCE),
    machines=(ProgressUpdate,),
    personal={ProgressUpdate: {"author": FOUR_EYES, "reviewer": FOUR_EYES}},
    without_personal_data=(Evidence, MilestoneClaim),
    acts={
        "register_update": Act(_("Se cargó el reporte que publica su fuente"), loads=True),
        "approve_update": Act(
            _("Se publicó un reporte de avance"),
            why=_("Hay un avance informado, con su prueba o su motivo."),
        ),
    },
)
