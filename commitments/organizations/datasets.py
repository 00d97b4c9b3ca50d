"""Territories and organizations, as published data.

People are in no column: memberships are not published.
"""

from django.db.models import Func, OuterRef
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization, OrganizationChange, Territory
from ogp_portal.foundation.api.columns import (
    MODIFIED,
    SLUG,
    api_address,
    choice,
    count,
    page_address,
    reference,
)
from ogp_portal.foundation.api.datasets import Column, Dataset, Filter, Ordering
from ogp_portal.foundation.events.search_index import joined

TERRITORIES = Dataset(
    name="territories",
    heading="territorios",
    title=_("Territorios"),
    sentence=_("Regiones y comunas con su código y su población."),
    rows=lambda user: Territory.objects.allowing("view", user),
    columns=(
        SLUG,
        Column(
            "code",
            "codigo_cut",
            _("Código de su país; en Chile, el CUT: dos cifras o cinco."),
            "string",
        ),
        Column("name", "nombre", _("Nombre."), "string"),
        choice("kind", "clase", _("Región o comuna."), Territory.Kind.choices),
        reference(
            "region",
            "region",
            _("La región a la que pertenece una comuna."),
            "region__slug",
            "territories",
        ),
        count(
            "population", "habitantes", _("Personas que viven ahí, según su fuente."), _("personas")
        ),
        reference(
            "population_source",
            "fuente_de_habitantes",
            _("De qué documento viene la población."),
            "population_source__slug",
            "sources",
        ),
        api_address("territories"),
        MODIFIED,
    ),
    filters=(
        Filter("kind", _("Clase."), path="kind", choices=tuple(Territory.Kind.values)),
        Filter("code", _("Código CUT."), path="code"),
        Filter("region", _("Región."), path="region__slug"),
    ),
    orderings={"code": Ordering("code", "string")},
)


def former_names() -> Func:
    """Return the names that an organization had, the first one first, in one text."""
    renames = OrganizationChange.objects.confirmed().filter(
        organization=OuterRef("pk"), kind=OrganizationChange.Kind.RENAME
    )
    return joined(renames.order_by("effective_on", "pk"), "former_name")


ORGANIZATIONS = Dataset(
    name="organizations",
    heading="instituciones",
    title=_("Instituciones y organizaciones"),
    sentence=_("Quiénes responden por los compromisos, participan en ellos o los evalúan."),
    rows=lambda user: Organization.objects.allowing("view", user),
    columns=(
        SLUG,
        Column("name", "nombre", _("Nombre completo."), "string"),
        Column("short_name", "nombre_corto", _("Nombre corto, si lo tiene."), "string"),
        choice(
            "sector",
            "sector",
            _("A quién representa, en los sectores de OGP."),
            Organization.Sector.choices,
        ),
        Column("kind", "tipo", _("Tipo: municipalidad, gobierno regional, fundación."), "string"),
        reference("territory", "territorio", _("Territorio."), "territory__slug", "territories"),
        Column("website", "sitio_web", _("Sitio web."), "url"),
        Column(
            "former_names",
            "nombres_anteriores",
            _("Nombres que tuvo, del primero al último, separados por « · »."),
            "string",
            former_names(),
        ),
        Column("closed_on", "ya_no_existe_desde", _("Día desde el que ya no existe."), "date"),
        reference(
            "successor",
            "la_continua",
            _("La institución que continúa lo que hacía, si se cerró."),
            "successor__slug",
            "organizations",
        ),
        reference("source", "fuente", _("Documento del que viene."), "source__slug", "sources"),
        api_address("organizations"),
        page_address("/instituciones/"),
        MODIFIED,
    ),
    filters=(
        Filter("sector", _("Sector."), path="sector", choices=tuple(Organization.Sector.values)),
        Filter("territory", _("Territorio."), path="territory__slug"),
    ),
)
