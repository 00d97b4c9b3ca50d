"""Sessions, attendance by seat, agreements, ballots and votes as published data."""

from django.utils.translation import gettext_lazy as _

from commitments.plans.datasets.plan import MODIFIED, SOURCE
from forums.bodies.datasets import (
    ID,
    SLUG,
    WITH_CITIZENS,
    api_address,
    choice,
    count,
    page_address,
    reference,
)
from forums.bodies.quorum import TieRule
from forums.sessions.models import (
    AgendaItem,
    Agreement,
    Attendance,
    Ballot,
    BallotOption,
    FollowUp,
    Minutes,
    Observation,
    Paper,
    Session,
    SessionHeadcount,
    Vote,
)
from forums.sessions.states import (
    AGREEMENT,
    BALLOT,
    PUBLIC_SESSION,
    SESSION,
    BallotState,
    MinutesState,
)
from ogp_portal.foundation.api.datasets import Child, Column, Dataset, Filter

OF_SESSION = reference("session", "sesion", _("Sesión."), "session__slug", "sessions")
BY_SESSION = (
    Filter("session", _("Sesión."), path="session__slug"),
    Filter("forum", _("Foro."), path="session__forum__slug"),
)


def _url(dataset: str) -> Column:
    return api_address(dataset, "public_id")


