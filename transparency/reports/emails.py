"""Telling the coordinators of a plan who has not reported the month that is about to close."""

import datetime
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.plans.models import Commitment, Plan
from ogp_portal.foundation.events import mail
from ogp_portal.foundation.events.letter_layout import Section
from ogp_portal.foundation.sentences import Sentence
from ogp_portal.models import User


def tell_who_has_not_reported(
    plan: Plan,
    person: User,
    *,
    month: datetime.date,
    closes_on: datetime.date,
    missing: Sequence[Commitment],
    waiting: Sequence[Commitment],
) -> bool:
    """Write it once, those that sent none (`missing`) apart from those whose report waits for its
    review, and say whether the letter is new.
    """
    letter = mail.write(
        "period_closing",
        to=mail.Recipient(person.email),
        key=f"period-{plan.pk}-{month:%Y-%m}-{person.pk}",
        topic=f"period:{plan.slug}",
        context={
            "plan": plan,
            "month": month,
            "closes_on": closes_on,
            "missing": missing,
            "waiting": waiting,
            "sections": [
                *(_section(commitment, _("Sin reporte enviado")) for commitment in missing),
                *(_section(commitment, _("Enviado, espera su revisión")) for commitment in waiting),
            ],
        },
    )
    return letter is not None


def _section(commitment: Commitment, state: Sentence) -> Section:
    """Return what the letter says of a commitment: how its report stands, and who answers."""
    place = f"{settings.PORTAL_URL}{reverse('commitment', args=[commitment.slug])}"
    named = [str(commitment.responsible)] if commitment.responsible else []
    return Section(commitment.title, place, [state, *named])
