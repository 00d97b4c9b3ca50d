"""Agreements and their follow-ups, as published data."""

from django.utils.translation import gettext_lazy as _

from forums.sessions.datasets.session import BY_SESSION, OF_SESSION
from forums.sessions.models import (
    Agreement,
    FollowUp,
)
from forums.sessions.states import (
    AGREEMENT,
)
from ogp_portal.foundation.api.columns import ID, MODIFIED, api_address, choice, reference
from ogp_portal.foundation.api.datasets import Child, Column, Dataset, Filter

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
        api_address("agreements", "public_id"),
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
        api_address("agreement-follow-ups", "public_id"),
        MODIFIED,
    ),
    filters=(Filter("agreement", _("Acuerdo."), "uuid", path="agreement__public_id"),),
)
