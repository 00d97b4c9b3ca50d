"""What questions and objections give to the whole portal."""

from celery.schedules import crontab
from django.db.models import Case, Q, Value, When
from django.db.models.expressions import Combinable
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.inquiries import access, datasets, emails, tasks, workflow
from commitments.inquiries.models import Inquiry, InquiryFile
from commitments.inquiries.states import READABLE
from commitments.plans.access import TEAM_ALONE
from commitments.plans.models import Commitment
from ogp_portal.administration.workflow import forget_closed_accounts
from ogp_portal.foundation.events.journal import Act
from ogp_portal.foundation.events.search_index import Findable, text_of
from ogp_portal.foundation.events.topics import page
from ogp_portal.foundation.personal_data import WITH_ITS_ACCOUNT, Held, Personal, Stands
from ogp_portal.foundation.subjects import MenuEntry, Page, RowPages, Scheduled, Subject

A_YEAR = _("Un año desde que llegó, ya respondida.")
WHILE_IT_EXISTS = _("Mientras exista la pregunta.")
NOBODY = _("Nadie.")
FOUR_EYES = Personal(
    _("Que nadie apruebe su propia respuesta."),
    WITH_ITS_ACCOUNT,
    TEAM_ALONE,
    kept_by=(forget_closed_accounts,),
)


def titled() -> Combinable:
    """Return what an inquiry is and about which commitment: its own text is no title."""
    question, challenge = Value(gettext("Pregunta")), Value(gettext("Objeción"))
    kind = Case(When(kind=Inquiry.Kind.QUESTION, then=question), default=challenge)
    return text_of(kind, Value(": "), "commitment__title")


SUBJECT = Subject(
    position=60,
    access=access,
    hand_overs=emails.HAND_OVERS,
    datasets=(datasets.INQUIRIES, datasets.INQUIRY_FILES),
    machines=(Inquiry,),
    calendar=(Scheduled("keep-inquiries", tasks.keep_inquiries, crontab(hour="3", minute="40")),),
    personal={
        Inquiry: {
            "email": Personal(
                _("Avisar la respuesta a quien preguntó u objetó, si lo pidió."),
                A_YEAR,
                NOBODY,
                kept_by=(workflow.forget,),
            ),
            "email_confirmed_at": Personal(
                _("Escribir solo a un correo que su dueño confirmó."),
                A_YEAR,
                NOBODY,
                kept_by=(workflow.forget,),
            ),
            "tracking_digest": Personal(
                _("Que solo quien la hizo la siga o la retire: es un resumen con clave."),
                WHILE_IT_EXISTS,
                NOBODY,
                kept_by=Stands("commitments.inquiry"),
            ),
            "confirmation_digest": Personal(
                _("Que solo quien recibe el correo confirme: es un resumen con clave."),
                WHILE_IT_EXISTS,
                NOBODY,
                kept_by=Stands("commitments.inquiry"),
            ),
            "prepared_by": FOUR_EYES,
            "approved_by": FOUR_EYES,
        },
    },
    erasing=(
        Held(
            Inquiry,
            ("email",),
            workflow.erase_inquiries,
            _(
                "Lo que se preguntó u objetó y ya se respondió en público queda con su respuesta, "
                "sin correo; lo demás se retira."
            ),
        ),
    ),
    without_personal_data=(InquiryFile,),
    pages=(
        Page("inquiry_list", (MenuEntry(_("Preguntas y objeciones"), 40, at="foot"),)),
        RowPages("inquiry", of=Inquiry),
    ),
    unlisted=("/preguntas/seguimiento/", "/preguntas/confirmar/"),
    acts={
        "publish_inquiry": Act(_("Se publicó una pregunta u objeción")),
        "refuse_inquiry": Act(_("No se publicó una pregunta u objeción")),
        "withdraw_inquiry": Act(_("Quien la hizo retiró una pregunta u objeción")),
        "move_inquiry_deadline": Act(
            _("Cambió el plazo para responder: se volvieron a contar los días hábiles")
        ),
        "answer": Act(_("Se respondió una pregunta")),
        "uphold": Act(
            _("Se acogió una objeción"), why=_("Alguien tenía razón: lo dicho se corrige.")
        ),
        "uphold_in_part": Act(_("Se acogió en parte una objeción")),
        "dismiss": Act(_("No se acogió una objeción")),
    },
    belonging={
        Commitment: lambda commitments: Inquiry.objects.filter(commitment__in=commitments),
    },
    found=(
        Findable(
            "preguntas",
            _("Preguntas y objeciones"),
            page("inquiry"),
            Inquiry,
            within=Q(state__in=READABLE),
            title=titled,
            words=("text", "state_reason"),
            year="received_at__year",
            places=(
                "commitment__responsible__territory__slug",
                "commitment__responsible__territory__region__slug",
            ),
            of="commitment__plan__title",
            changed_by={"commitments.commitment": "commitment"},
        ),
    ),
)
