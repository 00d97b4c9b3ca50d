"""The dates of Chilean law that were read in official texts; no others until they are confirmed."""

import datetime

from django.utils.translation import gettext as _

from commitments.plans.models import Plan
from forums.process.requirements.status import Requirement, Status
from ogp_portal.foundation import dates

PRIVACY_LAW_IN_FORCE_ON = datetime.date(2026, 12, 1)


def required_by_law(
    *, today: datetime.date, kind: str, has_registered_text: bool, website: str
) -> list[Requirement]:
    """Return what the law asks of a plan of that kind, as far as this portal can tell.

    `website` is the official site of who leads it, "" when none is registered.
    """
    privacy = (
        _("Rige desde el %(day)s.")
        if today >= PRIVACY_LAW_IN_FORCE_ON
        else _("Entra en vigencia el %(day)s.")
    )
    requirements = [
        Requirement(
            "Ley 21.719",
            _("Protección de datos personales"),
            Status.FACT,
            privacy % {"day": dates.say(PRIVACY_LAW_IN_FORCE_ON)},
            PRIVACY_LAW_IN_FORCE_ON,
        ),
        Requirement(
            "Ley 20.285",
            _("Transparencia activa, con actualización mensual (artículo 7)"),
            Status.FACT,
            _("Se cumple en el sitio oficial: %(site)s. Este portal no lo comprueba.")
            % {"site": website or _("sin enlace registrado")},
        ),
    ]
    if kind == Plan.Kind.PROGRAMME:
        says = _("Consta su fuente.") if has_registered_text else _("No consta su fuente.")
        requirements.append(
            Requirement(
                "Ley 21.073",
                _("Programa inscrito por la candidatura a la gobernación"),
                Status.OK if has_registered_text else Status.NONE,
                says,
            )
        )
    return requirements
