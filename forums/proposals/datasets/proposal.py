"""Proposals with what was decided of each, as published data.

No e-mail anywhere; names only of those who asked for it.
"""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, DateField, F, OuterRef, Value, When
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from commitments.plans import definitions
from forums.proposals.models import (
    Attachment,
    Origin,
    Proposal,
)
from forums.proposals.models.proposal import SECTORS as AUTHORS
from forums.proposals.states import LISTED, PROPOSAL, READABLE
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
from ogp_portal.foundation.api.datasets import Child, Column, Dataset, Filter, Ordering

STATES = tuple(choice for choice in PROPOSAL.choices if choice[0] in LISTED)


def shown(path: str) -> Case:
    """Return a text of a proposal, empty while it may not be read (not admitted)."""
    return Case(When(state__in=READABLE, then=F(path)), default=Value(""), output_field=CharField())


PROPOSALS = Dataset(
    name="proposals",
    heading="propuestas",
    title=_("Propuestas"),
    sentence=_(
        "Lo que la gente propuso y qué se decidió de cada cosa, con su motivo. De las no "
        "admitidas se publica el motivo, no el texto."
    ),
    rows=lambda user: Proposal.objects.allowing("view", user).filter(state__in=LISTED),
    columns=(
        SLUG,
        reference("call", "convocatoria", _("Convocatoria."), "call__slug", "calls"),
        reference("plan", "plan", _("Plan."), "call__plan__slug", "plans"),
        Column("number", "numero", _("Número en su convocatoria."), "integer"),
        Column("title", "titulo", _("Título."), "string", shown("title")),
        Column("problem", "problema", _("Qué problema resuelve."), "text", shown("problem")),
        Column("solution", "propuesta", _("Qué se propone."), "text", shown("solution")),
        Column("actors", "actores", _("Quiénes deberían participar."), "text", shown("actors")),
        reference(
            "territory",
            "comuna",
            _("Comuna; vacío: toda la región."),
            "territory__code",
            "territories",
        ),
        Column("value", "valor", _("Valor de gobierno abierto."), "string", "value__slug"),
        choice("sector", "propone", _("Quién propone."), AUTHORS),
        Column(
            "organization_name",
            "organizacion",
            _("Organización que propone."),
            "string",
            shown("organization_name"),
        ),
        choice("arrival", "como_llego", _("Cómo llegó."), Proposal.Arrival.choices),
        Column(
            "gathering",
            "encuentro",
            _("En qué encuentro se escribió, si llegó en papel."),
            "string",
        ),
        choice("state", "estado", _("En qué está."), STATES),
        Column("state_reason", "motivo", _("Motivo público de lo decidido."), "text"),
        count("support_count", "apoyos", _("Cuentas que la apoyan."), _("cuentas")),
        Column(
            "confirmed_on",
            "recibida",
            _("Día en que quedó recibida."),
            "date",
            TruncDate("confirmed_at", output_field=DateField()),
        ),
        Column(
            "answer_due_on",
            "responder_a_mas_tardar",
            _("Día en que vence el plazo para responder."),
            "date",
        ),
        Column(
            "answered_on",
            "respondida",
            _("Día en que se respondió con motivo."),
            "date",
            TruncDate("answered_at", output_field=DateField()),
        ),
        Column(
            "commitments",
            "compromisos",
            _("Compromisos en que quedó."),
            "list",
            lambda: ArraySubquery(
                Origin.objects.filter(definitions.public("commitment__"), proposal=OuterRef("pk"))
                .order_by("pk")
                .values("commitment__slug")
            ),
        ),
        page_address("/propuestas/"),
        api_address("proposals"),
        MODIFIED,
    ),
    filters=(
        Filter("call", _("Convocatoria."), path="call__slug"),
        Filter("plan", _("Plan."), path="call__plan__slug"),
        Filter("state", _("Estado."), path="state", choices=LISTED, is_many=True),
        Filter("territory", _("Comuna (código CUT)."), path="territory__code"),
        Filter("value", _("Valor."), path="value__slug"),
    ),
    noted_filters=("call", "state", "territory", "value"),
    orderings={"support_count": Ordering("support_count", "integer")},
    children=(
        Child("attachments", "proposal-attachments", "proposal_id", _("Sus adjuntos."), ("id",)),
    ),
)
PROPOSAL_ATTACHMENTS = Dataset(
    name="proposal-attachments",
    heading="adjuntos-de-propuestas",
    title=_("Adjuntos de las propuestas"),
    sentence=_(
        "Archivos que llegaron con cada propuesta, y la fotografía de las que se "
        "escribieron en papel."
    ),
    rows=lambda user: Attachment.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference("proposal", "propuesta", _("Propuesta."), "proposal__slug", "proposals"),
        Column("title", "titulo", _("Título."), "string"),
        Column("media_type", "tipo", _("Tipo de archivo."), "string"),
        count("size", "tamano", _("Tamaño."), "bytes"),
        Column("sha256", "sha256", _("Huella del archivo."), "string"),
        Column(
            "scanned_at",
            "antivirus",
            _("Cuándo un antivirus no encontró nada en el archivo; vacío: no se revisó."),
            "datetime",
        ),
        api_address("proposal-attachments", "public_id"),
        MODIFIED,
    ),
    filters=(Filter("proposal", _("Propuesta."), path="proposal__slug"),),
)
