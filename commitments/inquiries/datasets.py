"""Questions and objections as published data: no e-mail anywhere, no text of what is not shown."""

from django.db.models import Case, CharField, DateField, F, Value, When
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from commitments.inquiries.models import Inquiry, InquiryFile
from commitments.inquiries.states import INQUIRY, LISTED, READABLE
from commitments.plans.datasets.milestone import COMMITMENT
from commitments.plans.datasets.plan import MODIFIED
from ogp_portal.foundation.api import links
from ogp_portal.foundation.api.datasets import Child, Column, Dataset, Filter

STATES = tuple(choice for choice in INQUIRY.choices if choice[0] in LISTED)


def shown(path: str) -> Case:
    """Return a text, empty while it may not be read."""
    return Case(When(state__in=READABLE, then=F(path)), default=Value(""), output_field=CharField())


INQUIRIES = Dataset(
    name="inquiries",
    heading="preguntas-y-objeciones",
    title=_("Preguntas y objeciones"),
    sentence=_(
        "Lo que la gente pregunta de un compromiso u objeta de un hito que figura "
        "cumplido, y qué se respondió, cuándo y en qué plazo."
    ),
    rows=lambda user: Inquiry.objects.allowing("view", user).filter(state__in=LISTED),
    columns=(
        Column("slug", "direccion", _("Identificador estable."), "string"),
        COMMITMENT,
        Column("plan", "plan", _("Plan."), "string", "commitment__plan__slug", refers_to="plans"),
        Column(
            "milestone",
            "hito",
            _("Hito que se objeta; vacío en una pregunta."),
            "uuid",
            "milestone__public_id",
            refers_to="milestones",
        ),
        Column(
            "kind",
            "clase",
            _("Pregunta u objeción."),
            "choice",
            choices=tuple(Inquiry.Kind.choices),
        ),
        Column(
            "text",
            "texto",
            _("Lo que se pregunta u objeta; vacío si no se publica."),
            "text",
            shown("text"),
        ),
        Column("link", "prueba", _("Enlace a la prueba."), "string", shown("link")),
        Column("state", "estado", _("En qué está."), "choice", choices=STATES),
        Column(
            "state_reason",
            "respuesta",
            _("La respuesta, o el motivo de no publicarla."),
            "text",
        ),
        Column(
            "received_on",
            "recibida",
            _("Día en que llegó."),
            "date",
            TruncDate("received_at", output_field=DateField()),
        ),
        Column(
            "answer_due_on",
            "responder_a_mas_tardar",
            _(
                "Día en que vence el plazo para responder: diez días hábiles una "
                "pregunta, veinte una objeción."
            ),
            "date",
        ),
        Column(
            "answered_on",
            "respondida",
            _("Día en que se respondió."),
            "date",
            TruncDate("answered_at", output_field=DateField()),
        ),
        Column(
            "has_reopened",
            "reabrio_el_hito",
            _("Si el hito volvió a estar en curso."),
            "boolean",
        ),
        Column(
            "page",
            "pagina",
            _("Dirección de su página."),
            "url",
            links.joined("/preguntas/", "slug"),
        ),
        Column("url", "url", _("Dirección en la API."), "url", links.of_api("inquiries")),
        MODIFIED,
    ),
    filters=(
        Filter("commitment", _("Compromiso."), path="commitment__slug"),
        Filter("plan", _("Plan."), path="commitment__plan__slug"),
        Filter("kind", _("Clase."), path="kind", choices=tuple(Inquiry.Kind.values)),
        Filter("state", _("Estado."), path="state", choices=LISTED, is_many=True),
    ),
    children=(Child("files", "inquiry-files", "inquiry_id", _("Sus pruebas."), ("id",)),),
)
INQUIRY_FILES = Dataset(
    name="inquiry-files",
    heading="pruebas-de-objeciones",
    title=_("Pruebas de las objeciones"),
    sentence=_("Archivos que llegaron con cada objeción."),
    rows=lambda user: InquiryFile.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        Column("id", "identificador", _("Identificador estable."), "uuid", "public_id"),
        Column(
            "inquiry",
            "objecion",
            _("Objeción."),
            "string",
            "inquiry__slug",
            refers_to="inquiries",
        ),
        Column("title", "titulo", _("Título."), "string"),
        Column("media_type", "tipo", _("Tipo de archivo."), "string"),
        Column("size", "tamano", _("Tamaño."), "integer", unit="bytes"),
        Column("sha256", "sha256", _("Huella del archivo."), "string"),
        Column(
            "url",
            "url",
            _("Dirección en la API."),
            "url",
            links.of_api("inquiry-files", "public_id"),
        ),
        MODIFIED,
    ),
    filters=(Filter("inquiry", _("Objeción."), path="inquiry__slug"),),
)
