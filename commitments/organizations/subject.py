"""What territories, organizations and memberships give to the whole portal."""

from celery.schedules import crontab
from django.db.models import CharField, F, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.organizations import access, datasets, emails, tasks, workflow
from commitments.organizations.models import Membership, Organization, RoleProposal, Territory
from ogp_portal.foundation.events import topics
from ogp_portal.foundation.events.search_index import Findable
from ogp_portal.foundation.personal_data import Held, Personal
from ogp_portal.foundation.subjects import Scheduled, Subject

ADDRESS = Concat(F("kind"), Value(" "), F("slug"), output_field=CharField())


def territory_page(address: str) -> str:
    """Return the path of the page of a territory by its kind and its slug."""
    kind, slug = address.split(" ")
    return reverse(kind, args=[slug])


SUBJECT = Subject(
    position=20,
    access=access,
    hand_overs=emails.HAND_OVERS,
    datasets=(datasets.TERRITORIES, datasets.ORGANIZATIONS),
    calendar=(
        Scheduled("forget-who-served", tasks.forget_who_served, crontab(hour="3", minute="20")),
    ),
    personal={
        Membership: {
            "user": Personal(
                _("Dar los derechos que corresponden a un rol."),
                _("Cinco años desde que el rol termina."),
                _("Quien administra cuentas."),
                kept_by=(workflow.forget_who_served,),
            ),
        },
        RoleProposal: {
            name: Personal(
                _("Que dos personas den un rol."),
                _("Un mes, o hasta que se confirma o se retira."),
                _("Quien administra cuentas."),
                kept_by=(workflow.forget_proposals,),
            )
            for name in ("user", "proposed_by")
        },
    },
    erasing=(Held(RoleProposal, ("user__email", "proposed_by__email"), workflow.erase_proposals),),
    without_personal_data=(Organization, Territory),
    found=(
        Findable(
            "instituciones",
            _("Instituciones"),
            topics.page("institution"),
            Organization,
            title="name",
            words=(
                "short_name",
                datasets.former_names,
                "kind",
                "territory__name",
                "territory__region__name",
            ),
            places=("territory__slug", "territory__region__slug"),
        ),
        Findable(
            "comunas",
            _("Comunas y regiones"),
            territory_page,
            Territory,
            title="name",
            words=("region__name", "other_names"),
            address=ADDRESS,
            places=("slug", "region__slug"),
        ),
    ),
)
