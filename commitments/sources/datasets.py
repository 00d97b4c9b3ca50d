"""The documents that state the facts, as published data."""

from django.utils.translation import gettext_lazy as _

from commitments.sources.models import SourceDocument
from ogp_portal.foundation.api.columns import MODIFIED, api_address
from ogp_portal.foundation.api.datasets import Column, Dataset

SOURCES = Dataset(
    name="sources",
    heading="fuentes",
    title=_("Documentos fuente"),
    sentence=_(
        "Los documentos que afirman los hechos que muestra el portal; cada fila de los otros "
        "conjuntos nombra el suyo."
    ),
    rows=lambda user: SourceDocument.objects.allowing("view", user),
    columns=(
        Column("slug", "direccion", _("Identificador estable del documento."), "string"),
        Column("title", "titulo", _("Título del documento."), "string"),
        Column("issuer", "emisor", _("Quién lo emite."), "string"),
        Column("year", "ano", _("Año del documento, si lo declara."), "integer"),
        Column("link", "enlace", _("Dónde se puede leer, si está publicado."), "url", "url"),
        Column("note", "nota", _("Qué se debe saber al leerlo."), "text"),
        api_address("sources"),
        MODIFIED,
    ),
)
