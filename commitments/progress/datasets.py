"""Progress updates, what they claim of each milestone, and evidence, as published data.

Who wrote or reviewed is in no column.
"""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, F, OuterRef, When
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from commitments.plans.datasets.milestone import COMMITMENT
from commitments.plans.datasets.plan import SOURCE
from commitments.plans.models import Milestone
from commitments.plans.states import DelayCause, Level
from commitments.progress.models import Evidence, MilestoneClaim, ProgressUpdate
from commitments.progress.states import PUBLIC_UPDATE, UPDATE
from ogp_portal.foundation.api import links
from ogp_portal.foundation.api.columns import ID, MODIFIED, api_address, choice, reference
from ogp_portal.foundation.api.datasets import Child, Column, Dataset, Filter, Ordering

STATES = tuple(choice for choice in UPDATE.choices if choice[0] in PUBLIC_UPDATE)

UPDATES = Dataset(
    name="progress-updates",
    heading="reportes-de-avance",
    title=_("Reportes de avance"),
    sentence=_(
        "Lo que cada institución informó por período, una vez aprobado por otra persona; los "
        "reemplazados quedan a la vista."
    ),
    rows=lambda user: ProgressUpdate.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        COMMITMENT,
        Column("period_starts_on", "periodo_desde", _("Primer día del período."), "date"),
        Column("period_ends_on", "periodo_hasta", _("Último día del período, inclusive."), "date"),
        Column("is_nil", "sin_avance", _("Declara que no hubo avance."), "boolean"),
        Column("narrative", "que_se_hizo", _("Qué se hizo."), "text"),
        choice(
            "delay_cause",
            "causa_del_atraso",
            _("Causa, si no hubo avance o hay atraso."),
            DelayCause.choices,
        ),
        choice(
            "claimed_level",
            "nivel_declarado",
            _("Cumplimiento que declara."),
            Level.choices,
            rule="OGP",
        ),
        Column("results", "resultados", _("Descripción de los resultados."), "text", rule="OGP"),
        Column("next_steps", "proximos_pasos", _("Próximos pasos."), "text", rule="OGP"),
        Column(
            "challenges", "desafios", _("Lo que queda por lograr y desafíos."), "text", rule="OGP"
        ),
        Column("source_note", "en_que_se_basa", _("En qué se basa."), "string"),
        SOURCE,
        choice(
            "state",
            "estado",
            _("Aprobado, o reemplazado por uno posterior del mismo período."),
            STATES,
        ),
        Column("approved_at", "aprobado", _("Cuándo se aprobó."), "datetime"),
        api_address("progress-updates", "public_id"),
        MODIFIED,
    ),
    children=(
        Child(
            "claims",
            "milestone-claims",
            "update_of_id",
            _("Lo que dice de cada hito."),
            ("milestone",),
            ("id", "milestone", "progress", "completed_on"),
        ),
    ),
    filters=(
        Filter("commitment", _("Compromiso."), path="commitment__slug"),
        Filter("plan", _("Plan."), path="commitment__plan__slug"),
        Filter("state", _("Estado."), path="state", choices=PUBLIC_UPDATE),
        Filter("is_nil", _("Si declara que no hubo avance."), "boolean", path="is_nil"),
        Filter(
            "claimed_level",
            _("Cumplimiento declarado."),
            path="claimed_level",
            choices=tuple(Level.values),
        ),
        Filter(
            "period_starts_on",
            _("Primer día del período."),
            "date",
            path="period_starts_on",
            is_range=True,
        ),
        Filter(
            "period_ends_on",
            _("Último día del período."),
            "date",
            path="period_ends_on",
            is_range=True,
        ),
    ),
    orderings={"period_ends_on": Ordering("period_ends_on", "date")},
)

CLAIMS = Dataset(
    name="milestone-claims",
    heading="avances-por-hito",
    title=_("Avance declarado de cada hito"),
    sentence=_("Qué avance declaró cada reporte de cada hito: de aquí sale el avance registrado."),
    rows=lambda user: MilestoneClaim.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference(
            "progress_update",
            "reporte",
            _("Reporte de avance."),
            "update_of__public_id",
            "progress-updates",
        ),
        reference("milestone", "hito", _("Hito."), "milestone__public_id", "milestones"),
        Column("progress", "avance", _("Avance declarado."), "integer", unit="%"),
        Column("completed_on", "cumplido_el", _("Cuándo se cumplió, si declara 100."), "date"),
        api_address("milestone-claims", "public_id"),
        MODIFIED,
    ),
    filters=(
        Filter("progress_update", _("Reporte."), "uuid", path="update_of__public_id"),
        Filter("milestone", _("Hito."), "uuid", path="milestone__public_id"),
    ),
)

EVIDENCE = Dataset(
    name="evidence",
    heading="medios-de-verificacion",
    title=_("Medios de verificación"),
    sentence=_("Los archivos y enlaces que prueban lo informado, con su sha256 y su licencia."),
    rows=lambda user: Evidence.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        COMMITMENT,
        reference(
            "progress_update",
            "reporte",
            _("Reporte de avance, si viene con uno."),
            "update_of__public_id",
            "progress-updates",
        ),
        Column(
            "milestones",
            "hitos",
            _("Identificadores de los hitos que prueba; sin ellos, prueba el reporte entero."),
            "list",
            ArraySubquery(
                Milestone.objects.filter(evidence=OuterRef("pk"))
                .order_by("position", "pk")
                .values(key=Cast("public_id", CharField()))
            ),
        ),
        choice("kind", "clase", _("Archivo o enlace."), Evidence.Kind.choices),
        Column("title", "titulo", _("Título."), "string"),
        Column(
            "download",
            "descarga",
            _("Dónde se obtiene."),
            "url",
            Case(
                When(kind=Evidence.Kind.LINK, then=F("url")),
                default=Concat(
                    links.joined("/evidencia/", "commitment__slug"), F("sha256"), links.text("/")
                ),
            ),
        ),
        Column("media_type", "tipo", _("Tipo del archivo, por su contenido."), "string"),
        Column("size", "tamano", _("Tamaño del archivo."), "integer", unit="B"),
        Column(
            "sha256", "sha256", _("sha256 del archivo, para comprobar que no cambió."), "string"
        ),
        Column(
            "scanned_at",
            "antivirus",
            _("Cuándo un antivirus no encontró nada en el archivo; vacío: no se revisó."),
            "datetime",
        ),
        Column("licence", "licencia", _("Licencia."), "string"),
        Column("dated_on", "fecha", _("Fecha del documento."), "date"),
        Column("added_at", "agregado", _("Cuándo se agregó."), "datetime"),
        api_address("evidence", "public_id"),
        MODIFIED,
    ),
    filters=(
        Filter("commitment", _("Compromiso."), path="commitment__slug"),
        Filter("milestone", _("Hito."), "uuid", path="milestones__public_id", is_many=True),
        Filter("progress_update", _("Reporte."), "uuid", path="update_of__public_id"),
        Filter("kind", _("Clase."), path="kind", choices=tuple(Evidence.Kind.values)),
        Filter("sha256", _("sha256."), path="sha256"),
    ),
)
