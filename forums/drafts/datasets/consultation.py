"""Consultations and their questions as published data."""

from django.utils.translation import gettext_lazy as _

from forums.drafts.datasets.draft import DRAFT, VERSION
from forums.drafts.models import (
    Consultation,
    ConsultationQuestion,
)
from forums.drafts.states import (
    CONSULTATION,
    SHOWN,
)
from ogp_portal.foundation.api.columns import (
    ID,
    MODIFIED,
    SLUG,
    api_address,
    choice,
    count,
    page_address,
    reference,
)
from ogp_portal.foundation.api.datasets import Child, Column, Dataset, Filter

STATES = tuple(choice for choice in CONSULTATION.choices if choice[0] in SHOWN)
CONSULTATIONS = Dataset(
    name="consultations",
    heading="consultas",
    title=_("Consultas de borradores"),
    sentence=_("Sobre qué texto se consultó, cuándo, y en qué está su respuesta."),
    rows=lambda user: Consultation.objects.shown().allowing("view", user),
    columns=(
        SLUG,
        reference("plan", "plan", _("Plan."), "version__draft__plan__slug", "plans"),
        DRAFT,
        VERSION,
        Column("title", "titulo", _("Título."), "string"),
        Column("summary", "resumen", _("De qué trata, en palabras sencillas."), "text"),
        Column("rules", "reglas", _("Reglas de los comentarios."), "text"),
        Column("opens_at", "abre", _("Abre."), "datetime"),
        Column("closes_at", "cierra", _("Cierra: ese instante ya no."), "datetime"),
        count(
            "answer_days",
            "dias_para_responder",
            _("Días hábiles para responder desde el cierre."),
            _("días hábiles"),
        ),
        choice("state", "estado", _("En qué está."), STATES),
        Column("state_reason", "motivo", _("Motivo público, si se canceló."), "text"),
        count(
            "comment_count",
            "comentarios",
            _("Comentarios recibidos, con las respuestas entre participantes."),
            _("comentarios"),
        ),
        Column("answered_at", "respondida", _("Cuándo quedó respondida."), "datetime"),
        Column(
            "report_sha256",
            "informe_sha256",
            _("Huella del informe de retroalimentación."),
            "string",
            "sha256",
        ),
        page_address("/consultas/"),
        api_address("consultations"),
        MODIFIED,
    ),
    filters=(
        Filter("plan", _("Plan."), path="version__draft__plan__slug"),
        Filter("draft", _("Borrador."), path="version__draft__slug"),
        Filter("state", _("Estado."), path="state", choices=SHOWN, is_many=True),
    ),
    children=(
        Child(
            "questions",
            "consultation-questions",
            "consultation_id",
            _("Lo que se quiere saber."),
            ("position", "id"),
        ),
    ),
)
CONSULTATION_QUESTIONS = Dataset(
    name="consultation-questions",
    heading="preguntas-de-consultas",
    title=_("Preguntas de las consultas"),
    sentence=_("Lo que el gobierno quiere saber de su texto."),
    rows=lambda user: ConsultationQuestion.objects.allowing("view", user).filter(
        consultation__state__in=SHOWN
    ),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference(
            "consultation", "consulta", _("Consulta."), "consultation__slug", "consultations"
        ),
        Column("position", "orden", _("Orden."), "integer"),
        Column("text", "pregunta", _("Pregunta."), "string"),
        MODIFIED,
    ),
    filters=(Filter("consultation", _("Consulta."), path="consultation__slug"),),
)
