"""What a commitment still lacks before it can be published.

Values in, sentences out (used by the workflow and Mi trabajo).
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.sentences import Sentence


@dataclass(frozen=True)
class Facts:
    """The facts publication depends on."""

    has_summary: bool
    has_problem: bool
    has_responsible: bool
    has_dates: bool
    milestones: int
    is_historical: bool


def missing(facts: Facts) -> list[Sentence]:
    """Return a sentence for each thing missing.

    Plans flagged historical are shown as they were published and lack nothing.
    """
    if facts.is_historical:
        return []
    checks = (
        (facts.has_summary, _("Falta la breve descripción (hasta 140 caracteres).")),
        (facts.has_problem, _("Falta decir qué problema aborda.")),
        (facts.has_responsible, _("Falta la institución responsable.")),
        (facts.has_dates, _("Faltan las fechas de inicio y término.")),
        (facts.milestones > 0, _("Falta al menos un hito: los hitos son obligatorios.")),
    )
    return [sentence for is_there, sentence in checks if not is_there]
