"""Plans, their axes and the totals that sources state about them, as published data."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _

from commitments.plans.models import Axis, Plan, PlanMember, PublishedTotal
from commitments.plans.states import PLAN, PUBLIC_PLAN, Precision
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

SOURCE = reference("source", "fuente", _("Documento del que viene."), "source__slug", "sources")
PRECISION = choice(
    "precision", "precision", _("Con qué exactitud dice la fuente las fechas."), Precision.choices
)


def members(*parts: str) -> ArraySubquery:
    """Return the slugs of the organizations that have one of `parts` in a plan."""
    return ArraySubquery(
        PlanMember.objects.filter(plan=OuterRef("pk"), part__in=parts)
        .order_by("part", "pk")
        .values("organization__slug")
    )


PLANS = Dataset(
    name="plans",
    heading="planes",
    title=_("Planes"),
    sentence=_(
        "Los planes de acción y programas de gobierno que se siguen en el portal, con su "
        "período y su consorcio."
    ),
    rows=lambda user: Plan.objects.allowing("view", user),
    columns=(
        SLUG,
        Column("title", "titulo", _("Título."), "string"),
        choice("kind", "clase", _("De dónde viene el plan."), Plan.Kind.choices),
        Column("ordinal", "numero_de_orden", _("Número de orden, si lo tiene."), "integer"),
        Column("summary", "resumen", _("En pocas palabras."), "text"),
        Column("starts_on", "inicio", _("Inicio del período."), "date"),
        Column("ends_on", "termino", _("Término del período, inclusive."), "date"),
        PRECISION,
        choice("state", "estado", _("En qué etapa de su vida está."), PLAN.choices),
        Column(
            "state_reason",
            "motivo_del_estado",
            _("El motivo público, si el estado es negativo."),
            "text",
        ),
        Column(
            "is_historical",
            "es_historico",
            _("Se muestra como fue publicado: no se le exige lo que hoy se exige."),
            "boolean",
        ),
        Column(
            "lead",
            "encabeza",
            _("Institución que encabeza el consorcio."),
            "list",
            members(PlanMember.Part.LEAD),
        ),
        Column(
            "members",
            "integran",
            _("Las demás instituciones del consorcio."),
            "list",
            members(PlanMember.Part.MEMBER),
        ),
        Column(
            "monitors",
            "monitorean",
            _("Organizaciones que lo monitorean desde fuera."),
            "list",
            members(PlanMember.Part.MONITOR),
        ),
        SOURCE,
        api_address("plans"),
        page_address("/planes/"),
        MODIFIED,
    ),
    children=(
        Child(
            "axes",
            "axes",
            "plan_id",
            _("Los ejes del plan."),
            ("position",),
            ("id", "slug", "name", "position"),
        ),
        Child(
            "published_totals",
            "published-totals",
            "plan_id",
            _("Los totales que afirman las fuentes."),
            ("counts", "id"),
        ),
    ),
    filters=(
        Filter("kind", _("Clase."), path="kind", choices=tuple(Plan.Kind.values)),
        Filter("state", _("Estado."), path="state", choices=tuple(PUBLIC_PLAN)),
        Filter("is_historical", _("Si es histórico."), "boolean", path="is_historical"),
        Filter(
            "organization",
            _("Institución con algún papel en el plan."),
            path="places__organization__slug",
            is_many=True,
        ),
        Filter("starts_on", _("Inicio."), "date", path="starts_on", is_range=True),
        Filter("ends_on", _("Término."), "date", path="ends_on", is_range=True),
    ),
)

AXES = Dataset(
    name="axes",
    heading="ejes",
    title=_("Ejes de los planes"),
    sentence=_("Las líneas de trabajo de cada plan."),
    rows=lambda user: Axis.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference("plan", "plan", _("Plan."), "plan__slug", "plans"),
        Column("slug", "direccion", _("Dirección del eje dentro de su plan."), "string"),
        Column("name", "nombre", _("Nombre."), "string"),
        Column("description", "descripcion", _("Descripción."), "text"),
        Column("position", "orden", _("Orden en el plan."), "integer"),
        api_address("axes", "public_id"),
        MODIFIED,
    ),
    filters=(Filter("plan", _("Plan."), path="plan__slug"),),
)

TOTALS = Dataset(
    name="published-totals",
    heading="totales-publicados",
    title=_("Totales publicados"),
    sentence=_(
        "Lo que cada fuente afirma sobre un plan o un eje, tal como lo publicó, para "
        "contrastarlo con lo registrado."
    ),
    rows=lambda user: PublishedTotal.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference("plan", "plan", _("Plan."), "plan__slug", "plans"),
        Column("axis", "eje", _("Eje, si la cifra es de uno."), "string", "axis__slug"),
        choice("counts", "que_cuenta", _("Qué contó la fuente."), PublishedTotal.Counts.choices),
        Column("value", "cifra", _("La cifra, como fue publicada."), "integer"),
        Column(
            "stated_on",
            "fecha_de_la_cifra",
            _("A qué día se refiere, si la fuente lo dice."),
            "date",
        ),
        SOURCE,
        Column("note", "nota", _("Qué se debe saber al leerla."), "text"),
        api_address("published-totals", "public_id"),
        MODIFIED,
    ),
    filters=(
        Filter("plan", _("Plan."), path="plan__slug"),
        Filter(
            "counts", _("Qué cuenta."), path="counts", choices=tuple(PublishedTotal.Counts.values)
        ),
    ),
)
