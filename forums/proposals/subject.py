"""What calls, proposals and working groups give to the whole portal."""

from celery.schedules import crontab
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.plans.access import TEAM_ALONE
from forums.proposals import access, datasets, listeners, models, tasks, workflow
from forums.proposals.states import READABLE
from ogp_portal.administration.workflow import forget_closed_accounts
from ogp_portal.foundation.events.journal import Act
from ogp_portal.foundation.events.search_index import Findable
from ogp_portal.foundation.events.topics import page
from ogp_portal.foundation.personal_data import WITH_ITS_ACCOUNT, Held, Personal
from ogp_portal.foundation.subjects import Listener, Page, RowPages, Scheduled, Subject

WHILE_IT_EXISTS = _("Mientras exista la propuesta.")
NOBODY = _("Nadie.")

SUBJECT = Subject(
    position=40,
    access=access,
    datasets=(
        datasets.CALLS,
        datasets.PROPOSALS,
        datasets.PROPOSAL_ATTACHMENTS,
        datasets.PROPOSAL_LINEAGE,
        datasets.COMMITMENT_ORIGINS,
        datasets.WORKING_GROUPS,
        datasets.WORKING_GROUP_ATTENDANCE,
    ),
    machines=(models.Proposal, models.WorkingGroup),
    listeners=(
        Listener(
            "forums.tell_authors",
            acts=listeners.ADVANCES,
            of_interest=listeners.comes_from_a_proposal,
            run=listeners.tell_authors,
        ),
    ),
    calendar=(Scheduled("forget-unconfirmed", tasks.forget, crontab(hour="3", minute="30")),),
    personal={
        models.Proposal: {
            "email": Personal(
                _("Confirmar la propuesta y contar qué pasa con ella, también meses después."),
                _("Un año desde que termina el plan; sin confirmar, catorce días."),
                _("La persona y quien coordina el plan; nunca el público."),
                kept_by=(workflow.forget_unconfirmed,),
            ),
            "author_name": Personal(
                _("Firmar la propuesta, solo si la persona lo pide."),
                _("Un año desde que termina el plan, si no se publicó."),
                _("El público, si la persona lo pidió; si no, quien coordina el plan."),
                kept_by=(workflow.forget_unconfirmed,),
            ),
            "facilitator": Personal(
                _("Saber quién transcribió una propuesta en papel."),
                WITH_ITS_ACCOUNT,
                TEAM_ALONE,
                kept_by=(forget_closed_accounts,),
            ),
            "tracking_digest": Personal(
                _("Que solo quien propuso siga o retire su propuesta: es un resumen con clave."),
                WHILE_IT_EXISTS,
                NOBODY,
                kept_by=(workflow.forget_unconfirmed,),
            ),
            "confirmation_digest": Personal(
                _("Que solo quien recibe el correo confirme: es un resumen con clave."),
                WHILE_IT_EXISTS,
                NOBODY,
                kept_by=(workflow.forget_unconfirmed,),
            ),
        },
        models.Support: {
            "user": Personal(
                _("Que cada cuenta apoye una sola vez."),
                _("Mientras exista la cuenta; se retira cuando se quiera."),
                _("La persona."),
                kept_by=(workflow.withdraw_support, forget_closed_accounts),
            ),
        },
    },
    erasing=(
        Held(
            models.Proposal,
            ("email",),
            workflow.erase_proposals,
            _(
                "Lo que ya se llevó a una mesa o se decidió queda como propuesta sin autoría; lo "
                "demás se retira con sus palabras."
            ),
        ),
        Held(models.Support, ("user__email",), workflow.erase_supports),
    ),
    without_personal_data=(
        models.Attachment,
        models.Call,
        models.GroupHeadcount,
        models.Lineage,
        models.Origin,
        models.WorkingGroup,
    ),
    pages=(
        Page("proposal_list"),
        RowPages("call", of=models.Call),
        RowPages("proposal", of=models.Proposal),
        RowPages("group", of=models.WorkingGroup),
    ),
    unlisted=("/propuestas/seguimiento/", "/propuestas/confirmar/"),
    acts={
        "announce_call": Act(_("Se abrió una convocatoria"), why=_("Puedes proponer."), opens=True),
        "edit_call": Act(_("Se editó la convocatoria")),
        "move_call_window": Act(_("Cambió el plazo de la convocatoria"), opens=True),
        "admit": Act(_("Se admitió")),
        "not_admit": Act(_("No se admitió")),
        "take_to_table": Act(_("Pasó a una mesa de trabajo")),
        "select": Act(_("Se seleccionó")),
        "merge": Act(_("Se unió a otra")),
        "split": Act(_("Se dividió")),
        "split_into": Act(_("Se dividió en partes")),
        "not_select": Act(_("No se seleccionó")),
        "put_in_commitment": Act(_("Quedó en un compromiso")),
        "add_origin": Act(_("Se registró de qué propuesta viene")),
        "create_group": Act(_("Se creó una mesa de trabajo")),
        "hold_group": Act(_("Se realizó la mesa de trabajo")),
        "report_group": Act(_("Se publicaron los resultados de la mesa")),
    },
    named=("proposal",),
    found=(
        Findable(
            "propuestas",
            _("Propuestas"),
            page("proposal"),
            models.Proposal,
            within=Q(state__in=READABLE),
            words=("problem", "solution", "organization_name", "state_reason"),
            year="confirmed_at__year",
            places=("territory__slug", "territory__region__slug"),
            of="call__title",
            changed_by={"forums.call": "call", "commitments.plan": "call__plan"},
            listed="proposal_list",
        ),
        Findable(
            "convocatorias",
            _("Convocatorias"),
            page("call"),
            models.Call,
            words=("invitation",),
            year="opens_at__year",
            of="plan__title",
            changed_by={"commitments.plan": "plan"},
        ),
        Findable(
            "mesas",
            _("Mesas de trabajo"),
            page("group"),
            models.WorkingGroup,
            words=("place", "results"),
            year="held_on__year",
            of="call__title",
            changed_by={"forums.call": "call", "commitments.plan": "call__plan"},
        ),
    ),
)
