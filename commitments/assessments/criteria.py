"""The criteria of a scale as text that one writes: a question a line, each answer below it after a
hyphen, and between square brackets, where it matters, the key that published data name it by.

    Cumplimiento [completion]
    - No iniciado [not_started]
    - Completo
"""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

Criteria = list[dict[str, Any]]
LINE = re.compile(
    r"^(?P<hyphen>[-–—•*]\s*)?(?P<label>[^\[\]]+?)\s*(\[(?P<key>[a-z0-9_]{1,40})\])?$"
)
FEWEST = 2


def as_text(criteria: Criteria) -> str:
    """Return criteria as one writes them, with their keys."""
    lines = []
    for criterion in criteria:
        lines.append(f"{criterion['label']} [{criterion['key']}]")
        lines += [f"- {option['label']} [{option['value']}]" for option in criterion["options"]]
    return "\n".join(lines)


def read(text: str) -> Criteria:
    """Return the criteria that a text says. Raises ValidationError, which names the line."""
    criteria: Criteria = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        found = LINE.match(line.strip())
        if found is None:
            raise ValidationError(
                _(
                    "Línea %(number)s: se escribe «Pregunta» o «- Respuesta», y la clave entre "
                    "corchetes con minúsculas, números y guiones bajos."
                )
                % {"number": number}
            )
        key = found["key"] or slugify(found["label"]).replace("-", "_")[:40]
        if not found["hyphen"]:
            _refuse_repeated(key, [each["key"] for each in criteria], number)
            criteria.append({"key": key, "label": found["label"], "options": []})
        elif not criteria:
            raise ValidationError(
                _("Línea %(number)s: la primera línea es una pregunta, sin guion.")
                % {"number": number}
            )
        else:
            options = criteria[-1]["options"]
            _refuse_repeated(key, [each["value"] for each in options], number)
            options.append({"value": key, "label": found["label"]})
    _refuse_unanswerable(criteria)
    return criteria


def _refuse_repeated(key: str, others: list[str], number: int) -> None:
    if not key or key in others:
        raise ValidationError(
            _("Línea %(number)s: la clave «%(key)s» está repetida o vacía: escriba otra.")
            % {"number": number, "key": key}
        )


def _refuse_unanswerable(criteria: Criteria) -> None:
    if not criteria:
        raise ValidationError(_("Escriba al menos una pregunta con sus respuestas."))
    for criterion in criteria:
        if len(criterion["options"]) < FEWEST:
            raise ValidationError(
                _("«%(question)s» necesita al menos dos respuestas, cada una con su guion.")
                % {"question": criterion["label"]}
            )
