"""What plans, commitments and milestones give to the whole portal."""

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from commitments.plans import access, datasets, models, tasks, workflow
from ogp_portal.foundation.personal_data import Personal
from ogp_portal.foundation.subjects import MenuEntry, Page, RowPages, Scheduled, Subject

WHILE_CONTACT = _(
    "Mientras la persona responda por el compromiso; en planes históricos, hasta que la "
    "institución pida retirarlos."
)
BOTH = _("Coordinación e institución responsable.")

SUBJECT = Subject(
    position=30,
    access=access,
    datasets=(
        datasets.PLANS,
        datasets.AXES,
        datasets.TOTALS,
        datasets.COMMITMENTS,
        datasets.VERSIONS,
        datasets.ACTORS,
        datasets.MILESTONES,
        datasets.RESCHEDULES,
        datasets.THEMES,
        datasets.VALUES,
        datasets.POLICY_AREAS,
    ),
    machines=(models.Plan, models.Commitment, models.Milestone),
    calendar=(Scheduled("end-plans", tasks.end_plans, crontab(hour="0", minute="15")),),
    personal={
        models.Contact: {
            "name": Personal(
                _("Saber a quién dirigirse dentro del Estado."),
                WHILE_CONTACT,
                _("Coordinación e institución responsable; el público ve el cargo."),
                kept_by=(workflow.save_contact, workflow.forget_contact),
            ),
            "email": Personal(
                _("Coordinar el cumplimiento del compromiso."),
                WHILE_CONTACT,
                BOTH,
                kept_by=(workflow.save_contact, workflow.forget_contact),
            ),
            "phone": Personal(
                _("Coordinar el cumplimiento del compromiso."),
                WHILE_CONTACT,
                BOTH,
                kept_by=(workflow.save_contact, workflow.forget_contact),
            ),
        },
    },
    without_personal_data=(
        models.Actor,
        models.Axis,
        models.Commitment,
        models.CommitmentVersion,
        models.Milestone,
        models.Plan,
        models.PlanMember,
        models.PolicyArea,
        models.PublishedTotal,
        models.Reschedule,
        models.Theme,
        models.Value,
    ),
    pages=(
        Page("commitment_list", (MenuEntry(_("Compromisos"), 10, ("/compromisos/",)),)),
        Page("plan_list", (MenuEntry(_("Planes"), 20, ("/planes/",)),)),
        RowPages("plan", of=models.Plan),
        RowPages("commitment", of=models.Commitment, most=45_000),
        RowPages("institution", of=Organization),
    ),
    loading=("register_total",),
)
