"""What plans, commitments and milestones give to the whole portal."""

from celery.schedules import crontab
from django.db.models import F, OuterRef
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization, Territory
from commitments.plans import access, datasets, emails, models, tasks, workflow
from commitments.plans.queries import topics
from ogp_portal.administration.workflow import forget_closed_accounts
from ogp_portal.foundation.events.journal import Act
from ogp_portal.foundation.events.search_index import Findable, all_of, joined
from ogp_portal.foundation.events.topics import page
from ogp_portal.foundation.personal_data import WITH_ITS_ACCOUNT, Held, Personal
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


KEEPERS = (workflow.save_contact, workflow.change_contact, workflow.forget_contact)
MEMBERS = Organization.objects.filter(plan_places__plan=OuterRef("pk"))
PLACES_OF_PLAN = all_of(MEMBERS, "territory__slug")
REGIONS_OF_PLAN = all_of(MEMBERS, "territory__region__slug")

SUBJECT = Subject(
    position=30,
    access=access,
    hand_overs=emails.HAND_OVERS,
    datasets=(
        datasets.PLANS,
        datasets.AXES,
        datasets.TOTALS,
        datasets.COMMITMENTS,
        datasets.VERSIONS,
        datasets.ACTORS,
        datasets.MILESTONES,
        datasets.RESCHEDULES,
        datasets.REOPENINGS,
        datasets.THEMES,
        datasets.VALUES,
        datasets.POLICY_AREAS,
    ),
    machines=(models.Plan, models.Commitment, models.Milestone),
    calendar=(Scheduled("end-plans", tasks.end_plans, crontab(hour="0", minute="15")),),
    personal={
        models.Reschedule: {
            "author": Personal(
                _("Que solo quien movió una fecha por error la corrija el mismo día."),
                WITH_ITS_ACCOUNT,
                access.TEAM_ALONE,
                kept_by=(forget_closed_accounts,),
            ),
        },
        models.Contact: {
            "name": Personal(
                _("Saber a quién dirigirse dentro del Estado."),
                WHILE_CONTACT,
                _("Coordinación e institución responsable; el público ve el cargo."),
                kept_by=KEEPERS,
            ),
            "email": Personal(
                _("Coordinar el cumplimiento del compromiso."),
                WHILE_CONTACT,
                BOTH,
                kept_by=KEEPERS,
            ),
            "phone": Personal(
                _("Coordinar el cumplimiento del compromiso."),
                WHILE_CONTACT,
                BOTH,
                kept_by=KEEPERS,
            ),
        },
    },
    erasing=(
        Held(
            models.Contact,
            ("email",),
            workflow.erase_contacts,
            _("Queda el cargo, que es público."),
        ),
    ),
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
        models.Reopening,
        models.Theme,
        models.Value,
    ),
    pages=(
        Page("commitment_list", (MenuEntry(_("Compromisos"), 10, ("/compromisos/",)),)),
        Page("plan_list", (MenuEntry(_("Planes"), 20, ("/planes/",)),)),
        RowPages("plan", of=models.Plan),
        RowPages("commitment", of=models.Commitment, most=45_000),
    ),
    acts={
        "register_total": Act(_("Se registró un total publicado"), loads=True),
        "draft": Act(_("Se empezó un borrador")),
        "propose": Act(_("Se propuso en público")),
        "submit_for_review": Act(_("Se envió a revisión")),
        "return_to_draft": Act(_("Se devolvió a borrador")),
        "publish": Act(_("Se publicó"), why=_("Hay una promesa nueva.")),
        "amend": Act(
            _("Se modificó el compromiso"),
            why=_("Cambió algo de la promesa; lo de antes queda a la vista."),
        ),
        "change_contact": Act(_("Cambió quién responde")),
        "close": Act(_("Se cerró")),
        "withdraw": Act(_("Se retiró"), why=_("La promesa se retiró, con su motivo.")),
        "add_milestone": Act(_("Se agregó un hito")),
        "edit_milestone": Act(_("Se editó un hito")),
        "remove_milestone": Act(_("Se quitó un hito")),
        "order_milestones": Act(_("Se cambió el orden de los hitos")),
        "order_axes": Act(_("Se cambió el orden de los ejes")),
        "reschedule": Act(
            _("Se movió el plazo de un hito"),
            why=_("Se movió una fecha prometida."),
            detail=moved_date,
        ),
        "cancel": Act(_("Se canceló un hito"), why=_("Una parte de la promesa ya no se hará.")),
        "reopen": Act(
            _("Se corrigió un hito que figuraba cumplido"),
            why=_("Lo que figuraba cumplido ya no lo está."),
        ),
        "record_progress": Act(_("Avanzó un hito"), detail=moved_progress),
        "open_co_creation": Act(_("Se abrió la cocreación")),
        "suspend": Act(_("Se suspendió")),
        "resume": Act(_("Se retomó la cocreación")),
        "copy": Act(_("Se copió de otro plan")),
        "submit": Act(_("Se presentó a OGP")),
        "enter_into_force": Act(_("Entró en ejecución")),
        "end": Act(_("Terminó por fecha")),
        "record_assessment": Act(_("Se registró su evaluación")),
        "archive": Act(_("Se archivó")),
    },
    followable=topics.followable(),
    belonging={Organization: topics.answered_for},
    named=("milestone",),
    found=(
        Findable(
            "planes",
            _("Planes"),
            page("plan"),
            models.Plan,
            words=(
                "summary",
                joined(MEMBERS, "name"),
            ),
            year="starts_on__year",
            places=(PLACES_OF_PLAN, REGIONS_OF_PLAN),
            changed_by={"commitments.planmember": "places"},
        ),
        Findable(
            "compromisos",
            _("Compromisos"),
            page("commitment"),
            models.Commitment,
            words=(
                "summary",
                "objective",
                "problem",
                "description",
                "expected_results",
                "responsible__name",
                "theme__name",
                joined(models.Milestone.objects.filter(commitment=OuterRef("pk")), "title"),
            ),
            year=Coalesce(F("starts_on__year"), F("plan__starts_on__year")),
            places=(
                all_of(Territory.objects.filter(commitments=OuterRef("pk")), "slug"),
                all_of(Territory.objects.filter(commitments=OuterRef("pk")), "region__slug"),
                "responsible__territory__slug",
                "responsible__territory__region__slug",
            ),
            of="plan__title",
            changed_by={
                "commitments.plan": "plan",
                "commitments.organization": "responsible",
                "commitments.milestone": "milestones",
            },
            listed="commitment_list",
        ),
    ),
)
