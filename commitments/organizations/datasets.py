"""Territories and organizations, as published data.

People are in no column: memberships are not published.
"""

from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization, Territory
from ogp_portal.foundation.api import links
from ogp_portal.foundation.api.datasets import Column, Dataset, Filter, Ordering

TERRITORIES = Dataset(
    name="territories",
    heading="territorios",
    title=_("Territorios"),
    sentence=_("Regiones y comunas con su código único territorial (CUT)."),
    rows=lambda user: Territory.objects.allowing("view", user),
    columns=(
        Column("slug", "direccion", _("Identificador estable."), "string"),
        Column(
            "code",
            "codigo_cut",
            _("Código CUT: dos cifras una región, cinco una comuna."),
            "string",
        ),
        Column("name", "nombre", _("Nombre."), "string"),
        Column(
            "kind",
            "clase",
            _("Región o comuna."),
            "choice",
            choices=tuple(Territory.Kind.choices),
        ),
        Column(
            "region",
            "region",
            _("La región a la que pertenece una comuna."),
            "string",
            "region__slug",
            refers_to="territories",
        ),
        Column("url", "url", _("Dirección en la API."), "url", links.of_api("territories")),
        Column("modified_at", "modificado", _("Último cambio de la fila."), "datetime"),
    ),
    filters=(
        Filter("kind", _("Clase."), path="kind", choices=tuple(Territory.Kind.values)),
        Filter("code", _("Código CUT."), path="code"),
        Filter("region", _("Región."), path="region__slug"),
    ),
    orderings={"code": Ordering("code", "string")},
)

ORGANIZATIONS = Dataset(
    name="organizations",
    heading="instituciones",
    title=_("Instituciones y organizaciones"),
    sentence=_("Quiénes responden por los compromisos, participan en ellos o los evalúan."),
    rows=lambda user: Organization.objects.allowing("view", user),
    columns=(
        Column("slug", "direccion", _("Identificador estable."), "string"),
        Column("name", "nombre", _("Nombre completo."), "string"),
        Column("short_name", "nombre_corto", _("Nombre corto, si lo tiene."), "string"),
        Column(
            "sector",
            "sector",
            _("A quién representa, en los sectores de OGP."),
            "choice",
            choices=tuple(Organization.Sector.choices),
        ),
        Column("kind", "tipo", _("Tipo: municipalidad, gobierno regional, fundación."), "string"),
        Column(
            "territory",
            "territorio",
            _("Territorio."),
            "string",
            "territory__slug",
            refers_to="territories",
        ),
        Column("website", "sitio_web", _("Sitio web."), "url"),
        Column(
            "source",
            "fuente",
            _("Documento del que viene."),
            "string",
            "source__slug",
            refers_to="sources",
        ),
        Column("url", "url", _("Dirección en la API."), "url", links.of_api("organizations")),
        Column(
            "page",
            "pagina",
            _("Dirección de su página."),
            "url",
            links.joined("/instituciones/", "slug"),
        ),
        Column("modified_at", "modificado", _("Último cambio de la fila."), "datetime"),
    ),
    filters=(
        Filter("sector", _("Sector."), path="sector", choices=tuple(Organization.Sector.values)),
        Filter("territory", _("Territorio."), path="territory__slug"),
    ),
)
