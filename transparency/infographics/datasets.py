"""The editions of the infographics as published data."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.api import links
from ogp_portal.foundation.api.columns import MODIFIED
from ogp_portal.foundation.api.datasets import Column, Dataset, Filter
from transparency.infographics.models import Infographic

INFOGRAPHICS = Dataset(
    name="infographics",
    heading="infografias",
    title=_("Infografías ciudadanas"),
    sentence=_(
        "Cada edición de las infografías: qué mostraba de qué, con qué datos y a qué fecha."
    ),
    rows=lambda user: Infographic.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        Column("id", "identificador", _("Identificador estable."), "uuid", "public_id"),
        Column(
            "kind", "de_que", _("De qué es."), "choice", choices=tuple(Infographic.Kind.choices)
        ),
        Column("slug", "direccion", _("Dirección de lo que muestra."), "string"),
        Column("edition", "edicion", _("Edición: cambia cuando cambian los datos."), "integer"),
        Column("layout", "estado", _("Estado que muestra."), "string"),
        Column("title", "titulo", _("Título."), "string"),
        Column("facts", "datos", _("Los datos con que se dibujó, en JSON."), "text"),
        Column("cut_off_on", "datos_al", _("Día de los datos."), "date"),
        Column("issued_at", "emitida", _("Cuándo se emitió."), "datetime"),
        Column(
            "url",
            "url",
            _("Dirección en la API."),
            "url",
            links.of_api("infographics", "public_id"),
        ),
        MODIFIED,
    ),
    filters=(
        Filter("kind", _("De qué."), path="kind", choices=tuple(Infographic.Kind.values)),
        Filter("slug", _("Dirección."), path="slug"),
    ),
)
