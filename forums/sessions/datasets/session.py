"""Sessions, their programmes and papers, and who came, as published data."""

from django.utils.translation import gettext_lazy as _

from commitments.plans.datasets.plan import SOURCE
from forums.bodies.datasets import WITH_CITIZENS
from forums.sessions.models import (
    AgendaItem,
    Attendance,
    Paper,
    Session,
    SessionHeadcount,
)
from forums.sessions.states import (
    PUBLIC_SESSION,
    SESSION,
)
from ogp_portal.foundation.api.columns import (
    ID,
    MODIFIED,
    SLUG,
    api_address,
    choice,
    count,
    page_address,
    reference,
)
from ogp_portal.foundation.api.datasets import Child, Column, Dataset, Filter

OF_SESSION = reference("session", "sesion", _("Sesión."), "session__slug", "sessions")
BY_SESSION = (
    Filter("session", _("Sesión."), path="session__slug"),
    Filter("forum", _("Foro."), path="session__forum__slug"),
)
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
            _("asientos"),
        ),
        count("quorum_needed", "quorum", _("Asientos que hacían falta."), _("asientos")),
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
        count("minutes", "minutos", _("Tiempo previsto."), _("minutos")),
        api_address("agenda-items", "public_id"),
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
        Column(
            "scanned_at",
            "antivirus",
            _("Cuándo un antivirus no encontró nada en el archivo; vacío: no se revisó."),
            "datetime",
        ),
        api_address("session-papers", "public_id"),
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
        api_address("attendances", "public_id"),
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
        count("people", "personas", _("Personas."), _("personas")),
        api_address("session-headcounts", "public_id"),
        MODIFIED,
    ),
    filters=BY_SESSION,
)
