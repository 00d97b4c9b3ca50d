"""Plans, commitments and milestones on a past day, as known at an instant: the columns that have a
day.
"""

from django.utils.translation import gettext_lazy as _

from commitments.plans import definitions
from ogp_portal.foundation.api.datasets import Column, Dataset

MEASURED = "/como-medimos/"


def _figure(name: str) -> Column:
    """Return the column of a figure of a plan, with its definition."""
    _title, sentence = definitions.MEANINGS[name]
    return Column(name, name, sentence, "integer", lambda row: row.figures[name], rule=MEASURED)


PLANS_THEN = Dataset(
    name="plans-as-of",
    heading="planes",
    title=_("Planes a una fecha"),
    sentence=_("Las cifras de cada plan un día, con lo que se sabía en un instante."),
    columns=(
        Column(
            "slug",
            "direccion",
            _("Dirección estable del plan."),
            "string",
            lambda row: row.row.slug,
        ),
        Column("title", "titulo", _("Título."), "string", lambda row: row.row.title),
        Column(
            "state", "estado", _("En qué etapa de su vida estaba."), "string", lambda row: row.state
        ),
        *(_figure(name) for name in definitions.MEANINGS if name != "milestones"),
    ),
)
COMMITMENTS_THEN = Dataset(
    name="commitments-as-of",
    heading="compromisos",
    title=_("Compromisos a una fecha"),
    sentence=_("Cómo estaba cada compromiso un día, con lo que se sabía en un instante."),
    columns=(
        Column(
            "slug",
            "direccion",
            _("Dirección estable del compromiso."),
            "string",
            lambda row: row.row.slug,
        ),
        Column("plan", "plan", _("Plan."), "string", lambda row: row.row.plan.slug),
        Column("title", "titulo", _("El nombre que tenía."), "string", lambda row: row.text.title),
        Column(
            "state", "estado", _("En qué etapa de su vida estaba."), "string", lambda row: row.state
        ),
        Column(
            "computed_progress",
            "avance_calculado",
            _("Promedio ponderado del avance de sus hitos; vacío si no tiene."),
            "integer",
            lambda row: row.measure.progress,
            "%",
            MEASURED,
        ),
        Column(
            "computed_level",
            "nivel_calculado",
            _("Nivel que da el cálculo; vacío si no tiene hitos."),
            "string",
            lambda row: row.measure.level,
            rule=MEASURED,
        ),
        Column(
            "claimed_level",
            "nivel_declarado",
            _("Nivel que declara el gobierno; vacío si no lo declara."),
            "string",
            lambda row: row.claimed_level,
        ),
        Column(
            "milestone_count",
            "hitos_que_cuentan",
            _("Hitos que cuentan: los no cancelados."),
            "integer",
            lambda row: row.measure.counted,
            rule=MEASURED,
        ),
        Column(
            "complete_count",
            "hitos_cumplidos",
            _("Hitos cumplidos."),
            "integer",
            lambda row: row.measure.complete,
        ),
        Column(
            "late_count",
            "hitos_atrasados",
            _("Hitos pendientes con el plazo vigente pasado."),
            "integer",
            lambda row: sum(part.is_late for part in row.milestones),
            rule=MEASURED,
        ),
        Column(
            "next_due_on",
            "proximo_plazo",
            _("El plazo vigente más cercano de un hito pendiente; si ya pasó, está atrasado."),
            "date",
            lambda row: row.open_due_on,
        ),
        Column(
            "times_moved",
            "veces_movido",
            _("Cuántas veces se movieron las fechas de sus hitos."),
            "integer",
            lambda row: row.times_moved,
        ),
        Column(
            "last_report_on",
            "ultimo_reporte",
            _("Último día del período del último reporte aprobado."),
            "date",
            lambda row: row.last_report_on,
        ),
    ),
)
MILESTONES_THEN = Dataset(
    name="milestones-as-of",
    heading="hitos",
    title=_("Hitos a una fecha"),
    sentence=_("Cómo estaba cada hito un día, con lo que se sabía en un instante."),
    columns=(
        Column(
            "id",
            "identificador",
            _("Identificador estable."),
            "uuid",
            lambda row: row.part.row.public_id,
        ),
        Column("commitment", "compromiso", _("Compromiso."), "string", lambda row: row.of.row.slug),
        Column("title", "titulo", _("Qué se hace."), "string", lambda row: row.part.row.title),
        Column("state", "estado", _("En qué estaba."), "string", lambda row: row.part.stood.state),
        Column(
            "progress",
            "avance",
            _("Avance informado y aprobado."),
            "integer",
            lambda row: row.part.stood.progress,
            "%",
        ),
        Column(
            "completed_on",
            "cumplido_el",
            _("Cuándo se cumplió."),
            "date",
            lambda row: row.part.stood.completed_on,
        ),
        Column(
            "due_on",
            "plazo",
            _("Plazo vigente, inclusive."),
            "date",
            lambda row: row.part.stood.due_on,
        ),
        Column(
            "first_due_on",
            "primer_plazo",
            _("El primer plazo prometido: nunca cambia."),
            "date",
            lambda row: row.part.row.first_due_on,
        ),
        Column(
            "counts",
            "cuenta",
            _("Si cuenta en el avance: los cancelados no."),
            "boolean",
            lambda row: row.part.counts,
            rule=MEASURED,
        ),
        Column(
            "days_late",
            "dias_de_atraso",
            _("Días de atraso contra el plazo vigente."),
            "integer",
            lambda row: row.part.delay.against_due,
            "d",
            MEASURED,
        ),
        Column(
            "times_moved",
            "veces_movido",
            _("Cuántas veces se movió su fecha."),
            "integer",
            lambda row: len(row.part.moves),
        ),
    ),
)
