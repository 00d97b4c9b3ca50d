"""Amendments in force and what each changed, as published data. Who wrote or approved is in no
column.
"""

from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from commitments.amendments.models import AmendedField, Amendment
from commitments.amendments.states import AmendmentState
from ogp_portal.foundation.api import links
from ogp_portal.foundation.api.columns import ID, MODIFIED, api_address, choice, reference
from ogp_portal.foundation.api.datasets import Column, Dataset, Filter, Ordering

AFTER = "/#modificaciones"


def _plan(path: str = "") -> Column:
    """Return the column of the plan that changed, or of the plan of the commitment that changed."""
    return Column(
        "plan",
        "plan",
        _("El plan que cambió, o el del compromiso que cambió."),
        "string",
        Coalesce(f"{path}plan__slug", f"{path}commitment__plan__slug"),
        refers_to="plans",
    )


def _of_plan(path: str = "") -> Filter:
    """Return the filter by the plan that changed or of which a commitment changed."""
    return Filter(
        "plan",
        _("Plan."),
        condition=lambda slug: (
            Q(**{f"{path}plan__slug": slug}) | Q(**{f"{path}commitment__plan__slug": slug})
        ),
    )


AMENDMENTS = Dataset(
    name="amendments",
    heading="modificaciones",
    title=_("Modificaciones de compromisos y planes"),
    sentence=_(
        "Cada vez que cambió un compromiso publicado o un plan en ejecución, por qué, y con qué "
        "acuerdo. Ninguna se borra."
    ),
    rows=lambda user: Amendment.objects.allowing("view", user).filter(
        state=AmendmentState.IN_FORCE
    ),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference(
            "commitment",
            "compromiso",
            _("Compromiso; vacío si cambió el plan mismo."),
            "commitment__slug",
            "commitments",
        ),
        _plan(),
        Column(
            "number", "numero", _("Cuántas van del compromiso o del plan, con esta."), "integer"
        ),
        choice("kind", "tipo", _("Corrección de forma o modificación."), Amendment.Kind.choices),
        Column("reason", "motivo", _("El motivo público."), "text"),
        Column("agreement", "acuerdo", _("El acuerdo del foro, si lo hubo."), "string"),
        Column("approved_at", "vigente_desde", _("Desde cuándo rige."), "datetime"),
        api_address("amendments", "public_id"),
        Column(
            "page",
            "pagina",
            _("Dirección de su página."),
            "url",
            Case(
                When(plan__isnull=False, then=links.joined("/planes/", "plan__slug", AFTER)),
                default=links.joined("/compromisos/", "commitment__slug", AFTER),
            ),
        ),
        MODIFIED,
    ),
    filters=(
        Filter("commitment", _("Compromiso."), path="commitment__slug"),
        _of_plan(),
        Filter("kind", _("Tipo."), path="kind", choices=tuple(Amendment.Kind.values)),
    ),
    orderings={"approved_at": Ordering("approved_at", "datetime")},
)

AMENDED_FIELDS = Dataset(
    name="amended-fields",
    heading="cambios-de-modificaciones",
    title=_("Lo que cambió cada modificación"),
    sentence=_(
        "Campo por campo, lo que decía un compromiso publicado o un plan en ejecución, y lo que "
        "dice."
    ),
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
            _("Compromiso; vacío si cambió el plan mismo."),
            "amendment__commitment__slug",
            "commitments",
        ),
        _plan("amendment__"),
        reference(
            "milestone",
            "hito",
            _("El hito que cambió o se agregó."),
            "milestone__public_id",
            "milestones",
        ),
        Column(
            "axis",
            "eje",
            _("Dirección del eje del plan que cambió o se agregó."),
            "string",
            F("axis__slug"),
        ),
        Column("position", "orden", _("Orden en la modificación."), "integer"),
        Column(
            "name",
            "campo",
            _(
                "Qué cambió: el campo del compromiso, del hito, del plan o del eje; `milestone`, "
                "un hito nuevo; `new_axis`, un eje nuevo."
            ),
            "string",
        ),
        Column("before", "decia", _("Lo que decía; vacío si no decía nada."), "text"),
        Column("after", "dice", _("Lo que dice desde entonces."), "text"),
        api_address("amended-fields", "public_id"),
        MODIFIED,
    ),
    filters=(
        Filter("commitment", _("Compromiso."), path="amendment__commitment__slug"),
        _of_plan("amendment__"),
        Filter("amendment", _("Modificación."), "uuid", path="amendment__public_id"),
        Filter("name", _("Qué cambió."), path="name"),
    ),
)
