"""What happens to the published data, as published data: each public act (what changed, when, by
which role and why), and each row that left its dataset.
"""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.api import links
from ogp_portal.foundation.api.datasets import Column, Dataset, Filter, Ordering
from ogp_portal.foundation.permissions import rights
from ogp_portal.models import JournalEntry, RemovedRow

CHANGES = Dataset(
    name="changes",
    heading="cambios",
    title=_("Registro de cambios"),
    sentence=_(
        "Cada acto público sobre los datos, con el rol que lo hizo y su motivo. Las "
        "filas no cambian ni se borran; solo pierden el nombre de lo que se retiró con sus "
        "palabras."
    ),
    rows=lambda user: rights.rows(JournalEntry, "view", user),
    key="id",
    key_path="public_id",
    columns=(
        Column("id", "identificador", _("Identificador estable."), "uuid", "public_id"),
        Column("at", "cuando", _("Cuándo."), "datetime"),
        Column("act", "acto", _("Qué se hizo, con el nombre del acto."), "string"),
        Column("subject_type", "tipo", _("Clase de lo que cambió."), "string"),
        Column(
            "subject",
            "direccion",
            _("Dirección de lo que cambió, si tiene."),
            "string",
            "subject_slug",
        ),
        Column("title", "titulo", _("Nombre de lo que cambió."), "string", "subject_title"),
        Column("plan", "plan", _("Plan."), "string", "plan_slug"),
        Column("role", "rol", _("Rol de quien lo hizo; nunca la persona."), "string", "actor_role"),
        Column("reason", "motivo", _("El motivo público."), "text"),
        Column("before", "antes", _("Lo que decía antes."), "object"),
        Column("after", "despues", _("Lo que dice después."), "object"),
        Column(
            "url",
            "url",
            _("Dirección en la API."),
            "url",
            links.of_api("changes", "public_id"),
        ),
        Column(
            "modified_at",
            "modificado",
            _("Lo mismo que «cuando»: una entrada no cambia."),
            "datetime",
            "at",
        ),
    ),
    filters=(
        Filter("act", _("Acto."), path="act"),
        Filter("subject_type", _("Clase."), path="subject_type"),
        Filter("subject", _("Dirección de lo que cambió."), path="subject_slug"),
        Filter("plan", _("Plan."), path="plan_slug"),
        Filter("at", _("Cuándo."), "datetime", path="at", is_range=True),
    ),
    orderings={"at": Ordering("at", "datetime")},
)

REMOVED = Dataset(
    name=links.REMOVED,
    heading="retirados",
    title=_("Filas retiradas"),
    sentence=_(
        "Cada fila que estuvo en un conjunto y ya no está, porque se borró, se retiró o dejó de "
        "ser pública: para que quien sigue los datos la quite también. No dice qué decía."
    ),
    rows=lambda user: rights.rows(RemovedRow, "view", user),
    key="id",
    key_path="public_id",
    columns=(
        Column("id", "identificador", _("Identificador estable."), "uuid", "public_id"),
        Column("dataset", "conjunto", _("Conjunto en que estaba."), "string"),
        Column("key", "clave", _("La clave que la nombraba en ese conjunto."), "string"),
        Column("removed_at", "cuando", _("Desde cuándo falta."), "datetime", "modified_at"),
        Column(
            "row_url",
            "url_de_la_fila",
            _("Dirección que tenía en la API."),
            "url",
            links.of_row("dataset", "key"),
        ),
        Column(
            "url", "url", _("Dirección en la API."), "url", links.of_api("removed", "public_id")
        ),
        Column(
            "modified_at",
            "modificado",
            _("Lo mismo que «cuando»: una fila de estas no cambia."),
            "datetime",
        ),
    ),
    filters=(
        Filter("dataset", _("Conjunto."), path="dataset"),
        Filter("key", _("Clave de la fila."), path="key"),
        Filter("removed_at", _("Cuándo."), "datetime", path="modified_at", is_range=True),
    ),
)
