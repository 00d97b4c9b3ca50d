"""The issued reports as published data, and the columns of the table that travels inside each."""

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat, ExtractMonth, ExtractYear
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.api import links
from ogp_portal.foundation.api.datasets import Column, Dataset, Filter
from transparency.reports.models import ComplianceReport
from transparency.reports.snapshot import is_complete, is_late


def _file(suffix: str) -> Concat:
    """Return the address of a file of an edition."""
    year, month = (
        Cast(part("snapshot__month"), CharField()) for part in (ExtractYear, ExtractMonth)
    )
    return Concat(
        links.joined("/informes/", "snapshot__plan__slug"),
        year,
        Value("-"),
        month,
        Value("/"),
        Cast(F("snapshot__edition"), CharField()),
        Value(suffix),
        output_field=CharField(),
    )


REPORTS = Dataset(
    name="reports",
    heading="informes",
    title=_("Informes mensuales de cumplimiento"),
    sentence=_(
        "Cada edición emitida: su PDF, el corte de datos del que salió y los sha256 de ambos."
    ),
    rows=lambda user: ComplianceReport.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        Column("id", "identificador", _("Identificador estable."), "uuid", "public_id"),
        Column("plan", "plan", _("Plan."), "string", "snapshot__plan__slug", refers_to="plans"),
        Column("month", "mes", _("Primer día del mes que informa."), "date", "snapshot__month"),
        Column(
            "edition",
            "edicion",
            _("Edición: una corrección es otra."),
            "integer",
            "snapshot__edition",
        ),
        Column("what_changed", "que_corrige", _("Qué corrige esta edición."), "text"),
        Column("issued_at", "emitido", _("Cuándo se emitió."), "datetime"),
        Column("pages", "paginas", _("Páginas del PDF."), "integer"),
        Column("pdf", "pdf", _("El PDF."), "url", _file(".pdf")),
        Column("pdf_sha256", "sha256_del_pdf", _("sha256 del PDF."), "string", "sha256"),
        Column(
            "snapshot",
            "corte",
            _("El corte de datos, en JSON canónico."),
            "url",
            _file(".json"),
        ),
        Column(
            "snapshot_sha256",
            "sha256_del_corte",
            _("sha256 del corte."),
            "string",
            "snapshot__sha256",
        ),
        Column(
            "url",
            "url",
            _("Dirección en la API."),
            "url",
            links.of_api("reports", "public_id"),
        ),
        Column("modified_at", "modificado", _("Último cambio de la fila."), "datetime"),
    ),
    filters=(
        Filter("plan", _("Plan."), path="snapshot__plan__slug"),
        Filter("month", _("Mes (su día 1)."), "date", path="snapshot__month", is_range=True),
    ),
)

REPORT_ROWS = Dataset(
    name="compromisos-del-mes",
    heading="compromisos-del-mes",
    title=_("Compromisos del informe mensual"),
    sentence=_("La tabla que viaja dentro de cada informe."),
    columns=(
        Column(
            "compromiso",
            "compromiso",
            _("Dirección estable del compromiso en el portal."),
            "string",
            lambda row: row["slug"],
        ),
        Column(
            "numero",
            "numero",
            _("Número del compromiso en su plan."),
            "integer",
            lambda row: row["number"],
        ),
        Column("titulo", "titulo", _("Nombre del compromiso."), "string", lambda row: row["title"]),
        Column("eje", "eje", _("Eje del plan."), "string", lambda row: row["axis"]),
        Column(
            "institucion",
            "institucion",
            _("Institución responsable."),
            "string",
            lambda row: row["responsible"],
        ),
        Column("estado", "estado", _("Estado del compromiso."), "string", lambda row: row["state"]),
        Column(
            "avance_calculado",
            "avance_calculado",
            _("Promedio ponderado de sus hitos; vacío si no tiene."),
            "integer",
            lambda row: row["computed_progress"],
            "%",
            "/como-medimos/",
        ),
        Column(
            "nivel_calculado",
            "nivel_calculado",
            _("Nivel que da el cálculo; vacío si no tiene hitos."),
            "string",
            lambda row: row["computed_level"],
            "",
            "/como-medimos/",
        ),
        Column(
            "nivel_declarado",
            "nivel_declarado",
            _("Nivel que declara el gobierno; vacío si no lo declara."),
            "string",
            lambda row: row["claimed_level"],
        ),
        Column(
            "hitos",
            "hitos",
            _("Hitos registrados."),
            "integer",
            # Snapshots before schema 3 do not say it: there every milestone counts.
            lambda row: sum(milestone.get("counts", True) for milestone in row["milestones"]),
        ),
        Column(
            "hitos_cumplidos",
            "hitos_cumplidos",
            _("Hitos cumplidos."),
            "integer",
            lambda row: sum(map(is_complete, row["milestones"])),
        ),
        Column(
            "hitos_atrasados",
            "hitos_atrasados",
            _("Hitos pendientes con el plazo vigente pasado."),
            "integer",
            lambda row: sum(map(is_late, row["milestones"])),
        ),
        Column(
            "no_informado",
            "no_informado",
            _("Debía informar el mes y no hay reporte aprobado al emitir."),
            "boolean",
            lambda row: "sí" if row["not_reported"] else "no",
        ),
        Column(
            "fuente", "fuente", _("Documento del que viene."), "string", lambda row: row["source"]
        ),
    ),
)

REPORT_MILESTONES = Dataset(
    name="hitos-del-mes",
    heading="hitos-del-mes",
    title=_("Hitos del informe mensual"),
    sentence=_("Los hitos de cada compromiso, como estaban al cierre del mes."),
    columns=(
        Column(
            "compromiso",
            "compromiso",
            _("Dirección estable del compromiso en el portal."),
            "string",
            lambda row: row["commitment"],
        ),
        Column(
            "lugar",
            "lugar",
            _("Lugar del hito en su compromiso."),
            "integer",
            lambda row: row["position"],
        ),
        Column("titulo", "titulo", _("Qué se hace."), "string", lambda row: row["title"]),
        Column("estado", "estado", _("Estado del hito."), "string", lambda row: row["state"]),
        Column(
            "avance",
            "avance",
            _("Avance informado y aprobado."),
            "integer",
            lambda row: row["progress"],
            "%",
        ),
        Column("peso", "peso", _("Peso en el avance."), "integer", lambda row: row["weight"]),
        Column("plazo", "plazo", _("Plazo vigente, inclusive."), "date", lambda row: row["due_on"]),
        Column(
            "primer_plazo",
            "primer_plazo",
            _("El primer plazo prometido: nunca cambia."),
            "date",
            lambda row: row["first_due_on"],
        ),
        Column(
            "cumplido_el",
            "cumplido_el",
            _("Cuándo se cumplió."),
            "date",
            lambda row: row["completed_on"],
        ),
        Column(
            "atrasado",
            "atrasado",
            _("Si estaba pendiente con el plazo vigente pasado."),
            "boolean",
            lambda row: "sí" if row["is_late"] else "no",
        ),
        Column(
            "dias_de_atraso",
            "dias_de_atraso",
            _("Días de atraso contra el plazo vigente."),
            "integer",
            lambda row: row["days_late"],
            "d",
            "/como-medimos/",
        ),
        Column(
            "veces_movido",
            "veces_movido",
            _("Cuántas veces se movió su fecha."),
            "integer",
            lambda row: row["times_moved"],
        ),
    ),
)
