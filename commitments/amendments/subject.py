"""What amendments of published commitments give to the whole portal."""

from django.utils.translation import gettext_lazy as _

from commitments.amendments import access, datasets, emails
from commitments.amendments.models import AmendedField, Amendment
from commitments.plans.access import TEAM_ALONE
from ogp_portal.administration.workflow import forget_closed_accounts
from ogp_portal.foundation.personal_data import WITH_ITS_ACCOUNT, Personal
from ogp_portal.foundation.subjects import Subject

FOUR_EYES = Personal(
    _("Que nadie apruebe lo que escribió."),
    WITH_ITS_ACCOUNT,
    TEAM_ALONE,
    kept_by=(forget_closed_accounts,),
)

SUBJECT = Subject(
    position=45,
    access=access,
    hand_overs=emails.HAND_OVERS,
    datasets=(datasets.AMENDMENTS, datasets.AMENDED_FIELDS),
    machines=(Amendment,),
    personal={Amendment: {"author": FOUR_EYES, "reviewer": FOUR_EYES}},
    without_personal_data=(AmendedField,),
)