SESSIONS = Dataset(
    name="sessions",
    heading="sesiones",
    title=_("Sesiones de los foros"),
    sentence=_("Para qué se convocó cada sesión, si se realizó, con qué quórum."),
    rows=lambda user: Session.objects.allowing("view", user).filter(state__in=PUBLIC_SESSION),
    columns=(
        SLUG,
        reference("forum", "foro", _("Foro."), "forum__slug", "forums"),
        reference("stage", "etapa", _("Etapa del plan."), "stage__public_id", "stages"),
        Column("number", "numero", _("Número."), "integer"),
        Column("title", "titulo", _("Título."), "string"),
        Column("purpose", "proposito", _("Para qué se convoca."), "text"),
        Column("starts_at", "comienza", _("Comienza; vacío: su fuente no lo dice."), "datetime"),
        Column("ends_at", "termina", _("Termina."), "datetime"),
        Column("date_note", "nota_de_fecha", _("Lo que la fuente dice de la fecha."), "string"),
        Column("place", "lugar", _("Lugar."), "string"),
        Column("recording_url", "grabacion", _("Grabación."), "url"),
        Column(
            "is_accountability",
            "rinde_cuentas",
            _("Rinde cuentas de la ejecución del plan."),
            "boolean",
        ),
        choice(
            "state",
            "estado",
            _("Estado."),
            tuple(choice for choice in SESSION.choices if choice[0] in PUBLIC_SESSION),
        ),
        Column("state_reason", "motivo", _("Por qué no se realizó."), "text"),
        count(
            "seats_called",
            "asientos_convocados",
            _("Asientos con voto el día de la convocatoria."),
            "asientos",
        ),
        count("quorum_needed", "quorum", _("Asientos que hacían falta."), "asientos"),
        Column("convened_at", "convocada", _("Cuándo se convocó."), "datetime"),
        Column(
            "times_changed", "veces_cambiada", _("Veces que cambió la convocatoria."), "integer"
        ),
        SOURCE,
        page_address("/sesiones/"),
        api_address("sessions"),
        MODIFIED,
    ),
    filters=(
        Filter("forum", _("Foro."), path="forum__slug"),
        Filter("plan", _("Plan."), path="forum__plan__slug"),
        Filter("state", _("Estado."), path="state", choices=PUBLIC_SESSION),
        Filter("starts_at", _("Comienza."), "datetime", path="starts_at", is_range=True),
    ),
    children=(
        Child("agenda", "agenda-items", "session_id", _("Su tabla."), ("position", "id")),
        Child("agreements", "agreements", "session_id", _("Sus acuerdos."), ("number", "id")),
    ),
)
AGENDA_ITEMS = Dataset(
    name="agenda-items",
    heading="tablas",
    title=_("Tablas de las sesiones"),
    sentence=_("Los puntos del programa de cada sesión."),
    rows=lambda user: AgendaItem.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        OF_SESSION,
        Column("position", "orden", _("Orden."), "integer"),
        Column("title", "punto", _("Punto."), "string"),
        Column("description", "descripcion", _("De qué se trata."), "text"),
        count("minutes", "minutos", _("Tiempo previsto."), "minutos"),
        _url("agenda-items"),
        MODIFIED,
    ),
    filters=BY_SESSION,
)
SESSION_PAPERS = Dataset(
    name="session-papers",
    heading="documentos-de-sesiones",
    title=_("Documentos de las sesiones"),
    sentence=_("Los documentos públicos de cada sesión, con su huella."),
    rows=lambda user: Paper.objects.allowing("view", user).filter(is_restricted=False),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        OF_SESSION,
        Column("title", "titulo", _("Título."), "string"),
        Column("media_type", "tipo", _("Tipo de archivo."), "string"),
        count("size", "tamano", _("Tamaño."), "bytes"),
        Column("sha256", "sha256", _("Huella del archivo."), "string"),
        _url("session-papers"),
        MODIFIED,
    ),
    filters=BY_SESSION,
)
ATTENDANCES = Dataset(
    name="attendances",
    heading="asistencias",
    title=_("Asistencia por asiento"),
    sentence=_("Si cada asiento estuvo en cada sesión; nunca qué persona."),
    rows=lambda user: Attendance.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        OF_SESSION,
        reference("seat", "asiento", _("Asiento."), "seat__public_id", "seats"),
        Column("represents", "representa", _("A quién representa."), "string", "seat__label"),
        choice("status", "asistencia", _("Cómo estuvo."), Attendance.Status.choices),
        _url("attendances"),
        MODIFIED,
    ),
    filters=BY_SESSION,
)
SESSION_HEADCOUNTS = Dataset(
    name="session-headcounts",
    heading="publico-de-sesiones",
    title=_("Público de las sesiones"),
    sentence=_(
        "Cuántas personas sin asiento vinieron, por sector, organización y territorio; "
        "nunca quiénes."
    ),
    rows=lambda user: SessionHeadcount.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        OF_SESSION,
        choice("sector", "sector", _("Sector."), WITH_CITIZENS),
        Column(
            "organization_name", "organizacion", _("Organización por la que vinieron."), "string"
        ),
        reference("territory", "territorio", _("Territorio."), "territory__code", "territories"),
        count("people", "personas", _("Personas."), "personas"),
        _url("session-headcounts"),
        MODIFIED,
    ),
    filters=BY_SESSION,
)
MINUTES = Dataset(
    name="minutes",
    heading="actas",
    title=_("Actas aprobadas"),
    sentence=_("El texto de cada acta aprobada y cuántos asientos dieron su conformidad."),
    rows=lambda user: Minutes.objects.allowing("view", user).filter(state=MinutesState.APPROVED),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        OF_SESSION,
        Column("text", "acta", _("Texto, en Markdown."), "text"),
        Column("edition", "version", _("Versión que se aprobó."), "integer"),
        Column("circulated_at", "circulada", _("Cuándo se envió a los asientos."), "datetime"),
        Column("approved_at", "aprobada", _("Cuándo se aprobó."), "datetime"),
        Column("sha256", "sha256", _("Huella del PDF."), "string"),
        _url("minutes"),
        MODIFIED,
    ),
    filters=BY_SESSION,
)
MINUTES_OBSERVATIONS = Dataset(
    name="minutes-observations",
    heading="observaciones-a-las-actas",
    title=_("Observaciones a las actas"),
    sentence=_(
        "Lo que cada asiento pidió cambiar y lo que se le respondió, una vez aprobada el acta."
    ),
    rows=lambda user: Observation.objects.allowing("view", user).filter(
        minutes__state=MinutesState.APPROVED
    ),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference("session", "sesion", _("Sesión."), "minutes__session__slug", "sessions"),
        Column(
            "represents", "representa", _("A quién representa el asiento."), "string", "seat__label"
        ),
        Column("edition", "version", _("Versión observada."), "integer"),
        Column("text", "observacion", _("Observación."), "text"),
        Column("is_accepted", "aceptada", _("Si se aceptó."), "boolean"),
        Column("answer", "respuesta", _("Respuesta."), "text"),
        _url("minutes-observations"),
        MODIFIED,
    ),
    filters=(Filter("session", _("Sesión."), path="minutes__session__slug"),),
)
AGREEMENTS = Dataset(
    name="agreements",
    heading="acuerdos",
    title=_("Acuerdos"),
    sentence=_(
        "Lo que cada sesión acordó, quién responde, para cuándo y qué pasó. «Vencido» se "
        "calcula con la fecha."
    ),
    rows=lambda user: Agreement.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        OF_SESSION,
        Column("number", "numero", _("Número."), "integer"),
        Column("text", "acuerdo", _("Acuerdo."), "text"),
        reference(
            "responsible",
            "responde",
            _("Institución que responde."),
            "responsible__slug",
            "organizations",
        ),
        Column("responsible_post", "cargo", _("Cargo o equipo que responde."), "string"),
        Column("due_on", "plazo", _("Plazo."), "date"),
        choice("state", "estado", _("En qué está."), AGREEMENT.choices),
        Column("state_reason", "motivo", _("Cómo consta, o por qué se descartó."), "text"),
        Column("done_on", "cumplido", _("Cuándo se cumplió."), "date"),
        _url("agreements"),
        MODIFIED,
    ),
    filters=(
        *BY_SESSION,
        Filter("state", _("Estado."), path="state", choices=tuple(AGREEMENT.names)),
        Filter("due_on", _("Plazo."), "date", path="due_on", is_range=True),
    ),
    children=(
        Child(
            "follow_ups",
            "agreement-follow-ups",
            "agreement_id",
            _("Lo que se ha informado."),
            ("told_on", "id"),
        ),
    ),
)
AGREEMENT_FOLLOW_UPS = Dataset(
    name="agreement-follow-ups",
    heading="seguimiento-de-acuerdos",
    title=_("Seguimiento de los acuerdos"),
    sentence=_("Lo que se informó de cada acuerdo mientras estuvo pendiente."),
    rows=lambda user: FollowUp.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference("agreement", "acuerdo", _("Acuerdo."), "agreement__public_id", "agreements"),
        Column("told_on", "fecha", _("Fecha."), "date"),
        Column("text", "informado", _("Qué se informó."), "text"),
        _url("agreement-follow-ups"),
        MODIFIED,
    ),
    filters=(Filter("agreement", _("Acuerdo."), "uuid", path="agreement__public_id"),),
)
BALLOTS = Dataset(
    name="ballots",
    heading="votaciones",
    title=_("Votaciones"),
    sentence=_(
        "Qué se votó, con qué quórum y qué resultó. De las secretas se publica quién "
        "votó y cuántos votos tuvo cada opción, no quién votó qué."
    ),
    rows=lambda user: Ballot.objects.allowing("view", user).filter(
        state__in=(BallotState.COUNTED, BallotState.VOID)
    ),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        OF_SESSION,
        Column("position", "orden", _("Orden."), "integer"),
        Column("question", "pregunta", _("Qué se votó."), "string"),
        Column("is_secret", "secreta", _("Si fue secreta."), "boolean"),
        choice("tie_rule", "empate", _("Qué pasa si hay empate."), TieRule.choices),
        choice(
            "state",
            "estado",
            _("Contada o sin efecto."),
            tuple(
                choice
                for choice in BALLOT.choices
                if choice[0] in {BallotState.COUNTED, BallotState.VOID}
            ),
        ),
        Column("state_reason", "motivo", _("Por qué quedó sin efecto."), "text"),
        count("seats_called", "asientos", _("Asientos con voto."), "asientos"),
        count("quorum_needed", "quorum", _("Asientos que hacían falta."), "asientos"),
        count("voters", "votaron", _("Asientos que votaron."), "asientos"),
        Column("has_quorum", "hubo_quorum", _("Si hubo quórum."), "boolean"),
        Column("is_tie", "hubo_empate", _("Si hubo empate."), "boolean"),
        Column("winner", "aprobada", _("Opción aprobada; vacío: ninguna."), "string"),
        _url("ballots"),
        MODIFIED,
    ),
    filters=BY_SESSION,
    children=(
        Child(
            "options",
            "ballot-options",
            "ballot_id",
            _("Las opciones con sus votos."),
            ("position", "id"),
        ),
    ),
)
BALLOT_OPTIONS = Dataset(
    name="ballot-options",
    heading="opciones-votadas",
    title=_("Opciones votadas"),
    sentence=_("Los votos de cada opción de las votaciones contadas."),
    rows=lambda user: BallotOption.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference("ballot", "votacion", _("Votación."), "ballot__public_id", "ballots"),
        Column("position", "orden", _("Orden."), "integer"),
        Column("label", "opcion", _("Opción."), "string"),
        Column("is_abstention", "abstencion", _("Si es abstención."), "boolean"),
        count("votes", "votos", _("Votos."), "votos"),
        _url("ballot-options"),
        MODIFIED,
    ),
    filters=(Filter("ballot", _("Votación."), "uuid", path="ballot__public_id"),),
)
VOTES = Dataset(
    name="votes",
    heading="votos",
    title=_("Votos de las votaciones abiertas"),
    sentence=_("Qué votó cada asiento en las votaciones abiertas ya contadas."),
    rows=lambda user: Vote.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference("ballot", "votacion", _("Votación."), "ballot__public_id", "ballots"),
        reference("seat", "asiento", _("Asiento."), "seat__public_id", "seats"),
        Column("represents", "representa", _("A quién representa."), "string", "seat__label"),
        Column("option", "opcion", _("Qué votó."), "string", "option__label"),
        _url("votes"),
        MODIFIED,
    ),
    filters=(Filter("ballot", _("Votación."), "uuid", path="ballot__public_id"),),
)
