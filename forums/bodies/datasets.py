"""Forums, seats and alliances as published data. Who holds a seat is nowhere in it."""

from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from commitments.plans.datasets.plan import MODIFIED, SOURCE
from forums.bodies.models import Alliance, Forum, Seat
from forums.bodies.quorum import QUORUMS, TIES
from ogp_portal.foundation.api import links
from ogp_portal.foundation.api.datasets import Child, Column, Dataset, Filter

SECTORS = tuple(Organization.Sector.choices)
ID = Column("id", "identificador", _("Identificador estable."), "uuid", "public_id")

FORUMS = Dataset(
    name="forums",
    heading="foros",
    title=_("Foros"),
    sentence=_(
        "Los cuerpos que deliberan o deciden con la ciudadanía: su acto, sus reglas y "
        "quién los convoca."
    ),
    rows=lambda user: Forum.objects.allowing("view", user),
    columns=(
        Column("slug", "direccion", _("Identificador estable."), "string"),
        Column("name", "nombre", _("Nombre."), "string"),
        Column(
            "kind",
            "clase",
            _("Qué clase de foro es."),
            "choice",
            choices=tuple(Forum.Kind.choices),
        ),
        Column(
            "convener",
            "convoca",
            _("Institución que lo convoca."),
            "string",
            "convener__slug",
            refers_to="organizations",
        ),
        Column("plan", "plan", _("Plan que acompaña."), "string", "plan__slug", refers_to="plans"),
        Column("purpose", "proposito", _("Para qué existe."), "text"),
        Column("composition", "composicion", _("Cómo se compone."), "text"),
        Column("founding_act", "acto", _("Acto que lo crea."), "string"),
        Column("founded_on", "fecha_del_acto", _("Fecha del acto."), "date"),
        Column("rules", "reglas", _("Reglas de funcionamiento."), "text"),
        Column("rules_url", "reglas_url", _("Enlace a sus reglas."), "url"),
        Column("quorum", "quorum", _("Quórum."), "choice", choices=tuple(QUORUMS)),
        Column("tie_rule", "empate", _("Qué pasa si hay empate."), "choice", choices=tuple(TIES)),
        Column(
            "meets_every_months",
            "cada_meses",
            _("Se reúne al menos cada tantos meses."),
            "integer",
            unit="meses",
            rule="OGP, requisito 1.1",
        ),
        Column("starts_on", "desde", _("Desde."), "date"),
        Column("ends_on", "hasta", _("Hasta; ese día ya no."), "date"),
        SOURCE,
        Column(
            "page",
            "pagina",
            _("Dirección de su página."),
            "url",
            links.joined("/foros/", "slug"),
        ),
        Column("url", "url", _("Dirección en la API."), "url", links.of_api("forums")),
        MODIFIED,
    ),
    filters=(
        Filter("kind", _("Clase."), path="kind", choices=tuple(Forum.Kind.values), is_many=True),
        Filter("plan", _("Plan."), path="plan__slug"),
        Filter("convener", _("Institución que convoca."), path="convener__slug"),
    ),
    children=(Child("seats", "seats", "forum_id", _("Sus asientos."), ("kind", "label", "id")),),
)
SEATS = Dataset(
    name="seats",
    heading="asientos",
    title=_("Asientos de los foros"),
    sentence=_(
        "Por quién habla cada asiento, de qué sector y entre qué fechas; nunca qué "
        "persona lo ocupa."
    ),
    rows=lambda user: Seat.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        Column("forum", "foro", _("Foro."), "string", "forum__slug", refers_to="forums"),
        Column("label", "representa", _("A quién representa o cargo."), "string"),
        Column(
            "organization",
            "organizacion",
            _("Organización."),
            "string",
            "organization__slug",
            refers_to="organizations",
        ),
        Column("sector", "sector", _("Sector por el que habla."), "choice", choices=SECTORS),
        Column(
            "kind",
            "clase",
            _("Presidencia, integrante, suplente u observación sin voto."),
            "choice",
            choices=tuple(Seat.Kind.choices),
        ),
        Column(
            "stands_in_for",
            "suplente_de",
            _("Asiento al que reemplaza."),
            "uuid",
            "stands_in_for__public_id",
            refers_to="seats",
        ),
        Column("instrument", "acto", _("Acto que lo nombra."), "string"),
        Column("starts_on", "desde", _("Desde."), "date"),
        Column("ends_on", "hasta", _("Hasta; ese día ya no."), "date"),
        SOURCE,
        Column(
            "url",
            "url",
            _("Dirección en la API."),
            "url",
            links.of_api("seats", "public_id"),
        ),
        MODIFIED,
    ),
    filters=(
        Filter("forum", _("Foro."), path="forum__slug"),
        Filter("sector", _("Sector."), path="sector", choices=tuple(Organization.Sector.values)),
        Filter("kind", _("Clase."), path="kind", choices=tuple(Seat.Kind.values)),
    ),
)
ALLIANCES = Dataset(
    name="alliances",
    heading="alianzas",
    title=_("Alianzas"),
    sentence=_(
        "Alianzas y redes a las que pertenece cada institución: no son foros y nadie "
        "vota en ellas aquí."
    ),
    rows=lambda user: Alliance.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        Column(
            "organization",
            "institucion",
            _("Quién pertenece."),
            "string",
            "organization__slug",
            refers_to="organizations",
        ),
        Column("name", "nombre", _("Nombre."), "string"),
        Column("kind", "clase", _("Con quién."), "choice", choices=tuple(Alliance.Kind.choices)),
        Column(
            "partner",
            "con",
            _("Organización con que se hace, si está registrada."),
            "string",
            "partner__slug",
            refers_to="organizations",
        ),
        SOURCE,
        Column(
            "url",
            "url",
            _("Dirección en la API."),
            "url",
            links.of_api("alliances", "public_id"),
        ),
        MODIFIED,
    ),
    filters=(
        Filter("organization", _("Institución."), path="organization__slug"),
        Filter("kind", _("Clase."), path="kind", choices=tuple(Alliance.Kind.values)),
    ),
)
