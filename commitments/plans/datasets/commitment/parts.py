"""The versions of a promise's text and the other actors involved, as published data."""

from django.utils.translation import gettext_lazy as _

from commitments.plans.datasets.commitment.columns import TEMPLATE, TEXTS
from commitments.plans.models import Actor, CommitmentVersion
from commitments.plans.models.text import PromiseText
from ogp_portal.foundation.api.columns import ID, MODIFIED, api_address, choice, reference
from ogp_portal.foundation.api.datasets import Column, Dataset, Filter

VERSIONS = Dataset(
    name="commitment-versions",
    heading="versiones-de-compromisos",
    title=_("Versiones del texto de los compromisos"),
    sentence=_(
        "El texto de cada promesa como estuvo vigente desde un momento, con la razón de cada "
        "cambio. Ninguna se borra."
    ),
    rows=lambda user: CommitmentVersion.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference("commitment", "compromiso", _("Compromiso."), "commitment__slug", "commitments"),
        Column("number", "version", _("Número de la versión."), "integer"),
        Column("at", "desde", _("Desde cuándo está vigente."), "datetime"),
        Column("reason", "motivo", _("Por qué cambió; vacío en la primera."), "text"),
        *(
            Column(
                name,
                heading,
                getattr(PromiseText._meta.get_field(name), "verbose_name", name),
                "text",
            )
            for heading, name in TEXTS.items()
        ),
        api_address("commitment-versions", "public_id"),
        MODIFIED,
    ),
    filters=(Filter("commitment", _("Compromiso."), path="commitment__slug"),),
)

ACTORS = Dataset(
    name="actors",
    heading="actores",
    title=_("Otros actores de los compromisos"),
    sentence=_(
        "Instituciones y grupos que participan en un compromiso, como los nombra su fuente."
    ),
    rows=lambda user: Actor.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference("commitment", "compromiso", _("Compromiso."), "commitment__slug", "commitments"),
        Column("name", "nombre", _("Como lo nombra la fuente."), "string"),
        choice("kind", "grupo", _("Grupo de la plantilla OGP."), Actor.Kind.choices, rule=TEMPLATE),
        reference(
            "organization",
            "institucion",
            _("Institución registrada, si lo está."),
            "organization__slug",
            "organizations",
        ),
        api_address("actors", "public_id"),
        MODIFIED,
    ),
    filters=(
        Filter("commitment", _("Compromiso."), path="commitment__slug"),
        Filter("organization", _("Institución."), path="organization__slug"),
        Filter("kind", _("Grupo."), path="kind", choices=tuple(Actor.Kind.values)),
    ),
)
