"""The columns of the report's table, as its CSV attachment publishes them."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.datasets import Column, Dataset

REPORT_ROWS = Dataset(
    name="compromisos-del-mes",
    title=_("Compromisos del informe mensual"),
    columns=(
        Column("compromiso", _("Dirección estable del compromiso en el portal."), "string", lambda row: row["slug"]),
        Column("numero", _("Número del compromiso en su plan."), "integer", lambda row: row["number"]),
        Column("titulo", _("Nombre del compromiso."), "string", lambda row: row["title"]),
        Column("eje", _("Eje del plan."), "string", lambda row: row["axis"]),
        Column("institucion", _("Institución responsable."), "string", lambda row: row["responsible"]),
        Column("estado", _("Estado del compromiso."), "string", lambda row: row["state"]),
        Column(
            "avance_calculado",
            _("Promedio ponderado de sus hitos; vacío si no tiene."),
            "integer",
            lambda row: row["computed_progress"],
            "%",
            "/como-medimos/",
        ),
        Column(
            "nivel_calculado",
            _("Nivel que da el cálculo; vacío si no tiene hitos."),
            "string",
            lambda row: row["computed_level"],
            "",
            "/como-medimos/",
        ),
        Column("nivel_declarado", _("Nivel que declara el gobierno; vacío si no lo declara."), "string", lambda row: row["claimed_level"]),
        Column("hitos", _("Hitos registrados."), "integer", lambda row: len(row["milestones"])),
        Column("hitos_cumplidos", _("Hitos cumplidos."), "integer", lambda row: sum(m["state"] == "complete" for m in row["milestones"])),
        Column(
            "hitos_atrasados",
            _("Hitos pendientes con el plazo vigente pasado."),
            "integer",
            lambda row: sum(m["is_open"] and m["days_late"] > 0 for m in row["milestones"]),
        ),
        Column("no_informado", _("Debía informar el mes y no lo hizo."), "boolean", lambda row: "sí" if row["not_reported"] else "no"),
        Column("fuente", _("Documento del que viene."), "string", lambda row: row["source"]),
    ),
)
