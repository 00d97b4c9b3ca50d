"""What counterparts and assessments give to the whole portal."""

from django.utils.translation import gettext_lazy as _

from commitments.assessments import access, datasets, emails
from commitments.assessments.models import Assessment, Counterpart, Rubric
from ogp_portal.foundation.events.journal import Act
from ogp_portal.foundation.subjects import Subject

SUBJECT = Subject(
    position=50,
    access=access,
    hand_overs=emails.HAND_OVERS,
    datasets=(
        datasets.COUNTERPARTS,
        datasets.RUBRICS,
        datasets.ASSESSMENTS,
        datasets.OGP_COMMITMENTS,
    ),
    machines=(Assessment,),
    without_personal_data=(Assessment, Counterpart, Rubric),
    acts={
        "publish_assessment": Act(
            _("Se publicó una evaluación"), why=_("Alguien de fuera del gobierno dio su juicio.")
        ),
        "add_counterpart": Act(_("Se sumó una contraparte")),
    },
)
