"""The questions that the API asks of commitments, the same ones as the list of the site."""

from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.plans import definitions
from commitments.plans.models.commitment import NEVER
from commitments.plans.states import COMMITMENT, Level
from ogp_portal.foundation.api.datasets import Filter, Ordering

LIST_FILTERS = {
    "plan": ("plan", "plan__slug"),
    "eje": ("axis", "axis__slug"),
    "institucion": ("responsible", "responsible__slug"),
    "tema": ("theme", "theme__slug"),
    "valor": ("value", "values__slug"),
    "territorio": ("territory", "territories__slug"),
}  # the list's word in the address: the API's filter, and the path of both
FILTERS = (
    *(
        Filter(
            name,
            _("La misma pregunta que hace la lista del sitio."),
            path=path,
            is_many=facet in {"valor", "territorio"},
        )
        for facet, (name, path) in LIST_FILTERS.items()
    ),
    Filter(
        "computed_level",
        _("Nivel calculado; «sin_hitos» donde no se calcula."),
        choices=(*Level.values, definitions.NO_MILESTONES),
        condition=definitions.at_level,
    ),
    Filter(
        "claimed_level",
        _("Nivel declarado."),
        path="claimed_level",
        choices=tuple(Level.values),
    ),
    Filter(
        "punctuality",
        _("Atrasado, al día o con fechas movidas, a esta fecha."),
        choices=definitions.KINDS_OF_PUNCTUALITY,
        condition=lambda kind: definitions.punctual(kind, on=timezone.localdate()),
    ),
    Filter(
        "counted_as",
        _("La cifra de su plan en la que cuenta."),
        choices=definitions.COUNTED_AS,
        condition=definitions.counted_as,
    ),
    Filter("state", _("Estado."), path="state", choices=tuple(COMMITMENT.names)),
    Filter("is_proposed", _("Si es una propuesta en cocreación."), "boolean", path="is_proposed"),
    Filter("policy_area", _("Área de política."), path="policy_areas__slug", is_many=True),
    Filter("ogp_id", _("Identificador OGP."), path="ogp_id"),
    Filter(
        "computed_progress",
        _("Avance calculado."),
        "integer",
        path="computed_progress",
        is_range=True,
    ),
    Filter("next_due_on", _("Próximo plazo."), "date", path="open_due_on", is_range=True),
    Filter("starts_on", _("Inicio."), "date", path="starts_on", is_range=True),
    Filter("ends_on", _("Término."), "date", path="ends_on", is_range=True),
    Filter("published_on", _("Publicación."), "date", path="published_on", is_range=True),
)
ORDERINGS = {
    "title": Ordering("sort_key", "string"),
    "next_due_on": Ordering(Coalesce("open_due_on", NEVER), "date"),
    "computed_progress": Ordering(Coalesce("computed_progress", -1), "integer"),
}
