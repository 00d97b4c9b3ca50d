"""What plans, commitments and milestones give to the whole portal."""

from celery.schedules import crontab
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from commitments.plans import access, datasets, models, tasks, workflow
from ogp_portal.foundation.personal_data import Personal
from ogp_portal.foundation.subjects import MenuEntry, Page, RowPages, Scheduled, Subject
from ogp_portal.models import JournalEntry

WHILE_CONTACT = _(
    "Mientras la persona responda por el compromiso; en planes históricos, hasta que la "
    "institución pida retirarlos."
)
BOTH = _("Coordinación e institución responsable.")


def moved_date(entry: JournalEntry) -> str:
    """Return which milestone was moved, from which date to which."""
    return gettext("%(milestone)s: de %(before)s a %(after)s") % {
        "milestone": entry.after.get("milestone", ""),
        "before": entry.before.get("due_on", ""),
        "after": entry.after.get("due_on", ""),
    }


def moved_progress(entry: JournalEntry) -> str:
    """Return which milestone advanced, from which percentage to which."""
    return gettext("%(milestone)s: de %(before)s %% a %(after)s %%") % {
        "milestone": entry.after.get("milestone", ""),
        "before": entry.before.get("progress", 0),
        "after": entry.after.get("progress", 0),
    }


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
    acts={
        "register_total": _("Se registró un total publicado"),
        "draft": _("Se empezó un borrador"),
        "propose": _("Se propuso en público"),
        "submit_for_review": _("Se envió a revisión"),
        "return_to_draft": _("Se devolvió a borrador"),
        "publish": _("Se publicó"),
        "amend": _("Cambió el texto del compromiso"),
        "close": _("Se cerró"),
        "withdraw": _("Se retiró"),
        "add_milestone": _("Se agregó un hito"),
        "edit_milestone": _("Se editó un hito"),
        "remove_milestone": _("Se quitó un hito"),
        "reschedule": _("Se movió el plazo de un hito"),
        "cancel": _("Se canceló un hito"),
        "reopen": _("Se corrigió un hito que figuraba cumplido"),
        "record_progress": _("Avanzó un hito"),
        "open_co_creation": _("Se abrió la cocreación"),
        "suspend": _("Se suspendió"),
        "resume": _("Se retomó la cocreación"),
        "submit": _("Se presentó a OGP"),
        "enter_into_force": _("Entró en ejecución"),
        "end": _("Terminó por fecha"),
        "record_assessment": _("Se registró su evaluación"),
        "archive": _("Se archivó"),
    },
    named=("milestone",),
    details={"reschedule": moved_date, "record_progress": moved_progress},
)
