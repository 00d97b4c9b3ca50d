"""Small constructors for columns that many datasets have: keys, codes, references, addresses."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.api import links
from ogp_portal.foundation.api.datasets import Column
from ogp_portal.foundation.sentences import Sentence

SLUG = Column("slug", "direccion", _("Identificador estable."), "string")
ID = Column("id", "identificador", _("Identificador estable."), "uuid", "public_id")
MODIFIED = Column("modified_at", "modificado", _("Último cambio de la fila."), "datetime")


def choice(
    name: str,
    heading: str,
    sentence: Sentence,
    choices: Iterable[tuple[str, object]],
    *,
    value: object = None,
    rule: str = "",
) -> Column:
    """Return the column of a code: one of `choices`, pairs of code and words."""
    return Column(name, heading, sentence, "choice", value, rule=rule, choices=tuple(choices))


def reference(
    name: str, heading: str, sentence: Sentence, path: str, dataset: str, *, rule: str = ""
) -> Column:
    """Return the column that holds, at the field path `path`, the key of a row of `dataset`."""
    kind = "uuid" if path.endswith("public_id") else "string"
    return Column(name, heading, sentence, kind, path, rule=rule, refers_to=dataset)


def count(name: str, heading: str, sentence: Sentence, unit: Sentence) -> Column:
    """Return the column of a whole number of `unit` (a plural)."""
    return Column(name, heading, sentence, "integer", unit=unit)


def api_address(dataset: str, key: str = "slug") -> Column:
    """Return the column with a row's address in the API; `key` is the field of its key."""
    return Column("url", "url", _("Dirección en la API."), "url", links.of_api(dataset, key))


def page_address(prefix: str, key: str = "slug", after: str = "/") -> Column:
    """Return the column with the address of a row's page: `prefix`, its key and what follows."""
    expression = links.joined(prefix, key, after)
    return Column("page", "pagina", _("Dirección de su página."), "url", expression)
