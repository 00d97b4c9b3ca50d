"""Amendments in force and what each changed, as published data. Who wrote or approved is in no
column.
"""

from django.utils.translation import gettext_lazy as _

from commitments.amendments.models import AmendedField, Amendment
from commitments.amendments.states import AmendmentState
from commitments.plans.datasets.milestone import COMMITMENT
from ogp_portal.foundation.api.columns import (
    ID,
    MODIFIED,
    api_address,
    choice,
    page_address,
    reference,
)
from ogp_portal.foundation.api.datasets import Column, Dataset, Filter, Ordering

AMENDMENTS = Dataset(
    name="amendments",
    heading="modificaciones",
    title=_("Modificaciones de compromisos"),
    sentence=_(
        "Cada vez que cambió un compromiso publicado, por qué, y con qué acuerdo. Ninguna se borra."
    ),
    rows=lambda user: Amendment.objects.allowing("view", user).filter(
        state=AmendmentState.IN_FORCE
    ),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        COMMITMENT,
        Column("number", "numero", _("Cuántas van del compromiso, con esta."), "integer"),
        choice("kind", "tipo", _("Corrección de forma o modificación."), Amendment.Kind.choices),
        Column("reason", "motivo", _("El motivo público."), "text"),
        Column("agreement", "acuerdo", _("El acuerdo del foro, si lo hubo."), "string"),
        Column("approved_at", "vigente_desde", _("Desde cuándo rige."), "datetime"),
        api_address("amendments", "public_id"),
        page_address("/compromisos/", "commitment__slug", "/#modificaciones"),
        MODIFIED,
    ),
    filters=(
        Filter("commitment", _("Compromiso."), path="commitment__slug"),
        Filter("plan", _("Plan."), path="commitment__plan__slug"),
        Filter("kind", _("Tipo."), path="kind", choices=tuple(Amendment.Kind.values)),
    ),
    orderings={"approved_at": Ordering("approved_at", "datetime")},
)

AMENDED_FIELDS = Dataset(
    name="amended-fields",
    heading="cambios-de-modificaciones",
    title=_("Lo que cambió cada modificación"),
    sentence=_("Campo por campo, lo que decía un compromiso publicado y lo que dice."),
    rows=lambda user: AmendedField.objects.allowing("view", user).filter(
        amendment__state=AmendmentState.IN_FORCE
    ),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference(
            "amendment",
            "modificacion",
            _("Identificador de la modificación."),
            "amendment__public_id",
            "amendments",
        ),
        reference(
            "commitment",
            "compromiso",
            _("Compromiso."),
            "amendment__commitment__slug",
            "commitments",
        ),
        reference(
            "milestone",
            "hito",
            _("El hito que cambió o se agregó."),
            "milestone__public_id",
            "milestones",
        ),
        Column("position", "orden", _("Orden en la modificación."), "integer"),
        Column(
            "name",
            "campo",
            _("Qué cambió: el campo del compromiso o del hito; `milestone`, un hito nuevo."),
            "string",
        ),
        Column("before", "decia", _("Lo que decía; vacío si no decía nada."), "text"),
        Column("after", "dice", _("Lo que dice desde entonces."), "text"),
        api_address("amended-fields", "public_id"),
        MODIFIED,
    ),
    filters=(
        Filter("commitment", _("Compromiso."), path="amendment__commitment__slug"),
        Filter("amendment", _("Modificación."), "uuid", path="amendment__public_id"),
        Filter("name", _("Qué cambió."), path="name"),
    ),
)
