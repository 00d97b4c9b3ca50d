"""Questions and objections as published data: no e-mail anywhere, no text of what is not shown."""

from django.db.models import Case, CharField, DateField, F, Value, When
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from commitments.inquiries.models import Inquiry, InquiryFile
from commitments.inquiries.states import INQUIRY, LISTED, READABLE
from commitments.plans.datasets.milestone import COMMITMENT
from ogp_portal.foundation.api.columns import (
    ID,
    MODIFIED,
    SLUG,
    api_address,
    choice,
    page_address,
    reference,
)
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
        "Lo que la gente pregunta de un compromiso u objeta de un hito que figura cumplido, "
        "y qué se respondió, cuándo y en qué plazo."
    ),
    rows=lambda user: Inquiry.objects.allowing("view", user).filter(state__in=LISTED),
    columns=(
        SLUG,
        COMMITMENT,
        reference("plan", "plan", _("Plan."), "commitment__plan__slug", "plans"),
        reference(
            "milestone",
            "hito",
            _("Hito que se objeta; vacío en una pregunta."),
            "milestone__public_id",
            "milestones",
        ),
        choice("kind", "clase", _("Pregunta u objeción."), Inquiry.Kind.choices),
        Column(
            "text",
            "texto",
            _("Lo que se pregunta u objeta; vacío si no se publica."),
            "text",
            shown("text"),
        ),
        Column("link", "prueba", _("Enlace a la prueba."), "string", shown("link")),
        choice("state", "estado", _("En qué está."), STATES),
        Column(
            "state_reason", "respuesta", _("La respuesta, o el motivo de no publicarla."), "text"
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
                "Día en que vence el plazo para responder: diez días hábiles una pregunta, "
                "veinte una objeción."
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
            "has_reopened", "reabrio_el_hito", _("Si el hito volvió a estar en curso."), "boolean"
        ),
        page_address("/preguntas/"),
        api_address("inquiries"),
        MODIFIED,
    ),
    filters=(
        Filter("commitment", _("Compromiso."), path="commitment__slug"),
        Filter("plan", _("Plan."), path="commitment__plan__slug"),
        Filter("kind", _("Clase."), path="kind", choices=tuple(Inquiry.Kind.values)),
        Filter("state", _("Estado."), path="state", choices=LISTED, is_many=True),
    ),
    noted_filters=("commitment", "kind", "state"),
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
        ID,
        reference("inquiry", "objecion", _("Objeción."), "inquiry__slug", "inquiries"),
        Column("title", "titulo", _("Título."), "string"),
        Column("media_type", "tipo", _("Tipo de archivo."), "string"),
        Column("size", "tamano", _("Tamaño."), "integer", unit="bytes"),
        Column("sha256", "sha256", _("Huella del archivo."), "string"),
        Column(
            "scanned_at",
            "antivirus",
            _("Cuándo un antivirus no encontró nada en el archivo; vacío: no se revisó."),
            "datetime",
        ),
        api_address("inquiry-files", "public_id"),
        MODIFIED,
    ),
    filters=(Filter("inquiry", _("Objeción."), path="inquiry__slug"),),
)
