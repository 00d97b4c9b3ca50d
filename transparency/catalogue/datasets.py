"""The journal of public acts, as published data: what changed, when, by which role and why."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.api import links
from ogp_portal.foundation.api.datasets import Column, Dataset, Filter, Ordering
from ogp_portal.foundation.permissions import rights
from ogp_portal.models import JournalEntry

CHANGES = Dataset(
    name="changes",
    heading="cambios",
    title=_("Registro de cambios"),
    sentence=_(
        "Cada acto público sobre los datos, con el rol que lo hizo y su motivo. Las "
        "filas nunca cambian ni se borran."
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
