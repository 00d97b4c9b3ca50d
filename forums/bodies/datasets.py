"""Forums, seats and alliances as published data. Who holds a seat is nowhere in it."""

from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from commitments.plans.datasets.plan import SOURCE
from forums.bodies.models import CITIZENS, Alliance, Forum, Seat
from forums.bodies.quorum import QuorumRule, TieRule
from ogp_portal.foundation.api.columns import (
    ID,
    MODIFIED,
    SLUG,
    api_address,
    choice,
    page_address,
    reference,
)
from ogp_portal.foundation.api.datasets import Child, Column, Dataset, Filter

SECTORS = tuple(Organization.Sector.choices)
WITH_CITIZENS = (*SECTORS, (CITIZENS, _("ciudadanía")))  # of people counted without names

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
        SLUG,
        Column("name", "nombre", _("Nombre."), "string"),
        choice("kind", "clase", _("Qué clase de foro es."), Forum.Kind.choices),
        reference(
            "convener",
            "convoca",
            _("Institución que lo convoca."),
            "convener__slug",
            "organizations",
        ),
        reference("plan", "plan", _("Plan que acompaña."), "plan__slug", "plans"),
        Column("purpose", "proposito", _("Para qué existe."), "text"),
        Column("composition", "composicion", _("Cómo se compone."), "text"),
        Column("founding_act", "acto", _("Acto que lo crea."), "string"),
        Column("founded_on", "fecha_del_acto", _("Fecha del acto."), "date"),
        Column("rules", "reglas", _("Reglas de funcionamiento."), "text"),
        Column("rules_url", "reglas_url", _("Enlace a sus reglas."), "url"),
        choice("quorum", "quorum", _("Quórum."), QuorumRule.choices),
        choice("tie_rule", "empate", _("Qué pasa si hay empate."), TieRule.choices),
        Column(
            "meets_every_months",
            "cada_meses",
            _("Se reúne al menos cada tantos meses."),
            "integer",
            unit=_("meses"),
            rule="OGP, requisito 1.1",
        ),
        Column("starts_on", "desde", _("Desde."), "date"),
        Column("ends_on", "hasta", _("Hasta; ese día ya no."), "date"),
        SOURCE,
        page_address("/foros/"),
        api_address("forums"),
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
        reference("forum", "foro", _("Foro."), "forum__slug", "forums"),
        Column("label", "representa", _("A quién representa o cargo."), "string"),
        reference(
            "organization",
            "organizacion",
            _("Organización."),
            "organization__slug",
            "organizations",
        ),
        choice("sector", "sector", _("Sector por el que habla."), SECTORS),
        choice(
            "kind",
            "clase",
            _("Presidencia, integrante, suplente u observación sin voto."),
            Seat.Kind.choices,
        ),
        reference(
            "stands_in_for",
            "suplente_de",
            _("Asiento al que reemplaza."),
            "stands_in_for__public_id",
            "seats",
        ),
        Column("instrument", "acto", _("Acto que lo nombra."), "string"),
        Column("starts_on", "desde", _("Desde."), "date"),
        Column("ends_on", "hasta", _("Hasta; ese día ya no."), "date"),
        SOURCE,
        api_address("seats", "public_id"),
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
        reference(
            "organization",
            "institucion",
            _("Quién pertenece."),
            "organization__slug",
            "organizations",
        ),
        Column("name", "nombre", _("Nombre."), "string"),
        choice("kind", "clase", _("Con quién."), Alliance.Kind.choices),
        reference(
            "partner",
            "con",
            _("Organización con que se hace, si está registrada."),
            "partner__slug",
            "organizations",
        ),
        SOURCE,
        api_address("alliances", "public_id"),
        MODIFIED,
    ),
    filters=(
        Filter("organization", _("Institución."), path="organization__slug"),
        Filter("kind", _("Clase."), path="kind", choices=tuple(Alliance.Kind.values)),
    ),
)
