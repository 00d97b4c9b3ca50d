"""The words commitments are classified by, as published data."""

from django.utils.translation import gettext_lazy as _

from commitments.plans.models import PolicyArea, Theme, Value
from commitments.plans.models.vocabulary import Term
from ogp_portal.foundation.api import links
from ogp_portal.foundation.api.columns import choice
from ogp_portal.foundation.api.datasets import Column, Dataset
from ogp_portal.foundation.sentences import Sentence


def _terms(
    name: str, heading: str, model: type[Term], title: Sentence, sentence: Sentence, *more: Column
) -> Dataset:
    return Dataset(
        name=name,
        heading=heading,
        title=title,
        sentence=sentence,
        rows=lambda user: model.objects.allowing("view", user),
        columns=(
            Column("slug", "direccion", _("Identificador estable."), "string"),
            Column("name", "nombre", _("Nombre en español."), "string"),
            Column(
                "name_en",
                "nombre_en_ingles",
                _("Nombre en inglés, si la lista lo tiene."),
                "string",
            ),
            *more,
            Column("url", "url", _("Dirección en la API."), "url", links.of_api(name)),
            Column("modified_at", "modificado", _("Último cambio de la fila."), "datetime"),
        ),
    )


THEMES = _terms("themes", "temas", Theme, _("Temas"), _("La materia general de un compromiso."))
VALUES = _terms(
    "values",
    "valores",
    Value,
    _("Valores de gobierno abierto"),
    _(
        "Los valores que un compromiso fortalece; la lista de OGP y la de la Carta "
        "Iberoamericana se mantienen aparte."
    ),
    choice("scheme", "lista", _("De quién es la lista."), Value.Scheme.choices),
)
POLICY_AREAS = _terms(
    "policy-areas",
    "areas-de-politica",
    PolicyArea,
    _("Áreas de política"),
    _("Las áreas con que OGP clasifica los compromisos."),
)
