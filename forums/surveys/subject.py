"""What surveys and offers of help give to the whole portal."""

from celery.schedules import crontab
from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _

from forums.surveys import access, datasets, models, tasks, workflow
from forums.surveys.workflow.forgetting import erase_offers, erase_respondents
from ogp_portal.administration.workflow import forget_closed_accounts
from ogp_portal.foundation.events.journal import Act
from ogp_portal.foundation.events.search_index import Findable, joined
from ogp_portal.foundation.events.topics import page
from ogp_portal.foundation.personal_data import WITH_ITS_ACCOUNT, Held, Personal, Stands
from ogp_portal.foundation.subjects import RowPages, Scheduled, Subject

NOT_JOINED = _("Mientras la consulta esté publicada; no se une a ninguna persona.")

SUBJECT = Subject(
    position=60,
    access=access,
    datasets=(
        datasets.SURVEYS,
        datasets.SURVEY_QUESTIONS,
        datasets.SURVEY_RESULTS,
        datasets.SURVEY_ANSWERS,
    ),
    machines=(models.Survey, models.OfferOfHelp),
    calendar=(Scheduled("forget-answers", tasks.forget_answers, crontab(hour="3", minute="45")),),
    personal={
        models.Respondent: {
            "user": Personal(
                _("Que cada cuenta responda una sola vez; no se une a lo que respondió."),
                WITH_ITS_ACCOUNT,
                _("Nadie."),
                kept_by=(forget_closed_accounts,),
            ),
        },
        models.Sheet: {
            "sector": Personal(
                _("Mostrar cuánto participó cada sector."),
                NOT_JOINED,
                _("Solo cifras, con los grupos pequeños ocultos."),
                kept_by=Stands("forums.survey"),
            ),
            "territory": Personal(
                _("Mostrar desde dónde se participó."),
                NOT_JOINED,
                _("Solo cifras."),
                kept_by=Stands("forums.survey"),
            ),
        },
        models.Answer: {
            "text": Personal(
                _("Conocer lo que la gente responde con sus palabras."),
                _("Mientras la consulta esté publicada; lo reservado, hasta que termina el plan."),
                _("Quien coordina el plan; el público, lo que se leyó y se publicó."),
                kept_by=(workflow.forget_what_is_over,),
            ),
        },
        models.OfferOfHelp: {
            "email": Personal(
                _("Responder a quien ofrece ayuda."),
                _("Un año desde que termina el plan."),
                _("La persona y quien coordina el plan; nunca el público."),
                kept_by=(workflow.forget_what_is_over,),
            ),
        },
    },
    erasing=(
        Held(models.Respondent, ("user__email",), erase_respondents),
        Held(models.Sheet, (), remains=NOT_JOINED),
        Held(models.Answer, (), remains=NOT_JOINED),
        Held(
            models.OfferOfHelp,
            ("email",),
            erase_offers,
            _("Lo que una institución aceptó queda, sin correo."),
        ),
    ),
    without_personal_data=(models.Choice, models.Question, models.Result, models.Survey),
    pages=(RowPages("survey", of=models.Survey),),
    acts={
        "announce_survey": Act(_("Se abrió una consulta"), why=_("Puedes responder."), opens=True),
        "report_survey": Act(_("Se publicaron los resultados de la consulta"), opens=True),
        "take_up_offer": Act(_("Se aceptó un ofrecimiento de ayuda")),
        "decline_offer": Act(_("Se declinó un ofrecimiento de ayuda")),
        "finish_offer": Act(_("Se cumplió un ofrecimiento de ayuda")),
    },
    found=(
        Findable(
            "encuestas",
            _("Encuestas y consultas previas"),
            page("survey"),
            models.Survey,
            words=(
                "introduction",
                joined(models.Question.objects.filter(survey=OuterRef("pk")), "text"),
            ),
            year="opens_at__year",
            of="plan__title",
            changed_by={"commitments.plan": "plan"},
        ),
    ),
)
