"""Milestones and their moved dates, as published data."""

from django.db.models import (
    BooleanField,
    Case,
    DateField,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    Q,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Now, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.plans import definitions
from commitments.plans.models import Milestone, Reopening, Reschedule
from commitments.plans.states import MILESTONE, DelayCause, MilestoneState
from ogp_portal.foundation.api.columns import (
    ID,
    MODIFIED,
    api_address,
    choice,
    page_address,
    reference,
)
from ogp_portal.foundation.api.datasets import Column, Dataset, Filter, Ordering


def _days_late(against: str) -> Case:
    """Return the days late against a date, as `punctuality.delay` does.

    Of a milestone that somebody owes to today (the database's clock, the portal's zone), of a
    complete one to its end, and 0 of any other.
    """
    until = Coalesce("completed_on", TruncDate(Now()), output_field=DateField())
    days = Func(
        until,
        F(against),
        template="(%(expressions)s)",
        arg_joiner=" - ",
        output_field=IntegerField(),
    )
    return Case(
        When(
            definitions.owed_milestones() | Q(state=MilestoneState.COMPLETE),
            then=Greatest(Value(0), days),
        ),
        default=Value(0),
        output_field=IntegerField(),
    )


def _late() -> Q:
    return definitions.late_milestones(on=timezone.localdate())


def _delayed(kind: str) -> Q:
    """Return the condition of the milestones that are late today, that were moved, or either."""
    rows = Milestone.objects.order_by()
    kept = {
        "late": rows.late(on=timezone.localdate()),
        "moved": rows.moved(),
        "late_or_moved": rows.late_or_moved(on=timezone.localdate()),
    }[kind]
    return Q(pk__in=kept.values("pk"))


COMMITMENT = reference(
    "commitment", "compromiso", _("Compromiso."), "commitment__slug", "commitments"
)
MILESTONES = Dataset(
    name="milestones",
    heading="hitos",
    title=_("Hitos"),
    sentence=_(
        "Los pasos de cada compromiso, con el primer plazo prometido, el vigente, el peso y "
        "el avance."
    ),
    rows=lambda user: Milestone.objects.allowing("view", user).with_moves(),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        COMMITMENT,
        reference("plan", "plan", _("Plan."), "commitment__plan__slug", "plans"),
        Column(
            "axis", "eje", _("Eje del compromiso en su plan."), "string", "commitment__axis__slug"
        ),
        reference(
            "commitment_responsible",
            "institucion_del_compromiso",
            _("Institución responsable del compromiso."),
            "commitment__responsible__slug",
            "organizations",
        ),
        Column("position", "orden", _("Orden en el compromiso."), "integer"),
        Column("title", "titulo", _("Qué se hace."), "string"),
        Column("deliverable", "producto", _("Producto entregable."), "text"),
        reference(
            "responsible",
            "institucion",
            _("Responsable, si es otra que la del compromiso."),
            "responsible__slug",
            "organizations",
        ),
        Column("starts_on", "inicio", _("Inicio."), "date"),
        Column("due_on", "plazo", _("Plazo vigente, inclusive."), "date"),
        Column(
            "first_due_on", "primer_plazo", _("El primer plazo prometido: nunca cambia."), "date"
        ),
        Column("completed_on", "cumplido_el", _("Cuándo se cumplió."), "date"),
        choice("state", "estado", _("En qué está."), MILESTONE.choices),
        Column("state_reason", "motivo_del_estado", _("El motivo público, si se canceló."), "text"),
        Column("progress", "avance", _("Avance informado y aprobado."), "integer", unit="%"),
        Column(
            "weight",
            "peso",
            _("Cuánto pesa en el avance del compromiso; se divide por la suma de los pesos."),
            "integer",
            rule="/como-medimos/",
        ),
        Column(
            "counts",
            "cuenta",
            _("Si cuenta en el avance: los cancelados no."),
            "boolean",
            ExpressionWrapper(definitions.counted_milestones(), output_field=BooleanField()),
            rule="/como-medimos/",
        ),
        Column(
            "is_derived",
            "es_derivado",
            _("Derivado del relato de la fuente, no de un hito publicado."),
            "boolean",
        ),
        Column(
            "days_late",
            "dias_de_atraso",
            _("Días de atraso contra el plazo vigente, hoy o cuando se cumplió."),
            "integer",
            _days_late("due_on"),
            unit="d",
            rule="/como-medimos/",
        ),
        Column(
            "days_late_against_first",
            "dias_de_atraso_contra_el_primero",
            _("Días de atraso contra el primer plazo prometido."),
            "integer",
            _days_late("first_due_on"),
            unit="d",
            rule="/como-medimos/",
        ),
        Column(
            "times_moved",
            "veces_movido",
            _("Cuántas veces se movió su fecha, sin lo que se corrigió el mismo día."),
            "integer",
            rule="/como-medimos/",
        ),
        choice(
            "cause",
            "causa",
            _("Por qué se movió la última vez: una de seis causas; vacío si nunca se movió."),
            DelayCause.choices,
            value="last_cause",
        ),
        Column(
            "cause_reason",
            "motivo_de_la_causa",
            _("El motivo público de la última vez que se movió."),
            "text",
            "last_reason",
        ),
        api_address("milestones", "public_id"),
        page_address("/compromisos/", "commitment__slug", "/#hitos"),
        MODIFIED,
    ),
    filters=(
        Filter("commitment", _("Compromiso."), path="commitment__slug"),
        Filter("plan", _("Plan."), path="commitment__plan__slug"),
        Filter(
            "responsible",
            _("Institución responsable del compromiso."),
            path="commitment__responsible__slug",
        ),
        Filter("state", _("Estado."), path="state", choices=tuple(MILESTONE.names)),
        Filter(
            "is_late",
            _("Pendiente con el plazo vigente pasado, a esta fecha."),
            "boolean",
            condition=lambda is_late: _late() if is_late else ~_late(),
        ),
        Filter(
            "delay",
            _("Atrasados hoy, con su fecha movida alguna vez, o lo uno o lo otro."),
            choices=("late", "moved", "late_or_moved"),
            condition=_delayed,
        ),
        Filter(
            "cause",
            _("Por qué se movió la última vez; «none»: su fecha nunca se movió."),
            choices=(*DelayCause.values, "none"),
            condition=lambda cause: Q(last_cause="" if cause == "none" else cause),
        ),
        Filter("axis", _("Eje del compromiso."), path="commitment__axis__slug"),
        Filter(
            "under_way",
            _("De un plan en marcha."),
            "boolean",
            condition=lambda is_so: (
                definitions.under_way("commitment__plan__")
                if is_so
                else ~definitions.under_way("commitment__plan__")
            ),
        ),
        Filter("due_on", _("Plazo vigente."), "date", path="due_on", is_range=True),
        Filter("first_due_on", _("Primer plazo."), "date", path="first_due_on", is_range=True),
        Filter(
            "completed_on", _("Fecha de cumplimiento."), "date", path="completed_on", is_range=True
        ),
        Filter("progress", _("Avance."), "integer", path="progress", is_range=True),
    ),
    orderings={"due_on": Ordering("due_on", "date")},
)

