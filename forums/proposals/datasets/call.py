"""Calls for proposals as published data."""

from django.utils.translation import gettext_lazy as _

from forums.proposals.models import (
    Call,
)
from ogp_portal.foundation.api.columns import (
    MODIFIED,
    SLUG,
    api_address,
    count,
    page_address,
    reference,
)
from ogp_portal.foundation.api.datasets import Column, Dataset, Filter

CALLS = Dataset(
    name="calls",
    heading="convocatorias",
    title=_("Convocatorias"),
    sentence=_("A qué se invitó a proponer, cuándo y con qué reglas."),
    rows=lambda user: Call.objects.announced().allowing("view", user),
    columns=(
        SLUG,
        reference("plan", "plan", _("Plan."), "plan__slug", "plans"),
        reference("stage", "etapa", _("Etapa."), "stage__public_id", "stages"),
        reference("forum", "foro", _("Foro que selecciona."), "forum__slug", "forums"),
        Column("title", "titulo", _("Título."), "string"),
        Column("invitation", "invitacion", _("A qué se invita."), "text"),
        Column(
            "rules", "reglas", _("Reglas con que se revisa y criterios con que se elige."), "text"
        ),
        Column("opens_at", "abre", _("Abre."), "datetime"),
        Column("closes_at", "cierra", _("Cierra: ese instante ya no."), "datetime"),
        count(
            "answer_days",
            "dias_para_responder",
            _("Días hábiles para responder."),
            _("días hábiles"),
        ),
        Column("announced_at", "anunciada", _("Cuándo se anunció."), "datetime"),
        page_address("/convocatorias/"),
        api_address("calls"),
        MODIFIED,
    ),
    filters=(Filter("plan", _("Plan."), path="plan__slug"),),
)
