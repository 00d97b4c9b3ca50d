"""What drafts, consultations, comments and their responses give to the whole portal."""

from celery.schedules import crontab
from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _

from commitments.plans.access import TEAM_ALONE
from forums.drafts import access, datasets, models, tasks, workflow
from forums.drafts.documents import kept
from forums.drafts.workflow import reporting
from forums.drafts.workflow.forgetting import erase_voices
from ogp_portal.administration.workflow import forget_closed_accounts
from ogp_portal.foundation.events.journal import Act
from ogp_portal.foundation.events.search_index import Findable, joined
from ogp_portal.foundation.events.topics import page
from ogp_portal.foundation.personal_data import WITH_ITS_ACCOUNT, Held, Personal
from ogp_portal.foundation.subjects import RowPages, Scheduled, Subject

FOUR_EYES = Personal(
    _("Que nadie apruebe su propia respuesta."),
    WITH_ITS_ACCOUNT,
    TEAM_ALONE,
    kept_by=(forget_closed_accounts,),
)

LATEST_TEXT = models.Section.objects.filter(
    version__draft=OuterRef("pk"), version__number=OuterRef("latest_number")
).order_by("position")

SUBJECT = Subject(
    position=50,
    access=access,
    datasets=(
        datasets.DRAFTS,
        datasets.DRAFT_VERSIONS,
        datasets.DRAFT_SECTIONS,
        datasets.DRAFT_CHANGES,
        datasets.CONSULTATIONS,
        datasets.CONSULTATION_QUESTIONS,
        datasets.COMMENTS,
        datasets.COMMENT_PLACEMENTS,
        datasets.RESPONSES,
    ),
    machines=(models.Consultation, models.Comment, models.Response),
    consequences=(reporting.make_report,),
    documents=(
        kept.COMPARISON,
        kept.COMPARISON_PDF,
        kept.VERSION_DOCX,
        reporting.FEEDBACK_REPAIR,
    ),
    calendar=(Scheduled("forget-voices", tasks.forget_voices, crontab(hour="3", minute="50")),),
    personal={
        models.Voice: {
            "user": Personal(
                _(
                    "Que quien comentó corrija o retire lo suyo y reciba su respuesta; el público "
                    "ve un número."
                ),
                _("Un año desde que termina el plan; después queda solo el número."),
                _("La persona."),
                kept_by=(workflow.forget_voices,),
            ),
        },
        models.Concurrence: {
            "user": Personal(
                _("Que cada cuenta adhiera una sola vez."),
                _("Mientras exista la cuenta; se retira mientras la consulta está abierta."),
                _("La persona."),
                kept_by=(workflow.take_back_concurrence, forget_closed_accounts),
            ),
        },
        models.Comment: {
            "assigned_to": Personal(
                _("Repartir el trabajo de responder."),
                WITH_ITS_ACCOUNT,
                TEAM_ALONE,
                kept_by=(forget_closed_accounts,),
            ),
        },
        models.Response: {"written_by": FOUR_EYES, "approved_by": FOUR_EYES},
    },
    erasing=(
        Held(
            models.Voice,
            ("user__email",),
            erase_voices,
            _("Lo que se comentó queda con un número, que ya no dice de quién es."),
        ),
        Held(models.Concurrence, ("user__email",), workflow.erase_concurrences),
    ),
    without_personal_data=(
        models.Change,
        models.Consultation,
        models.ConsultationDocument,
        models.ConsultationQuestion,
        models.Draft,
        models.DraftVersion,
        models.Placement,
        models.Section,
    ),
    pages=(
        RowPages("draft", of=models.Draft),
        RowPages("consultation", of=models.Consultation),
    ),
    acts={
        "begin_draft": Act(_("Se empezó a escribir")),
        "begin_version": Act(_("Se empezó otra versión")),
        "edit_draft": Act(_("Se escribió")),
        "import_draft": Act(_("Se trajo el texto de un archivo")),
        "publish_version": Act(_("Se publicó una versión"), opens=True),
        "adopt_version": Act(_("Se aprobó la última versión")),
        "edit_consultation": Act(_("Se preparó la consulta")),
        "attach_document": Act(_("Se agregó un documento")),
        "announce_consultation": Act(
            _("Se abrió la consulta de un borrador"),
            why=_("Puedes comentar un borrador."),
            opens=True,
        ),
        "move_consultation_window": Act(_("Cambió el plazo de la consulta"), opens=True),
        "answer_consultation": Act(_("Cada comentario tiene su respuesta"), opens=True),
        "apply_consultation": Act(_("Se publicaron los cambios que causó la consulta")),
        "cancel_consultation": Act(_("Se canceló la consulta")),
        "hide_comment": Act(_("Se reservó un comentario")),
        "restore_comment": Act(_("Se volvió a mostrar un comentario")),
        "appeal_comment": Act(_("Se reclamó por un comentario reservado")),
        "approve_response": Act(_("Se publicó una respuesta fundada")),
        "link_changes": Act(_("Se unió una respuesta con los cambios que causó")),
    },
    found=(
        Findable(
            "borradores",
            _("Borradores"),
            page("draft"),
            models.Draft,
            words=(joined(LATEST_TEXT, "text"),),
            year="plan__starts_on__year",
            of="plan__title",
            changed_by={"commitments.plan": "plan", "forums.draftversion": "versions"},
        ),
        Findable(
            "consultas",
            _("Consultas de borradores"),
            page("consultation"),
            models.Consultation,
            words=(
                "summary",
                joined(
                    models.ConsultationQuestion.objects.filter(consultation=OuterRef("pk")), "text"
                ),
            ),
            year="opens_at__year",
            of="version__draft__plan__title",
            changed_by={"commitments.plan": "version__draft__plan"},
        ),
    ),
)
