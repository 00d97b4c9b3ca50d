"""Working groups and who came to them, as published data."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _

from forums.bodies.datasets import WITH_CITIZENS
from forums.proposals.models import (
    GroupHeadcount,
    Proposal,
    WorkingGroup,
)
from forums.proposals.states import GROUP, READABLE
from ogp_portal.foundation.api.columns import (
    ID,
    MODIFIED,
    SLUG,
    api_address,
    choice,
    count,
    page_address,
    reference,
)
from ogp_portal.foundation.api.datasets import Column, Dataset, Filter

WORKING_GROUPS = Dataset(
    name="working-groups",
    heading="mesas-de-trabajo",
    title=_("Mesas de trabajo"),
    sentence=_("Dónde se trabajaron las propuestas y qué resultó."),
    rows=lambda user: WorkingGroup.objects.allowing("view", user),
    columns=(
        SLUG,
        reference("call", "convocatoria", _("Convocatoria."), "call__slug", "calls"),
        Column("title", "titulo", _("Tema."), "string"),
        Column("held_on", "fecha", _("Fecha."), "date"),
        Column("place", "lugar", _("Lugar."), "string"),
        Column("results", "resultados", _("Qué resultó."), "text"),
        choice("state", "estado", _("En qué está."), GROUP.choices),
        Column(
            "proposals",
            "propuestas",
            _("Propuestas que trabaja."),
            "list",
            lambda: ArraySubquery(
                Proposal.objects.filter(groups=OuterRef("pk"), state__in=READABLE)
                .order_by("number")
                .values("slug")
            ),
        ),
        page_address("/mesas/"),
        api_address("working-groups"),
        MODIFIED,
    ),
    filters=(
        Filter("call", _("Convocatoria."), path="call__slug"),
        Filter("state", _("Estado."), path="state", choices=tuple(GROUP.names)),
    ),
)
WORKING_GROUP_ATTENDANCE = Dataset(
    name="working-group-attendance",
    heading="asistencia-a-mesas",
    title=_("Asistencia a las mesas de trabajo"),
    sentence=_(
        "Cuántas personas asistieron, por sector, organización y territorio; nunca quiénes."
    ),
    rows=lambda user: GroupHeadcount.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference("group", "mesa", _("Mesa de trabajo."), "group__slug", "working-groups"),
        choice("sector", "sector", _("Sector."), WITH_CITIZENS),
        Column(
            "organization_name", "organizacion", _("Organización por la que vinieron."), "string"
        ),
        reference("territory", "territorio", _("Territorio."), "territory__code", "territories"),
        count("people", "personas", _("Personas."), _("personas")),
        api_address("working-group-attendance", "public_id"),
        MODIFIED,
    ),
    filters=(Filter("group", _("Mesa de trabajo."), path="group__slug"),),
)
