"""The columns of commitments as they are published, exported and imported again, each declared once."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.datasets import Column, Dataset

TEXTS = {
    "titulo": "title", "breve_descripcion": "summary", "problema": "problem", "objetivo": "objective", "descripcion": "description",
    "componentes": "components", "relevancia": "relevance", "ambicion": "ambition", "resultados_esperados": "expected_results",
    "informacion_adicional": "additional_information",
}  # fmt: skip


def _milestones(row: object) -> str:
    """Return the milestones, one a line: first the date, then the title."""
    return "\n".join(f"{milestone.due_on.isoformat()} {milestone.title}" for milestone in row.milestones.all())  # type: ignore[attr-defined]


COMMITMENTS = Dataset(
    name="compromisos",
    title=_("Compromisos de un plan"),
    columns=(
        Column("direccion", _("Dirección estable del compromiso; si va vacía se hace del título."), "string", lambda row: row.slug),
        Column("numero", _("Número del compromiso en su plan."), "integer", lambda row: row.number),
        Column("titulo", _("Nombre del compromiso. Obligatorio."), "string", lambda row: row.title),
        Column("eje", _("Dirección del eje del plan."), "string", lambda row: row.axis.slug if row.axis else ""),
        Column(
            "institucion",
            _("Dirección de la institución responsable."),
            "string",
            lambda row: row.responsible.slug if row.responsible else "",
        ),
        Column("breve_descripcion", _("Una oración, hasta 140 caracteres."), "string", lambda row: row.summary, "", "Plantilla OGP"),
        Column("problema", _("Problema o statu quo."), "string", lambda row: row.problem, "", "Plantilla OGP"),
        Column("objetivo", _("Objetivo principal."), "string", lambda row: row.objective, "", "Plantilla OGP"),
        Column("descripcion", _("Qué es el compromiso y qué implica."), "string", lambda row: row.description),
        Column("componentes", _("Actividades clave y productos entregables."), "string", lambda row: row.components),
        Column(
            "relevancia", _("Cómo fortalece los valores de gobierno abierto."), "string", lambda row: row.relevance, "", "Plantilla OGP"
        ),
        Column("ambicion", _("Resultados de política esperados."), "string", lambda row: row.ambition, "", "Plantilla OGP"),
        Column("resultados_esperados", _("Resultados esperados."), "string", lambda row: row.expected_results),
        Column("informacion_adicional", _("Información adicional."), "string", lambda row: row.additional_information, "", "Plantilla OGP"),
        Column("inicio", _("Inicio, como 2026-01-31."), "date", lambda row: row.starts_on.isoformat() if row.starts_on else ""),
        Column("termino", _("Término, como 2026-12-31."), "date", lambda row: row.ends_on.isoformat() if row.ends_on else ""),
        Column("presupuesto", _("Presupuesto en pesos chilenos, entero."), "integer", lambda row: row.budget_clp, "CLP"),
        Column("hitos", _("Un hito por línea: su plazo y su título, como «2026-06-30 Primer borrador»."), "string", _milestones),
    ),
)
