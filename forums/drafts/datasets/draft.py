"""Drafts, their versions, parts and changes as published data."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, OuterRef
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from forums.drafts.models import Change, Draft, DraftVersion, Response, Section
from forums.drafts.states import ChangeKind, ResponseState
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

VERSION = Column("version", "version", _("Número de la versión."), "integer", "version__number")
DRAFT = reference("draft", "borrador", _("Borrador."), "version__draft__slug", "drafts")

DRAFTS = Dataset(
    name="drafts",
    heading="borradores",
    title=_("Borradores"),
    sentence=_("Los textos que se escriben en público, cada uno con sus versiones."),
    rows=lambda user: Draft.objects.allowing("view", user).filter(latest_number__gte=1),
    columns=(
        SLUG,
        reference("plan", "plan", _("Plan."), "plan__slug", "plans"),
        Column("title", "titulo", _("Título."), "string"),
        Column(
            "latest_number",
            "ultima_version",
            _("Número de la última versión publicada."),
            "integer",
        ),
        Column(
            "adopted",
            "version_aprobada",
            _("Número de la versión aprobada; vacío mientras no lo está."),
            "integer",
            "adopted__number",
        ),
        page_address("/borradores/"),
        api_address("drafts"),
        MODIFIED,
    ),
    filters=(Filter("plan", _("Plan."), path="plan__slug"),),
    children=(
        Child("versions", "draft-versions", "draft_id", _("Sus versiones."), ("number", "id")),
    ),
)
DRAFT_VERSIONS = Dataset(
    name="draft-versions",
    heading="versiones-de-borradores",
    title=_("Versiones de los borradores"),
    sentence=_("Cada versión publicada, que ya no cambia."),
    rows=lambda user: DraftVersion.objects.allowing("view", user).filter(number__isnull=False),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference("draft", "borrador", _("Borrador."), "draft__slug", "drafts"),
        Column("number", "version", _("Número."), "integer"),
        Column("note", "que_cambio", _("Qué cambió y por qué."), "text"),
        Column("published_at", "publicada", _("Cuándo se publicó."), "datetime"),
        MODIFIED,
    ),
    filters=(Filter("draft", _("Borrador."), path="draft__slug"),),
    children=(
        Child("sections", "draft-sections", "version_id", _("Sus partes."), ("position", "id")),
        Child("changes", "draft-changes", "version_id", _("Sus cambios."), ("number", "id")),
    ),
)
DRAFT_SECTIONS = Dataset(
    name="draft-sections",
    heading="partes-de-borradores",
    title=_("Partes de los borradores"),
    sentence=_("El texto de cada versión, parte por parte."),
    rows=lambda user: Section.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        DRAFT,
        VERSION,
        Column(
            "key", "parte", _("Parte: el campo del compromiso, o el capítulo del plan."), "string"
        ),
        Column("heading", "encabezado", _("Encabezado."), "string"),
        Column("position", "orden", _("Orden."), "integer"),
        Column("text", "texto", _("Texto, en Markdown."), "text"),
        MODIFIED,
    ),
    filters=(Filter("draft", _("Borrador."), path="version__draft__slug"),),
)
DRAFT_CHANGES = Dataset(
    name="draft-changes",
    heading="cambios-de-borradores",
    title=_("Cambios entre versiones"),
    sentence=_(
        "Cada párrafo que una versión agregó, quitó, modificó o cambió de lugar, con las "
        "respuestas que lo causaron."
    ),
    rows=lambda user: Change.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        DRAFT,
        VERSION,
        Column("number", "numero", _("Número en su versión."), "integer"),
        Column("section_key", "parte", _("Parte."), "string"),
        choice("kind", "que_paso", _("Qué pasó con el párrafo."), ChangeKind.choices),
        Column(
            "moved_from",
            "movido_desde",
            _("De un párrafo que cambió de lugar: la parte en la que estaba, si es otra."),
            "string",
        ),
        Column("before", "antes", _("Texto de antes."), "text"),
        Column("after", "despues", _("Texto de después."), "text"),
        Column(
            "responses",
            "respuestas",
            _("Respuestas fundadas que lo causaron."),
            "list",
            lambda: ArraySubquery(
                Response.objects.filter(changes=OuterRef("pk"), state=ResponseState.APPROVED)
                .order_by("pk")
                .values(value=Cast("public_id", CharField()))
            ),
        ),
        MODIFIED,
    ),
    filters=(Filter("draft", _("Borrador."), path="version__draft__slug"),),
)
