"""Calls, proposals, their lineage and the working groups as published data: no e-mail anywhere,
names only of those who asked for it.
"""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, DateField, F, OuterRef, Value, When
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from commitments.plans.access import public_commitment
from commitments.plans.datasets.plan import MODIFIED
from forums.bodies.datasets import ID, SECTORS
from forums.proposals.models import (
    Attachment,
    Call,
    GroupHeadcount,
    Lineage,
    Origin,
    Proposal,
    WorkingGroup,
)
from forums.proposals.models.proposal import SECTORS as AUTHORS
from forums.proposals.states import GROUP, LISTED, PROPOSAL, READABLE
from ogp_portal.foundation.api import links
from ogp_portal.foundation.api.datasets import Child, Column, Dataset, Filter, Ordering

STATES = tuple(choice for choice in PROPOSAL.choices if choice[0] in LISTED)


def shown(path: str) -> Case:
    """Return a text of a proposal, empty while it may not be read (not admitted)."""
    return Case(When(state__in=READABLE, then=F(path)), default=Value(""), output_field=CharField())


CALLS = Dataset(
    name="calls",
    heading="convocatorias",
    title=_("Convocatorias"),
    sentence=_("A qué se invitó a proponer, cuándo y con qué reglas."),
    rows=lambda user: Call.objects.announced().allowing("view", user),
    columns=(
        Column("slug", "direccion", _("Identificador estable."), "string"),
        Column("plan", "plan", _("Plan."), "string", "plan__slug", refers_to="plans"),
        Column("stage", "etapa", _("Etapa."), "uuid", "stage__public_id", refers_to="stages"),
        Column(
            "forum",
            "foro",
            _("Foro que selecciona."),
            "string",
            "forum__slug",
            refers_to="forums",
        ),
        Column("title", "titulo", _("Título."), "string"),
        Column("invitation", "invitacion", _("A qué se invita."), "text"),
        Column(
            "rules",
            "reglas",
            _("Reglas con que se revisa y criterios con que se elige."),
            "text",
        ),
        Column("opens_at", "abre", _("Abre."), "datetime"),
        Column("closes_at", "cierra", _("Cierra: ese instante ya no."), "datetime"),
        Column(
            "answer_days",
            "dias_para_responder",
            _("Días hábiles para responder."),
            "integer",
            unit="días hábiles",
        ),
        Column("announced_at", "anunciada", _("Cuándo se anunció."), "datetime"),
        Column(
            "page",
            "pagina",
            _("Dirección de su página."),
            "url",
            links.joined("/convocatorias/", "slug"),
        ),
        Column("url", "url", _("Dirección en la API."), "url", links.of_api("calls")),
        MODIFIED,
    ),
    filters=(Filter("plan", _("Plan."), path="plan__slug"),),
)
PROPOSALS = Dataset(
    name="proposals",
    heading="propuestas",
    title=_("Propuestas"),
    sentence=_(
        "Lo que la gente propuso y qué se decidió de cada cosa, con su motivo. De las no "
        "admitidas se publica el motivo, no el texto."
    ),
    rows=lambda user: Proposal.objects.allowing("view", user).filter(state__in=LISTED),
    columns=(
        Column("slug", "direccion", _("Identificador estable."), "string"),
        Column(
            "call",
            "convocatoria",
            _("Convocatoria."),
            "string",
            "call__slug",
            refers_to="calls",
        ),
        Column("plan", "plan", _("Plan."), "string", "call__plan__slug", refers_to="plans"),
        Column("number", "numero", _("Número en su convocatoria."), "integer"),
        Column("title", "titulo", _("Título."), "string", shown("title")),
        Column("problem", "problema", _("Qué problema resuelve."), "text", shown("problem")),
        Column("solution", "propuesta", _("Qué se propone."), "text", shown("solution")),
        Column("actors", "actores", _("Quiénes deberían participar."), "text", shown("actors")),
        Column(
            "territory",
            "comuna",
            _("Comuna; vacío: toda la región."),
            "string",
            "territory__code",
            refers_to="territories",
        ),
        Column("value", "valor", _("Valor de gobierno abierto."), "string", "value__slug"),
        Column("sector", "propone", _("Quién propone."), "choice", choices=tuple(AUTHORS)),
        Column(
            "organization_name",
            "organizacion",
            _("Organización que propone."),
            "string",
            shown("organization_name"),
        ),
        Column(
            "arrival",
            "como_llego",
            _("Cómo llegó."),
            "choice",
            choices=tuple(Proposal.Arrival.choices),
        ),
        Column(
            "gathering",
            "encuentro",
            _("En qué encuentro se escribió, si llegó en papel."),
            "string",
        ),
        Column("state", "estado", _("En qué está."), "choice", choices=STATES),
        Column("state_reason", "motivo", _("Motivo público de lo decidido."), "text"),
        Column("support_count", "apoyos", _("Cuentas que la apoyan."), "integer", unit="cuentas"),
        Column(
            "confirmed_on",
            "recibida",
            _("Día en que quedó recibida."),
            "date",
            TruncDate("confirmed_at", output_field=DateField()),
        ),
        Column(
            "answer_due_on",
            "responder_a_mas_tardar",
            _("Día en que vence el plazo para responder."),
            "date",
        ),
        Column(
            "answered_on",
            "respondida",
            _("Día en que se respondió con motivo."),
            "date",
            TruncDate("answered_at", output_field=DateField()),
        ),
        Column(
            "commitments",
            "compromisos",
            _("Compromisos en que quedó."),
            "list",
            lambda: ArraySubquery(
                Origin.objects.filter(public_commitment("commitment__"), proposal=OuterRef("pk"))
                .order_by("pk")
                .values("commitment__slug")
            ),
        ),
        Column(
            "page",
            "pagina",
            _("Dirección de su página."),
            "url",
            links.joined("/propuestas/", "slug"),
        ),
        Column("url", "url", _("Dirección en la API."), "url", links.of_api("proposals")),
        MODIFIED,
    ),
    filters=(
        Filter("call", _("Convocatoria."), path="call__slug"),
        Filter("plan", _("Plan."), path="call__plan__slug"),
        Filter("state", _("Estado."), path="state", choices=LISTED, is_many=True),
        Filter("territory", _("Comuna (código CUT)."), path="territory__code"),
        Filter("value", _("Valor."), path="value__slug"),
    ),
    orderings={"support_count": Ordering("support_count", "integer")},
    children=(
        Child("attachments", "proposal-attachments", "proposal_id", _("Sus adjuntos."), ("id",)),
    ),
)
PROPOSAL_ATTACHMENTS = Dataset(
    name="proposal-attachments",
    heading="adjuntos-de-propuestas",
    title=_("Adjuntos de las propuestas"),
    sentence=_(
        "Archivos que llegaron con cada propuesta, y la fotografía de las que se "
        "escribieron en papel."
    ),
    rows=lambda user: Attachment.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        Column(
            "proposal",
            "propuesta",
            _("Propuesta."),
            "string",
            "proposal__slug",
            refers_to="proposals",
        ),
        Column("title", "titulo", _("Título."), "string"),
        Column("media_type", "tipo", _("Tipo de archivo."), "string"),
        Column("size", "tamano", _("Tamaño."), "integer", unit="bytes"),
        Column("sha256", "sha256", _("Huella del archivo."), "string"),
        Column(
            "url",
            "url",
            _("Dirección en la API."),
            "url",
            links.of_api("proposal-attachments", "public_id"),
        ),
        MODIFIED,
    ),
    filters=(Filter("proposal", _("Propuesta."), path="proposal__slug"),),
)
PROPOSAL_LINEAGE = Dataset(
    name="proposal-lineage",
    heading="trazabilidad-de-propuestas",
    title=_("Trazabilidad entre propuestas"),
    sentence=_("Qué propuesta se unió a cuál y en cuáles se dividió, en los dos sentidos."),
    rows=lambda user: Lineage.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        Column("parent", "de", _("De."), "string", "parent__slug", refers_to="proposals"),
        Column("child", "a", _("A."), "string", "child__slug", refers_to="proposals"),
        Column(
            "kind",
            "clase",
            _("Unión o división."),
            "choice",
            choices=tuple(Lineage.Kind.choices),
        ),
        Column(
            "url",
            "url",
            _("Dirección en la API."),
            "url",
            links.of_api("proposal-lineage", "public_id"),
        ),
        MODIFIED,
    ),
    filters=(Filter("call", _("Convocatoria."), path="parent__call__slug"),),
)
COMMITMENT_ORIGINS = Dataset(
    name="commitment-origins",
    heading="origen-de-compromisos",
    title=_("De qué propuestas viene cada compromiso"),
    sentence=_("Las propuestas que quedaron en cada compromiso."),
    rows=lambda user: Origin.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        Column(
            "proposal",
            "propuesta",
            _("Propuesta."),
            "string",
            "proposal__slug",
            refers_to="proposals",
        ),
        Column(
            "commitment",
            "compromiso",
            _("Compromiso."),
            "string",
            "commitment__slug",
            refers_to="commitments",
        ),
        Column(
            "url",
            "url",
            _("Dirección en la API."),
            "url",
            links.of_api("commitment-origins", "public_id"),
        ),
        MODIFIED,
    ),
    filters=(
        Filter("commitment", _("Compromiso."), path="commitment__slug"),
        Filter("proposal", _("Propuesta."), path="proposal__slug"),
    ),
)
WORKING_GROUPS = Dataset(
    name="working-groups",
    heading="mesas-de-trabajo",
    title=_("Mesas de trabajo"),
    sentence=_("Dónde se trabajaron las propuestas y qué resultó."),
    rows=lambda user: WorkingGroup.objects.allowing("view", user),
    columns=(
        Column("slug", "direccion", _("Identificador estable."), "string"),
        Column(
            "call",
            "convocatoria",
            _("Convocatoria."),
            "string",
            "call__slug",
            refers_to="calls",
        ),
        Column("title", "titulo", _("Tema."), "string"),
        Column("held_on", "fecha", _("Fecha."), "date"),
        Column("place", "lugar", _("Lugar."), "string"),
        Column("results", "resultados", _("Qué resultó."), "text"),
        Column("state", "estado", _("En qué está."), "choice", choices=tuple(GROUP.choices)),
        Column(
            "proposals",
            "propuestas",
            _("Propuestas que trabaja."),
            "list",
            lambda: ArraySubquery(
                Proposal.objects.filter(groups=OuterRef("pk"), state__in=READABLE)
                .order_by("number")
                .values("slug")
            ),
        ),
        Column(
            "page",
            "pagina",
            _("Dirección de su página."),
            "url",
            links.joined("/mesas/", "slug"),
        ),
        Column("url", "url", _("Dirección en la API."), "url", links.of_api("working-groups")),
        MODIFIED,
    ),
    filters=(
        Filter("call", _("Convocatoria."), path="call__slug"),
        Filter("state", _("Estado."), path="state", choices=tuple(GROUP.names)),
    ),
)
WORKING_GROUP_ATTENDANCE = Dataset(
    name="working-group-attendance",
    heading="asistencia-a-mesas",
    title=_("Asistencia a las mesas de trabajo"),
    sentence=_(
        "Cuántas personas asistieron, por sector, organización y territorio; nunca quiénes."
    ),
    rows=lambda user: GroupHeadcount.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        Column(
            "group",
            "mesa",
            _("Mesa de trabajo."),
            "string",
            "group__slug",
            refers_to="working-groups",
        ),
        Column(
            "sector",
            "sector",
            _("Sector."),
            "choice",
            choices=(*SECTORS, ("citizens", _("ciudadanía"))),
        ),
        Column(
            "organization_name",
            "organizacion",
            _("Organización por la que vinieron."),
            "string",
        ),
        Column(
            "territory",
            "territorio",
            _("Territorio."),
            "string",
            "territory__code",
            refers_to="territories",
        ),
        Column("people", "personas", _("Personas."), "integer", unit="personas"),
        Column(
            "url",
            "url",
            _("Dirección en la API."),
            "url",
            links.of_api("working-group-attendance", "public_id"),
        ),
        MODIFIED,
    ),
    filters=(Filter("group", _("Mesa de trabajo."), path="group__slug"),),
)
