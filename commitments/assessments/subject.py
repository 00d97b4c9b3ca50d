"""What counterparts and assessments give to the whole portal."""

from django.utils.translation import gettext_lazy as _

from commitments.assessments import access, datasets, emails
from commitments.assessments.models import Assessment, Counterpart, FactualRemark, Rubric
from commitments.plans.access import TEAM_ALONE
from ogp_portal.administration.workflow import forget_closed_accounts
from ogp_portal.foundation.events.journal import Act
from ogp_portal.foundation.personal_data import WITH_ITS_ACCOUNT, Personal
from ogp_portal.foundation.subjects import Subject

FOUR_EYES = Personal(
    _("Que nadie confirme lo que escribió."),
    WITH_ITS_ACCOUNT,
    TEAM_ALONE,
    kept_by=(forget_closed_accounts,),
)

SUBJECT = Subject(
    position=50,
    access=access,
    hand_overs=emails.HAND_OVERS,
    datasets=(
        datasets.COUNTERPARTS,
        datasets.RUBRICS,
        datasets.ASSESSMENTS,
        datasets.REMARKS,
        datasets.OGP_COMMITMENTS,
    ),
    machines=(Assessment, FactualRemark),
    personal={FactualRemark: {"author": FOUR_EYES, "reviewer": FOUR_EYES}},
    without_personal_data=(Assessment, Counterpart, Rubric),
    acts={
        "publish_assessment": Act(
            _("Se publicó una evaluación"), why=_("Alguien de fuera del gobierno dio su juicio.")
        ),
        "add_counterpart": Act(_("Se sumó una contraparte")),
        "remove_counterpart": Act(_("Se quitó una contraparte nombrada por error")),
    },
)
