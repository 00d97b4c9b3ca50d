"""The calendar of co-creation, as published data."""

from django.utils.translation import gettext_lazy as _

from commitments.plans.datasets.plan import PRECISION, SOURCE
from forums.process.models import Stage, StageEvidence
from forums.process.states import STAGE
from ogp_portal.foundation.api.columns import ID, MODIFIED, api_address, choice, reference
from ogp_portal.foundation.api.datasets import Child, Column, Dataset, Filter

STAGES = Dataset(
    name="stages",
    heading="etapas",
    title=_("Etapas de cocreación"),
    sentence=_(
        "El calendario con que se hace cada plan, con las fechas que dice su fuente; lo "
        "que no dice queda vacío."
    ),
    rows=lambda user: Stage.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference("plan", "plan", _("Plan."), "plan__slug", "plans"),
        Column("position", "orden", _("Orden."), "integer"),
        Column("name", "nombre", _("Nombre."), "string"),
        Column("description", "descripcion", _("Qué se hace."), "text"),
        Column("opens_on", "desde", _("Desde."), "date"),
        Column("closes_on", "hasta", _("Hasta, inclusive."), "date"),
        PRECISION,
        Column("date_note", "nota_de_fecha", _("Lo que la fuente dice de la fecha."), "string"),
        choice("state", "estado", _("En qué está."), STAGE.choices),
        SOURCE,
        api_address("stages", "public_id"),
        MODIFIED,
    ),
    children=(
        Child(
            "evidence",
            "stage-evidence",
            "stage_id",
            _("Lo que prueba que se hizo."),
            ("happened_on", "id"),
        ),
    ),
    filters=(
        Filter("plan", _("Plan."), path="plan__slug"),
        Filter("state", _("Estado."), path="state", choices=tuple(STAGE.names)),
        Filter("opens_on", _("Desde."), "date", path="opens_on", is_range=True),
        Filter("closes_on", _("Hasta."), "date", path="closes_on", is_range=True),
    ),
)

STAGE_EVIDENCE = Dataset(
    name="stage-evidence",
    heading="pruebas-de-etapas",
    title=_("Pruebas de las etapas"),
    sentence=_("Lo que prueba que cada etapa de la cocreación se hizo."),
    rows=lambda user: StageEvidence.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference("stage", "etapa", _("Etapa."), "stage__public_id", "stages"),
        choice("kind", "clase", _("Qué muestra."), StageEvidence.Kind.choices),
        Column("title", "titulo", _("Título."), "string"),
        Column("happened_on", "fecha", _("Fecha."), "date"),
        Column("link", "enlace", _("Enlace."), "url", "url"),
        Column("media_type", "tipo", _("Tipo de archivo."), "string"),
        Column("sha256", "sha256", _("Huella del archivo."), "string"),
        Column(
            "scanned_at",
            "antivirus",
            _("Cuándo un antivirus no encontró nada en el archivo; vacío: no se revisó."),
            "datetime",
        ),
        api_address("stage-evidence", "public_id"),
        MODIFIED,
    ),
    filters=(
        Filter("plan", _("Plan."), path="stage__plan__slug"),
        Filter("stage", _("Etapa."), "uuid", path="stage__public_id"),
    ),
)
