"""Publications, their versions and the channels that carry them, as published data."""

from django.db.models import Case, CharField, F, Value, When
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation import languages
from ogp_portal.foundation.api import links
from ogp_portal.foundation.api.columns import MODIFIED
from ogp_portal.foundation.api.datasets import Child, Column, Dataset, Filter
from transparency.publications.models import DisseminationChannel, Publication, PublicationVersion
from transparency.publications.states import PUBLIC_VERSION, READABLE, VERSION

STATES = tuple(choice for choice in VERSION.choices if choice[0] in PUBLIC_VERSION)


def shown(path: str) -> Case:
    """Return words of a version, empty once they were withdrawn."""
    return Case(When(state__in=READABLE, then=F(path)), default=Value(""), output_field=CharField())


PUBLICATIONS = Dataset(
    name="publications",
    heading="publicaciones",
    title=_("Publicaciones"),
    sentence=_(
        "Informes, guías, minutas e historias que las instituciones publican sin que "
        "nadie los pida."
    ),
    rows=lambda user: Publication.objects.allowing("view", user),
    columns=(
        Column("slug", "direccion", _("Identificador estable."), "string"),
        Column("kind", "clase", _("Qué es."), "choice", choices=tuple(Publication.Kind.choices)),
        Column("title", "titulo", _("Título."), "string"),
        Column(
            "organization",
            "institucion",
            _("Institución."),
            "string",
            "organization__slug",
            refers_to="organizations",
        ),
        Column("plan", "plan", _("Plan del que trata."), "string", "plan__slug", refers_to="plans"),
        Column("period", "periodo", _("Período que informa."), "string"),
        Column(
            "language",
            "idioma",
            _("Idioma."),
            "choice",
            choices=tuple(languages.choices()),
        ),
        Column(
            "page",
            "pagina",
            _("Dirección de su página."),
            "url",
            links.joined("/publicaciones/", "slug"),
        ),
        Column("url", "url", _("Dirección en la API."), "url", links.of_api("publications")),
        MODIFIED,
    ),
    filters=(
        Filter("kind", _("Clase."), path="kind", choices=tuple(Publication.Kind.values)),
        Filter("organization", _("Institución."), path="organization__slug"),
        Filter("plan", _("Plan."), path="plan__slug"),
    ),
    noted_filters=("kind",),
    children=(
        Child(
            "versions",
            "publication-versions",
            "publication_id",
            _("Sus versiones."),
            ("number",),
        ),
        Child(
            "channels",
            "dissemination-channels",
            "publication_id",
            _("Sus canales de difusión."),
            ("planned_on", "id"),
        ),
    ),
)
PUBLICATION_VERSIONS = Dataset(
    name="publication-versions",
    heading="versiones-de-publicaciones",
    title=_("Versiones de las publicaciones"),
    sentence=_("El texto de cada versión publicada; de las retiradas, solo el motivo."),
    rows=lambda user: PublicationVersion.objects.allowing("view", user).filter(
        state__in=PUBLIC_VERSION
    ),
    key="id",
    key_path="public_id",
    columns=(
        Column("id", "identificador", _("Identificador estable."), "uuid", "public_id"),
        Column(
            "publication",
            "publicacion",
            _("Publicación."),
            "string",
            "publication__slug",
            refers_to="publications",
        ),
        Column("number", "numero", _("Número de la versión."), "integer"),
        Column("summary", "resumen", _("De qué trata."), "text", shown("summary")),
        Column("body", "texto", _("El texto, en Markdown."), "text", shown("body")),
        Column("what_changed", "que_cambia", _("Qué cambia respecto de la anterior."), "string"),
        Column("state", "estado", _("En qué está."), "choice", choices=STATES),
        Column("state_reason", "motivo", _("Por qué se retiró."), "text"),
        Column("published_at", "publicada", _("Cuándo se publicó."), "datetime"),
        Column(
            "url",
            "url",
            _("Dirección en la API."),
            "url",
            links.of_api("publication-versions", "public_id"),
        ),
        MODIFIED,
    ),
    filters=(Filter("publication", _("Publicación."), path="publication__slug"),),
)
DISSEMINATION_CHANNELS = Dataset(
    name="dissemination-channels",
    heading="canales-de-difusion",
    title=_("Canales de difusión"),
    sentence=_("Por dónde se prometió difundir cada publicación, y cuándo y cómo se hizo."),
    rows=lambda user: DisseminationChannel.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        Column("id", "identificador", _("Identificador estable."), "uuid", "public_id"),
        Column(
            "publication",
            "publicacion",
            _("Publicación."),
            "string",
            "publication__slug",
            refers_to="publications",
        ),
        Column(
            "kind",
            "canal",
            _("Canal."),
            "choice",
            choices=tuple(DisseminationChannel.Kind.choices),
        ),
        Column("what", "donde", _("Dónde o a quiénes."), "string"),
        Column("planned_on", "prometido_para", _("Día para el que se prometió."), "date"),
        Column("done_on", "hecho", _("Día en que se difundió; vacío si no consta."), "date"),
        Column("note", "que_se_hizo", _("Qué se hizo."), "text"),
        Column("link", "prueba", _("Dónde se ve."), "string"),
        Column(
            "url",
            "url",
            _("Dirección en la API."),
            "url",
            links.of_api("dissemination-channels", "public_id"),
        ),
        MODIFIED,
    ),
    filters=(
        Filter("publication", _("Publicación."), path="publication__slug"),
        Filter("kind", _("Canal."), path="kind", choices=tuple(DisseminationChannel.Kind.values)),
    ),
)
