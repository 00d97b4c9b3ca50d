"""Parameters of an address: described for OpenAPI, and refused by name when they make no sense."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from ogp_portal.foundation import languages
from ogp_portal.foundation.api.exceptions import BadParameter
from ogp_portal.foundation.sentences import Sentence

LONGEST_VALUE = 200


def query_parameter(name: str, schema: dict[str, Any], sentence: Sentence) -> dict[str, object]:
    """Return a parameter of the query string as OpenAPI describes one."""
    return {
        "name": name,
        "in": "query",
        "description": str(sentence),
        "schema": schema,
        "style": "form",
        "explode": False,
    }


def check_parameters(
    query: QueryDict, valid: tuple[str, ...], *, own: tuple[str, ...] = ()
) -> None:
    """Refuse a parameter that is not among `valid`, comes twice or says nothing; those in `own` are
    another's to check. Raises BadParameter.
    """
    for name in query:
        if name in own:
            continue
        if name not in valid:
            raise BadParameter(
                name[:LONGEST_VALUE], _("Ese parámetro no existe aquí."), valid=valid
            )
        if len(query.getlist(name)) > 1:
            raise BadParameter(
                name,
                _(
                    "Está repetido: varios valores van en uno solo, separados por comas, con "
                    "«__in»."
                ),
            )
        if "\x00" in str(query[name]) or not any(char > " " for char in str(query[name])):
            raise BadParameter(name, _("Está vacío o tiene caracteres que no son texto."))


def refuse_parameters(query: QueryDict) -> None:
    """Raise BadParameter if there is any parameter."""
    for name in query:
        raise BadParameter(name[:LONGEST_VALUE], _("Esta dirección no lleva parámetros."))


def read_language(query: QueryDict, *, others: tuple[str, ...] = ()) -> str:
    """Return the language of headings, by the first part of its tag; by default the portal's own.

    Raises BadParameter for another, and for parameters beside it and `others`.
    """
    for name in query:
        if name not in {"language", *others} or len(query.getlist(name)) > 1:
            raise BadParameter(
                name[:LONGEST_VALUE],
                _("Ese parámetro no existe aquí, o está repetido."),
                valid=("language", *others),
            )
    valid = languages.shorts()
    language = str(query.get("language", valid[0]))
    if language not in valid:
        detail = _("Es uno de estos: %(valid)s.") % {"valid": ", ".join(valid)}
        raise BadParameter("language", detail, valid=valid)
    return language


def form_field(parameter: dict[str, Any], query: QueryDict) -> dict[str, object]:
    """Return a parameter as a field of the form that a browser shows: its name, sentence, kind of
    input, choices and value.
    """
    schema = parameter["schema"]
    choices = ("true", "false") if schema["type"] == "boolean" else schema.get("enum", ())
    inputs = {"date": "date", "date-time": "text", "integer": "number"}
    return {
        "name": parameter["name"],
        "control_id": f"id_{parameter['name']}",
        "sentence": parameter["description"],
        "input": inputs.get(schema.get("format", schema["type"]), "text"),
        "choices": choices,
        "value": query.get(parameter["name"], ""),
    }