RESCHEDULES = Dataset(
    name="reschedules",
    heading="reprogramaciones",
    title=_("Fechas movidas"),
    sentence=_(
        "Cada vez que se movió el plazo de un hito: de cuándo a cuándo, por qué causa y con "
        "qué motivo. Ninguna se borra."
    ),
    rows=lambda user: Reschedule.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference(
            "milestone", "hito", _("Identificador del hito."), "milestone__public_id", "milestones"
        ),
        reference(
            "commitment",
            "compromiso",
            _("Compromiso."),
            "milestone__commitment__slug",
            "commitments",
        ),
        Column("from_on", "desde", _("Plazo que tenía."), "date"),
        Column("to_on", "hasta", _("Plazo nuevo."), "date"),
        choice("cause", "causa", _("Una de seis causas."), DelayCause.choices),
        Column("reason", "motivo", _("El motivo público."), "text"),
        Column("at", "cuando", _("Cuándo se movió."), "datetime"),
        reference(
            "corrects",
            "corrige_a",
            _("El movimiento del mismo día que este corrige; los dos son uno."),
            "corrects__public_id",
            "reschedules",
        ),
        Column(
            "is_counted",
            "cuenta",
            _("Si cuenta como fecha movida: no lo que se corrigió el mismo día."),
            "boolean",
            ExpressionWrapper(definitions.counted_moves(), output_field=BooleanField()),
        ),
        api_address("reschedules", "public_id"),
        MODIFIED,
    ),
    filters=(
        Filter("commitment", _("Compromiso."), path="milestone__commitment__slug"),
        Filter("milestone", _("Hito."), "uuid", path="milestone__public_id"),
        Filter("cause", _("Causa."), path="cause", choices=tuple(DelayCause.values)),
    ),
)

REOPENINGS = Dataset(
    name="reopenings",
    heading="cumplimientos-corregidos",
    title=_("Cumplimientos corregidos"),
    sentence=_(
        "Cada hito que figuraba cumplido y se corrigió: desde cuándo figuraba, su avance real y "
        "por qué. Ninguno se borra."
    ),
    rows=lambda user: Reopening.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference(
            "milestone", "hito", _("Identificador del hito."), "milestone__public_id", "milestones"
        ),
        reference(
            "commitment",
            "compromiso",
            _("Compromiso."),
            "milestone__commitment__slug",
            "commitments",
        ),
        Column(
            "completed_on", "figuraba_cumplido_el", _("Desde cuándo figuraba cumplido."), "date"
        ),
        Column("progress", "avance_real", _("Avance real."), "integer", unit="%"),
        Column("reason", "motivo", _("El motivo público."), "text"),
        Column("at", "cuando", _("Cuándo se corrigió."), "datetime"),
        api_address("reopenings", "public_id"),
        MODIFIED,
    ),
    filters=(
        Filter("commitment", _("Compromiso."), path="milestone__commitment__slug"),
        Filter("milestone", _("Hito."), "uuid", path="milestone__public_id"),
    ),
)
