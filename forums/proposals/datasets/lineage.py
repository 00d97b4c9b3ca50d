"""Where proposals went and which commitments come from them, as published data."""

from django.utils.translation import gettext_lazy as _

from forums.proposals.models import (
    Lineage,
    Origin,
)
from ogp_portal.foundation.api.columns import ID, MODIFIED, api_address, choice, reference
from ogp_portal.foundation.api.datasets import Dataset, Filter

PROPOSAL_LINEAGE = Dataset(
    name="proposal-lineage",
    heading="trazabilidad-de-propuestas",
    title=_("Trazabilidad entre propuestas"),
    sentence=_("Qué propuesta se unió a cuál y en cuáles se dividió, en los dos sentidos."),
    rows=lambda user: Lineage.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference("parent", "de", _("De."), "parent__slug", "proposals"),
        reference("child", "a", _("A."), "child__slug", "proposals"),
        choice("kind", "clase", _("Unión o división."), Lineage.Kind.choices),
        api_address("proposal-lineage", "public_id"),
        MODIFIED,
    ),
    filters=(Filter("call", _("Convocatoria."), path="parent__call__slug"),),
)
COMMITMENT_ORIGINS = Dataset(
    name="commitment-origins",
    heading="origen-de-compromisos",
    title=_("De qué propuestas viene cada compromiso"),
    sentence=_("Las propuestas que quedaron en cada compromiso."),
    rows=lambda user: Origin.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference("proposal", "propuesta", _("Propuesta."), "proposal__slug", "proposals"),
        reference("commitment", "compromiso", _("Compromiso."), "commitment__slug", "commitments"),
        api_address("commitment-origins", "public_id"),
        MODIFIED,
    ),
    filters=(
        Filter("commitment", _("Compromiso."), path="commitment__slug"),
        Filter("proposal", _("Propuesta."), path="proposal__slug"),
    ),
)
